package io.kvswarm.internal.read;

import io.kvswarm.api.ErrorCode;
import io.kvswarm.api.NodeId;
import io.kvswarm.api.SwarmException;
import io.kvswarm.internal.base.Deadlines;
import io.kvswarm.internal.base.Loop;
import io.kvswarm.internal.wire.Answer;
import io.kvswarm.internal.wire.Link;
import io.kvswarm.internal.wire.Owners;
import io.kvswarm.internal.wire.Routing;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** All requests from start to end: bounds, deadlines, owners, links, asking again. Confined to the loop. */
final class Questions {
    private static final long MILLI = 1_000_000;
    private static final long REFUSED_NANOS = 20 * MILLI;
    private static final int DOUBLINGS_MAX = 6;

    private final Loop loop;
    private final Owners owners;
    private final Routing routing;
    private final OwnWrites own;
    private final ReadSettings settings;
    private final Deadlines deadlines;
    private final Map<NodeId, Asking> askings = new HashMap<>();
    private final ArrayDeque<Request> queue = new ArrayDeque<>();
    /** Every request that has not ended. */
    private final Set<Request> pending = new HashSet<>();

    private final ArrayDeque<Asking> due = new ArrayDeque<>();
    private List<Request> refused = new ArrayList<>();
    private int outstanding;
    private boolean isAwake;
    private SwarmException closed;

    Questions(Loop loop, Owners owners, Routing routing, OwnWrites own, ReadSettings settings) {
        this.loop = loop;
        this.owners = owners;
        this.routing = routing;
        this.own = own;
        this.settings = settings;
        this.deadlines = new Deadlines(loop);
    }

    int pendingCount() {
        return pending.size();
    }

    /** Begins with a request; it may end at once. */
    void start(Request request, long timeoutNanos) {
        if (closed != null) {
            request.fail(closed);
            return;
        }
        if (pending.size() >= settings.outstandingMax() + settings.queuedMax()) {
            request.fail(new SwarmException(
                    ErrorCode.QUEUE_FULL,
                    pending.size()
                            + " reads wait for their owners, as many as allowed; try again when some have ended"));
            return;
        }
        pending.add(request);
        request.late = this::onDeadline;
        deadlines.add(request, loop.clock().nanos() + timeoutNanos);
        if (!request.isBehind(own, () -> admit(request))) {
            admit(request);
        }
    }

    private void admit(Request request) {
        if (request.hasEnded) {
            return;
        }
        if (outstanding < settings.outstandingMax()) {
            outstanding++;
            request.isOutstanding = true;
            route(request);
        } else {
            queue.add(request);
        }
    }

    private void route(Request request) {
        if (request.hasEnded) {
            return;
        }
        Asking asking = asking(routing.ownerOf(request.cell()));
        if (!request.waitForOwner() && linkOf(asking) == null) {
            fail(request, Obstacles.notConnected(request, asking));
            return;
        }
        asking.add(request);
        due(asking);
    }

    private Asking asking(NodeId node) {
        return askings.computeIfAbsent(node, missing -> new Asking(missing, this::watch));
    }

    private Link linkOf(Asking asking) {
        if (asking.link() == null) {
            Link link = owners.linkOf(asking.node());
            if (link != null && link.isOpen() && asking.isServing(link)) {
                asking.linkIs(link);
            }
        }
        return asking.link();
    }

    private void due(Asking asking) {
        if (!asking.isDue) {
            asking.isDue = true;
            due.add(asking);
        }
        if (!isAwake) {
            isAwake = true;
            loop.atEndOfTurn(this::endTurn);
        }
    }

    private void endTurn() {
        isAwake = false;
        long now = loop.clock().nanos();
        for (Asking asking = due.poll(); asking != null; asking = due.poll()) {
            asking.isDue = false;
            if (asking.hasWaiting() && linkOf(asking) != null) {
                asking.send(now);
            }
            if (!asking.isIdle() && !asking.watch.isListed()) {
                deadlines.add(asking.watch, now + settings.resendMillis() * MILLI / 2);
            }
        }
    }

