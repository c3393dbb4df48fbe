package io.kvswarm.internal.lease;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kvswarm.api.ErrorCode;
import io.kvswarm.api.NodeId;
import io.kvswarm.api.SwarmException;
import io.kvswarm.internal.wire.Answer.Status;
import io.kvswarm.internal.wire.CacheId;
import io.kvswarm.internal.wire.CacheKey;
import io.kvswarm.internal.wire.KeyLeased;
import io.kvswarm.internal.wire.LeaseKey;
import io.kvswarm.internal.wire.Link;
import io.kvswarm.internal.wire.Owners;
import io.kvswarm.internal.wire.ReturnKey;
import io.kvswarm.internal.wire.Routing;
import io.kvswarm.sim.SimLoop;
import io.kvswarm.sim.SimTime;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Goal: a lease counts from when it was asked for, is had by one caller of a process at a time, and is over with its
 * link; whoever waits gets it in order, or hears at his deadline why not. Method: a link in virtual time, answered by
 * hand.
 */
final class LeasingTest {
    private static final CacheKey KEY = new CacheKey(CacheId.DEFAULT, new byte[] {1});
    private static final long SECOND = SimTime.SECOND;

    private final SimTime time = new SimTime(1);
    private final SimLoop loop = new SimLoop(time, time.clock());
    private final Swarm swarm = new Swarm();
    private final Leasing leasing = new Leasing(loop, swarm, swarm);
    private final OwnerLink owner = new OwnerLink(node(1), true);

    @BeforeEach
    void ownerIsLinked() {
        connect(owner);
    }

    @Test
    void aLeaseCountsFromWhenItWasAskedFor() {
        CompletableFuture<Leased> asked = ask(10);
        assertEquals(List.of(new LeaseKey(1, KEY, false)), owner.take());
        time.runFor(SECOND / 2);
        answer(1, Status.PRESENT, 0);
        Leased lease = asked.join();
        assertTrue(lease.isHeld());
        time.runFor(SECOND * 3 / 2 - SimTime.MILLI);
        assertTrue(lease.isHeld());
        time.runFor(2 * SimTime.MILLI);
        assertFalse(lease.isHeld());
    }

    @Test
    void howLongTheQuestionWaitedIsAddedButNoMoreThanHasPassed() {
        CompletableFuture<Leased> asked = ask(10);
        time.runFor(3 * SECOND);
        answer(1, Status.PRESENT, 2_500);
        time.runFor(SECOND * 3 / 2 - SimTime.MILLI);
        assertTrue(asked.join().isHeld());
        time.runFor(2 * SimTime.MILLI);
        assertFalse(asked.join().isHeld());
        inside(() -> {
            asked.join().giveBack();
            return null;
        });
        CompletableFuture<Leased> again = ask(10);
        answer(2, Status.PRESENT, Long.MAX_VALUE);
        time.runFor(2 * SECOND + SimTime.MILLI);
        assertFalse(again.join().isHeld());
    }

    @Test
    void oneCallerAtATimeHasItAndTheOwnerIsAskedForEach() {
        CompletableFuture<Leased> first = ask(10);
        CompletableFuture<Leased> second = ask(10);
        assertEquals(List.of(new LeaseKey(1, KEY, false)), owner.take());
        answer(1, Status.PRESENT, 0);
        assertFalse(second.isDone());
        giveBack(first.join());
        assertFalse(first.join().isHeld());
        assertEquals(List.of(new ReturnKey(KEY), new LeaseKey(2, KEY, false)), owner.take());
        answer(2, Status.PRESENT, 0);
        giveBack(second.join());
        giveBack(second.join());
        assertEquals(List.of(new ReturnKey(KEY)), owner.take());
        assertEquals(0, leasing.size());
    }

    @Test
    void renewingCountsFromTheNewQuestion() {
        Leased lease = granted();
        time.runFor(SECOND);
        CompletableFuture<Boolean> renewed = inside(lease::renew);
        assertEquals(List.of(new LeaseKey(2, KEY, true)), owner.take());
        time.runFor(SECOND / 2);
        answer(2, Status.PRESENT, 0);
        assertTrue(renewed.join());
        time.runFor(SECOND * 3 / 2 - SimTime.MILLI);
        assertTrue(lease.isHeld());
        time.runFor(2 * SimTime.MILLI);
        assertFalse(lease.isHeld());
    }

