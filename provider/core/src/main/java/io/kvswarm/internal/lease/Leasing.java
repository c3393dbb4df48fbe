package io.kvswarm.internal.lease;

import io.kvswarm.api.ErrorCode;
import io.kvswarm.api.NodeId;
import io.kvswarm.api.SwarmException;
import io.kvswarm.internal.base.Deadlines;
import io.kvswarm.internal.base.Loop;
import io.kvswarm.internal.lease.Claim.Asker;
import io.kvswarm.internal.wire.Answer.Status;
import io.kvswarm.internal.wire.CacheKey;
import io.kvswarm.internal.wire.KeyLeased;
import io.kvswarm.internal.wire.LeaseKey;
import io.kvswarm.internal.wire.Link;
import io.kvswarm.internal.wire.Owners;
import io.kvswarm.internal.wire.ReturnKey;
import io.kvswarm.internal.wire.Routing;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** All leases of keys this node has or wants. Confined to its loop: every method is called there. */
public final class Leasing {
    /** Most callers that wait for a lease. */
    public static final int WAITING_MAX = 65_536;

    private static final long LIFE_NANOS = TimeUnit.MILLISECONDS.toNanos(LeaseKey.LIFE_MILLIS);
    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private final Loop loop;
    private final Owners owners;
    private final Routing routing;
    private final Deadlines deadlines;
    private final Map<CacheKey, Claim> claims = new HashMap<>();
    private final Map<Long, Question> open = new HashMap<>();
    /** Links that were made before their other end served: by now it does. */
    private final Set<Link> serving = new HashSet<>();

    private Loop.Timer timer;
    private long lastId;
    private int waiting;
    private SwarmException closed;

    /** No leases yet. */
    public Leasing(Loop loop, Owners owners, Routing routing) {
        this.loop = loop;
        this.owners = owners;
        this.routing = routing;
        this.deadlines = new Deadlines(loop);
    }

    /**
     * What was asked of an owner.
     *
     * @param extended the lease that wants more time; null for a new one
     * @param answer   of an extension; null for a new one
     */
    private record Question(
            Claim claim, Link link, long sentNanos, Leased extended, CompletableFuture<Boolean> answer) {}

    /** One caller's wish. */
    private final class Wish extends Asker {
        private final Claim claim;

        Wish(Claim claim) {
            this.claim = claim;
        }

        @Override
        protected void onDeadline() {
            onLate(claim, this);
        }
    }

    /**
     * Asks for the lease of a key.
     *
     * @return the lease; null if the time was over and another had it; fails with {@code UNREACHABLE} if its owner
     *     could not be asked by then, {@code NOT_AUTHORISED}, {@code NO_SUCH_CACHE}, {@code QUEUE_FULL}, {@code CLOSED}
     */
    public CompletableFuture<Leased> lease(CacheKey key, long timeoutNanos) {
        loop.assertInside();
        if (closed != null) {
            return CompletableFuture.failedFuture(closed);
        }
        if (waiting >= WAITING_MAX) {
            return CompletableFuture.failedFuture(new SwarmException(
                    ErrorCode.QUEUE_FULL,
                    waiting + " callers wait for leases of keys, as many as allowed; try again when some have ended"));
        }
        Claim claim = claims.computeIfAbsent(key, Claim::new);
        Wish wish = new Wish(claim);
        waiting++;
        claim.askers.addLast(wish);
        deadlines.add(wish, loop.clock().nanos() + timeoutNanos);
        dropIfOver(claim);
        if (claim.isWanted()) {
            ask(claim);
        }
        if (!claim.isAsked()) {
            lookLater();
        }
        return wish.answer;
    }

    /** Keys this process has the lease of, or wants it. */
    public int size() {
        return claims.size();
    }

    private void ask(Claim claim) {
        Link link = owners.linkOf(ownerOf(claim));
        if (link != null && link.isOpen() && isServing(link)) {
            claim.link = link;
            claim.requestId = send(claim, new Question(claim, link, loop.clock().nanos(), null, null));
        }
    }