    /** Asks again for what was not answered on a live link, and dials again where there is none. */
    private void watch(Asking asking) {
        asking.repeat(loop.clock().nanos(), settings.resendMillis() * MILLI);
        if (!asking.isIdle()) {
            due(asking);
        }
    }

    void onLink(Link link) {
        Asking asking = askings.get(link.peer());
        if (asking != null && asking.link() != link && asking.isServing(link)) {
            asking.linkIs(link);
            routeAgain(asking);
        }
    }

    void onServing(Link link) {
        Asking asking = asking(link.peer());
        if (!asking.isServing(link)) {
            asking.servesOn(link);
            onLink(link);
        }
    }

    void onLinkEnd(Link link) {
        Asking asking = askings.get(link.peer());
        if (asking != null && asking.link() == link) {
            asking.linkIs(null);
            routeAgain(asking);
        }
    }

    void onRouting() {
        for (Asking asking : List.copyOf(askings.values())) {
            if (asking.hasMoved(routing)) {
                routeAgain(asking);
            }
        }
    }

    private void routeAgain(Asking asking) {
        asking.takeAll().forEach(this::routeBehindOwn);
    }

    /** Meanwhile an owner may have lost what this node had written before: that goes there first, once more. */
    private void routeBehindOwn(Request request) {
        if (!request.hasEnded && !request.isBehind(own, () -> route(request))) {
            route(request);
        }
    }

    void onRefused(NodeId node, SwarmException refusal) {
        Asking asking = askings.get(node);
        if (asking != null && asking.link() == null) {
            asking.takeAll().forEach(request -> fail(request, refusal));
        }
    }

    /** What is answered by that message; null if it is none of the present link. */
    Asked answered(Link link, long requestId) {
        Asking asking = askings.get(link.peer());
        return asking == null || asking.link() != link ? null : asking.answered(requestId);
    }

    /** An owner has not answered a request but said why. */
    void refused(Asked asked, Request request, Answer.Status status) {
        boolean isNews = request.asked == asked && !asked.isRepeated;
        switch (status) {
            case CORRUPT -> fail(request, Obstacles.corrupt(request));
            case NOT_AUTHORISED -> fail(request, Obstacles.notAuthorised(request));
            case NO_SUCH_CACHE -> fail(request, Obstacles.noSuchCache());
            case LATER -> {
                if (isNews) {
                    route(request);
                }
            }
            case MOVED, UNUSABLE -> {
                request.obstacle = status;
                if (!request.waitForOwner() && status == Answer.Status.UNUSABLE) {
                    fail(request, Obstacles.late(request));
                } else if (isNews) {
                    refused.add(request);
                }
            }
            case PRESENT, ABSENT -> throw new IllegalArgumentException("no refusal: " + status);
        }
    }

    /** The end of one message's answers: what was refused in it is asked again after a while. */
    void afterAnswers() {
        if (refused.isEmpty()) {
            return;
        }
        List<Request> again = refused;
        refused = new ArrayList<>();
        int refusals = 0;
        for (Request request : again) {
            refusals = Math.max(refusals, request.refusals++);
        }
        loop.schedule(REFUSED_NANOS << Math.min(refusals, DOUBLINGS_MAX), () -> again.forEach(this::routeBehindOwn));
    }

    private void onDeadline(Request request) {
        fail(request, Obstacles.late(request));
    }

    private void fail(Request request, SwarmException failure) {
        if (!request.hasEnded) {
            end(request);
            request.fail(failure);
        }
    }

    /** A request has its answer or its failure: the next one's turn. */
    void end(Request request) {
        request.hasEnded = true;
        request.ended();
        pending.remove(request);
        deadlines.remove(request);
        if (request.isOutstanding) {
            outstanding--;
            admitNext();
        }
    }

    private void admitNext() {
        Request next = queue.poll();
        while (next != null && next.hasEnded) {
            next = queue.poll();
        }
        if (next != null) {
            admit(next);
        }
    }

    void close(SwarmException failure) {
        closed = failure;
        queue.clear();
        for (Request request : List.copyOf(pending)) {
            fail(request, failure);
        }
        for (Asking asking : askings.values()) {
            deadlines.remove(asking.watch);
        }
        askings.clear();
    }
}