    @Test
    void aLeaseThatCannotBeRenewedIsOver() {
        Leased lease = granted();
        CompletableFuture<Boolean> renewed = inside(lease::renew);
        answer(2, Status.ABSENT, 0);
        assertFalse(renewed.join());
        assertFalse(lease.isHeld());
        owner.take();
        giveBack(lease);
        assertEquals(List.of(), owner.take());
        assertFalse(inside(lease::renew).join());
        assertEquals(0, leasing.size());
    }

    @Test
    void whatIsKeptIsRenewedUntilItIsGivenBack() {
        Leased lease = granted();
        inside(() -> {
            lease.keep();
            lease.keep();
            return null;
        });
        for (int id = 2; id < 6; id++) {
            time.runFor(SECOND + SECOND / 50);
            assertEquals(List.of(new LeaseKey(id, KEY, true)), owner.take());
            answer(id, Status.PRESENT, 0);
            assertTrue(lease.isHeld());
        }
        giveBack(lease);
        owner.take();
        time.runFor(5 * SECOND);
        assertEquals(List.of(), owner.take());
    }

    @Test
    void withItsLinkALeaseIsOverAndWhoWaitsAsksOnTheNext() {
        Leased lease = granted();
        CompletableFuture<Leased> waiting = ask(10);
        CompletableFuture<Boolean> renewed = inside(lease::renew);
        cut(owner);
        assertFalse(lease.isHeld());
        assertFalse(renewed.join());
        OwnerLink again = new OwnerLink(node(1), true);
        connect(again);
        assertEquals(List.of(new LeaseKey(3, KEY, false)), again.take());
        inside(() -> {
            leasing.onLeased(owner, new KeyLeased(3, Status.PRESENT, 0));
            return null;
        });
        assertFalse(waiting.isDone());
        inside(() -> {
            leasing.onLeased(again, new KeyLeased(3, Status.PRESENT, 0));
            return null;
        });
        assertTrue(waiting.join().isHeld());
        assertEquals(List.of(), again.take());
    }

    @Test
    void atTheDeadlineTheQuestionIsTakenBack() {
        CompletableFuture<Leased> asked = ask(1);
        owner.take();
        time.runFor(SECOND + SECOND / 50);
        assertNull(asked.join());
        assertEquals(List.of(new ReturnKey(KEY)), owner.take());
        answer(1, Status.PRESENT, 0);
        assertEquals(0, leasing.size());
        assertEquals(List.of(), owner.take());
    }

    @Test
    void whoCannotAskAnybodyHearsThatAtHisDeadline() {
        cut(owner);
        CompletableFuture<Leased> asked = ask(1);
        time.runFor(SECOND + SECOND / 50);
        assertEquals(
                "UNREACHABLE: node " + node(1).shortForm()
                        + ", the owner of the key, could not be asked for its lease in time; nothing was changed",
                failure(asked));
        assertEquals(0, leasing.size());
    }

    @Test
    void anOwnerThatCannotGiveNowIsAskedAgain() {
        CompletableFuture<Leased> asked = ask(10);
        owner.take();
        answer(1, Status.UNUSABLE, 0);
        assertEquals(List.of(), owner.take());
        time.runFor(SECOND / 5);
        assertEquals(List.of(new LeaseKey(2, KEY, false)), owner.take());
        answer(2, Status.PRESENT, 0);
        assertTrue(asked.join().isHeld());
    }

    @Test
    void anOwnerThatServesLaterIsAskedThen() {
        cut(owner);
        OwnerLink early = new OwnerLink(node(1), false);
        connect(early);
        CompletableFuture<Leased> asked = ask(10);
        time.runFor(SECOND);
        assertEquals(List.of(), early.take());
        inside(() -> {
            leasing.onServing(early);
            return null;
        });
        assertEquals(List.of(new LeaseKey(1, KEY, false)), early.take());
        assertFalse(asked.isDone());
    }