    private long send(Claim claim, Question question) {
        long id = ++lastId;
        open.put(id, question);
        question.link().send(new LeaseKey(id, claim.key(), question.extended() != null));
        return id;
    }

    private NodeId ownerOf(Claim claim) {
        return routing.ownerOf(routing.cellOf(claim.key().key()));
    }

    private boolean isServing(Link link) {
        return link.hello().stores() || serving.contains(link);
    }

    CompletableFuture<Boolean> extend(Leased leased) {
        loop.assertInside();
        CompletableFuture<Boolean> answer = new CompletableFuture<>();
        send(
                leased.claim(),
                new Question(leased.claim(), leased.link(), loop.clock().nanos(), leased, answer));
        return answer;
    }

    void renewLater(Deadlines.Entry renewal) {
        deadlines.add(renewal, loop.clock().nanos() + LIFE_NANOS / 2);
    }

    void giveBack(Leased leased) {
        loop.assertInside();
        leased.link().send(new ReturnKey(leased.claim().key()));
        end(leased);
        goOn(leased.claim());
    }

    /** A lease is over, for whatever reason. */
    private void end(Leased leased) {
        leased.over();
        deadlines.remove(leased.renewal());
        Claim claim = leased.claim();
        if (claim.leased == leased) {
            claim.leased = null;
            claim.link = null;
        }
    }

    /** Asks again if somebody still wants it; forgets the claim otherwise. */
    private void goOn(Claim claim) {
        if (claim.isWanted()) {
            ask(claim);
            lookLater();
        } else if (claim.leased == null && claim.askers.isEmpty()) {
            claims.remove(claim.key(), claim);
        }
    }

    /** An owner's answer. */
    public void onLeased(Link link, KeyLeased answer) {
        loop.assertInside();
        Question question = open.get(answer.requestId());
        if (question == null || question.link() != link) {
            return;
        }
        open.remove(answer.requestId());
        if (question.extended() != null) {
            onExtended(question, answer.status() == Status.PRESENT);
            return;
        }
        Claim claim = question.claim();
        claim.requestId = 0;
        switch (answer.status()) {
            case PRESENT -> grant(claim, question, answer);
            case NOT_AUTHORISED -> refuse(claim, ErrorCode.NOT_AUTHORISED, "lets this node not write");
            case NO_SUCH_CACHE -> refuse(claim, ErrorCode.NO_SUCH_CACHE, "says that the cache was destroyed");
            case ABSENT, MOVED, LATER, CORRUPT, UNUSABLE -> {
                claim.link = null;
                lookLater();
            }
        }
    }

    private void onExtended(Question question, boolean isKept) {
        Leased leased = question.extended();
        if (isKept) {
            leased.lastsUntil(question.sentNanos() + LIFE_NANOS);
        } else {
            end(leased);
            goOn(leased.claim());
        }
        question.answer().complete(isKept);
    }

    private void grant(Claim claim, Question question, KeyLeased answer) {
        long sent = question.sentNanos();
        long waited = Math.min(
                TimeUnit.MILLISECONDS.toNanos(answer.waitedMillis()),
                loop.clock().nanos() - sent);
        Asker first = claim.askers.pollFirst();
        ended(first);
        claim.leased = new Leased(this, claim, loop.clock(), sent + waited + LIFE_NANOS);
        first.answer.complete(claim.leased);
    }

    private void ended(Asker asker) {
        waiting--;
        deadlines.remove(asker);
    }

    private void refuse(Claim claim, ErrorCode code, String what) {
        fail(
                claim,
                new SwarmException(
                        code, "node " + ownerOf(claim).shortForm() + " " + what + ": it gives no lease of a key"));
    }

    private void fail(Claim claim, SwarmException failure) {
        claims.remove(claim.key(), claim);
        List<Asker> askers = List.copyOf(claim.askers);
        claim.askers.clear();
        askers.forEach(this::ended);
        askers.forEach(asker -> asker.answer.completeExceptionally(failure));
    }

