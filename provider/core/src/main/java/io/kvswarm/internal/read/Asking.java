package io.kvswarm.internal.read;

import io.kvswarm.api.NodeId;
import io.kvswarm.internal.base.Deadlines;
import io.kvswarm.internal.wire.Link;
import io.kvswarm.internal.wire.Message;
import io.kvswarm.internal.wire.Read.Hold;
import io.kvswarm.internal.wire.Routing;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/** One owner as a reader sees it: its link, what waits to be asked and what is asked. Confined to the loop. */
final class Asking {
    private static final int REPEAT_DOUBLINGS_MAX = 3;

    private final NodeId node;
    private final ArrayDeque<Request> waiting = new ArrayDeque<>();
    private final Map<Long, Asked> asked = new HashMap<>();
    private Link link;
    private Link serving;
    private long nextId = 1;

    /** True while it waits for the end of the turn. */
    boolean isDue;
    /** Looks after what was not answered and dials again. */
    final Deadlines.Entry watch;

    Asking(NodeId node, Consumer<Asking> onWatch) {
        this.node = node;
        this.watch = new Deadlines.Entry() {
            @Override
            protected void onDeadline() {
                onWatch.accept(Asking.this);
            }
        };
    }

    NodeId node() {
        return node;
    }

    /** Null while there is none. */
    Link link() {
        return link;
    }

    void linkIs(Link newLink) {
        link = newLink;
    }

    /** A link that was made before its other end served: by now it does. */
    void servesOn(Link earlyLink) {
        serving = earlyLink;
    }

    /**
     * True if the other end serves. One that does not yet would be asked before it is known whether it lost what this
     * node had written, and might answer by the time it serves.
     */
    boolean isServing(Link candidate) {
        return candidate.hello().stores() || candidate == serving;
    }

    boolean isIdle() {
        return waiting.isEmpty() && asked.isEmpty();
    }

    boolean hasWaiting() {
        return !waiting.isEmpty();
    }

    void add(Request request) {
        request.asking = this;
        request.asked = null;
        waiting.add(request);
    }

    /** Takes a message out of those unanswered; null if there is none of that id. */
    Asked answered(long requestId) {
        return asked.remove(requestId);
    }

    /** Sends all that waits and has not ended. */
    void send(long nowNanos) {
        BiConsumer<List<KeyRequest>, Hold> sendKeys =
                (requests, hold) -> send(requests, KeyBatch.read(nextId, requests, hold), nowNanos);
        Map<Hold, KeyBatch> batches = new EnumMap<>(Hold.class);
        for (Request request = waiting.poll(); request != null; request = waiting.poll()) {
            if (request.hasEnded) {
                continue;
            }
            if (request instanceof PageRequest page) {
                send(List.of(page), page.scan(nextId), nowNanos);
            } else if (request instanceof KeyRequest key) {
                batches.computeIfAbsent(key.asking(link), hold -> new KeyBatch(hold, sendKeys))
                        .add(key);
            }
        }
        batches.values().forEach(KeyBatch::flush);
    }

    private void send(List<? extends Request> requests, Message message, long nowNanos) {
        Asked sent = new Asked(requests, nowNanos);
        for (Request request : requests) {
            request.asked = sent;
        }
        asked.put(nextId++, sent);
        link.send(message);
    }

    /** Puts what is unanswered since {@code sinceNanos} in the queue once more; drops what nobody waits for. */
    void repeat(long nowNanos, long patienceNanos) {
        asked.values().removeIf(Asked::isOver);
        for (Asked each : asked.values()) {
            long patience = patienceNanos << each.requests().get(0).repeats;
            if (!each.isRepeated && nowNanos - each.sentNanos() >= patience) {
                each.isRepeated = true;
                repeat(each);
            }
        }
    }

    private void repeat(Asked old) {
        for (Request request : old.requests()) {
            if (!request.hasEnded && request.asked == old) {
                request.repeats = Math.min(request.repeats + 1, REPEAT_DOUBLINGS_MAX);
                waiting.add(request);
            }
        }
    }

    /** True if a cell that something is asked about is not this node's any more. */
    boolean hasMoved(Routing routing) {
        for (Asked each : asked.values()) {
            for (Request request : each.requests()) {
                if (!routing.ownerOf(request.cell()).equals(node)) {
                    return true;
                }
            }
        }
        for (Request request : waiting) {
            if (!routing.ownerOf(request.cell()).equals(node)) {
                return true;
            }
        }
        return false;
    }

    /** Takes everything, asked and waiting. */
    List<Request> takeAll() {
        List<Request> taken = new ArrayList<>();
        for (Asked each : asked.values()) {
            for (Request request : each.requests()) {
                if (!request.hasEnded && request.asked == each) {
                    taken.add(request);
                }
            }
        }
        asked.clear();
        for (Request request : waiting) {
            // One that is to be repeated is among those above.
            if (!request.hasEnded && request.asked == null) {
                taken.add(request);
            }
        }
        waiting.clear();
        return taken;
    }

    /** A short name for messages. */
    @Override
    public String toString() {
        return "node " + node.shortForm();
    }
}