    @Test
    void refusalsForGoodFailAllWhoWait() {
        CompletableFuture<Leased> first = ask(10);
        CompletableFuture<Leased> second = ask(10);
        answer(1, Status.NO_SUCH_CACHE, 0);
        String message = "NO_SUCH_CACHE: node " + node(1).shortForm()
                + " says that the cache was destroyed: it gives no lease of a key";
        assertEquals(message, failure(first));
        assertEquals(message, failure(second));
        CompletableFuture<Leased> third = ask(10);
        answer(2, Status.NOT_AUTHORISED, 0);
        assertEquals(
                "NOT_AUTHORISED: node " + node(1).shortForm() + " lets this node not write: it gives no lease of a key",
                failure(third));
    }

    @Test
    void aNodeThatDoesNotLetThisOneInIsNotWaitedFor() {
        cut(owner);
        CompletableFuture<Leased> asked = ask(10);
        inside(() -> {
            leasing.onRefused(node(1), new SwarmException(ErrorCode.NOT_AUTHORISED, "no"));
            return null;
        });
        assertEquals("NOT_AUTHORISED: no", failure(asked));
    }

    @Test
    void whoLetsALeaseRunOutKeepsNobodyElseOfTheProcessFromIt() {
        Leased stuck = granted();
        CompletableFuture<Leased> second = ask(10);
        owner.take();
        time.runFor(2 * SECOND + SECOND / 5);
        assertEquals(List.of(new ReturnKey(KEY), new LeaseKey(2, KEY, false)), owner.take());
        answer(2, Status.PRESENT, 0);
        assertTrue(second.join().isHeld());
        giveBack(stuck);
        assertEquals(List.of(), owner.take());
        assertTrue(second.join().isHeld());
    }

    @Test
    void closedItGivesNone() {
        Leased lease = granted();
        CompletableFuture<Leased> waiting = ask(10);
        inside(() -> {
            leasing.close();
            return null;
        });
        assertFalse(lease.isHeld());
        assertEquals("CLOSED: this node is closed", failure(waiting));
        assertEquals("CLOSED: this node is closed", failure(ask(10)));
    }

    private CompletableFuture<Leased> ask(long seconds) {
        return inside(() -> leasing.lease(KEY, seconds * SECOND));
    }

    private Leased granted() {
        CompletableFuture<Leased> asked = ask(10);
        answer(1, Status.PRESENT, 0);
        owner.take();
        return asked.join();
    }

    private void giveBack(Leased lease) {
        inside(() -> {
            lease.giveBack();
            return null;
        });
    }

    private void answer(long id, Status status, long waitedMillis) {
        inside(() -> {
            leasing.onLeased(owner, new KeyLeased(id, status, waitedMillis));
            return null;
        });
    }

    private void connect(OwnerLink link) {
        swarm.links.put(link.peer(), link);
        inside(() -> {
            leasing.onLink(link);
            return null;
        });
    }

    private void cut(OwnerLink link) {
        swarm.links.remove(link.peer());
        inside(() -> {
            leasing.onLinkEnd(link);
            return null;
        });
    }

    private <T> T inside(Supplier<T> action) {
        AtomicReference<T> result = new AtomicReference<>();
        loop.run(() -> result.set(action.get()));
        return result.get();
    }

    private static String failure(CompletableFuture<Leased> future) {
        assertTrue(future.isDone());
        var thrown = assertThrows(CompletionException.class, future::join);
        SwarmException cause = (SwarmException) thrown.getCause();
        return cause.code() + ": " + cause.getMessage();
    }

    private static NodeId node(int n) {
        byte[] bytes = new byte[NodeId.BYTES];
        Arrays.fill(bytes, (byte) n);
        return NodeId.of(bytes);
    }

    /** One owner of everything. */
    private static final class Swarm implements Owners, Routing {
        final Map<NodeId, Link> links = new HashMap<>();

        @Override
        public Link linkOf(NodeId owner) {
            return links.get(owner);
        }

        @Override
        public int cellOf(byte[] key) {
            return 0;
        }

        @Override
        public NodeId ownerOf(int cell) {
            return node(1);
        }

        @Override
        public int cells() {
            return 1;
        }

        @Override
        public long epoch() {
            return 1;
        }
    }
}