    private void onLate(Claim claim, Asker asker) {
        claim.askers.remove(asker);
        waiting--;
        boolean isAsked = claim.leased != null || claim.isAsked();
        if (claim.isAsked() && claim.askers.isEmpty()) {
            open.remove(claim.requestId);
            claim.requestId = 0;
            claim.link.send(new ReturnKey(claim.key()));
        }
        goOn(claim);
        if (isAsked) {
            asker.answer.complete(null);
        } else {
            asker.answer.completeExceptionally(new SwarmException(
                    ErrorCode.UNREACHABLE,
                    "node " + ownerOf(claim).shortForm()
                            + ", the owner of the key, could not be asked for its lease in time; nothing was changed"));
        }
    }

    /** A link to a node is open. */
    public void onLink(Link link) {
        loop.assertInside();
        look();
    }

    /** The node at the other end of a link has said that it serves; it may not have when the link was opened. */
    public void onServing(Link link) {
        loop.assertInside();
        if (!isServing(link)) {
            serving.add(link);
            look();
        }
    }

    /** A link has ended, and with it the leases that came over it. */
    public void onLinkEnd(Link link) {
        loop.assertInside();
        serving.remove(link);
        loseAll(link);
        look();
    }

    /** Another config is in force: owners may have changed. */
    public void onRouting() {
        loop.assertInside();
        Set<Link> links = new HashSet<>();
        claims.values().stream()
                .filter(claim -> claim.link != null && !claim.link.peer().equals(ownerOf(claim)))
                .forEach(claim -> links.add(claim.link));
        links.forEach(this::loseAll);
        look();
    }

    private void loseAll(Link link) {
        List.copyOf(open.entrySet()).stream()
                .filter(entry -> entry.getValue().link() == link)
                .forEach(entry -> {
                    open.remove(entry.getKey());
                    if (entry.getValue().extended() != null) {
                        entry.getValue().answer().complete(false);
                    }
                });
        for (Claim claim : List.copyOf(claims.values())) {
            if (claim.link == link) {
                claim.requestId = 0;
                if (claim.leased != null) {
                    end(claim.leased);
                }
                claim.link = null;
                goOn(claim);
            }
        }
    }

    /** {@code node} will not let this one in: nobody waits for it. */
    public void onRefused(NodeId node, SwarmException refusal) {
        loop.assertInside();
        for (Claim claim : List.copyOf(claims.values())) {
            if (claim.isWanted() && ownerOf(claim).equals(node)) {
                fail(claim, refusal);
            }
        }
    }

    /** Asks where something is wanted; looks again until nothing is. */
    private void look() {
        for (Claim claim : List.copyOf(claims.values())) {
            dropIfOver(claim);
            if (claim.isWanted()) {
                ask(claim);
            }
        }
        lookLater();
    }

    /** Who lets it run out keeps nobody else of this process from it. */
    private void dropIfOver(Claim claim) {
        if (claim.leased != null && !claim.leased.isHeld() && !claim.askers.isEmpty()) {
            claim.leased.giveBack();
        }
    }

    private void lookLater() {
        boolean isSettled = waiting == 0 || claims.values().stream().noneMatch(Claim::isLookedAfter);
        if (timer == null && !isSettled && closed == null) {
            timer = loop.schedule(LOOK_NANOS, () -> {
                timer = null;
                look();
            });
        }
    }

    /** Nobody is given a lease any more. */
    public void close() {
        loop.assertInside();
        closed = new SwarmException(ErrorCode.CLOSED, "this node is closed");
        for (Claim claim : List.copyOf(claims.values())) {
            if (claim.leased != null) {
                end(claim.leased);
            }
            fail(claim, closed);
        }
        open.values().stream()
                .filter(question -> question.answer() != null)
                .forEach(question -> question.answer().complete(false));
        open.clear();
        if (timer != null) {
            timer.cancel();
        }
    }
}
