package io.kvswarm.internal.watch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kvswarm.api.ErrorCode;
import io.kvswarm.api.NodeId;
import io.kvswarm.api.SwarmException;
import io.kvswarm.internal.wire.Answer;
import io.kvswarm.internal.wire.CacheId;
import io.kvswarm.internal.wire.EntryEvent;
import io.kvswarm.internal.wire.Events;
import io.kvswarm.internal.wire.Link;
import io.kvswarm.internal.wire.Message;
import io.kvswarm.internal.wire.Owners;
import io.kvswarm.internal.wire.Routing;
import io.kvswarm.internal.wire.SessionId;
import io.kvswarm.internal.wire.Version;
import io.kvswarm.internal.wire.Watch;
import io.kvswarm.internal.wire.Watched;
import io.kvswarm.sim.SimLoop;
import io.kvswarm.sim.SimTime;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Goal: a node asks every owner once for what it watches, again whenever that may have been lost, and tells each sink
 * what was changed after its own answer, once, with every gap. Method: links in virtual time, answered by hand.
 */
final class WatchingTest {
    private static final CacheId CACHE = CacheId.made(1, new Version(1, 1, 1));
    private static final SessionId OWN = new SessionId(1, 2);
    private static final SessionId OTHER = new SessionId(3, 4);

    private final SimTime time = new SimTime(1);
    private final SimLoop loop = new SimLoop(time, time.clock());
    private final Swarm swarm = new Swarm();
    private final Watching watching = new Watching(loop, swarm, swarm, OWN::equals);
    private final List<String> seen = new ArrayList<>();
    private final OwnerLink a = new OwnerLink(node(1), true);
    private final OwnerLink b = new OwnerLink(node(2), true);

    @BeforeEach
    void bothOwnersAreLinked() {
        connect(a);
        connect(b);
    }

    @Test
    void everyOwnerIsAskedAndReadyWhenAllHaveAnswered() {
        Registration registration = watch("x");
        assertEquals(List.of(new Watch(1, CACHE, true)), a.take());
        assertEquals(List.of(new Watch(1, CACHE, true)), b.take());
        answer(a, 1);
        assertFalse(registration.ready().isDone());
        answer(b, 1);
        registration.ready().join();
    }

    @Test
    void changesAreToldFromTheAnswerOn() {
        watch("x");
        tell(a, event("early", OTHER));
        answer(a, 1);
        tell(a, event("mine", OWN), event("theirs", OTHER));
        assertEquals(List.of("x mine own", "x theirs"), seen);
    }

    @Test
    void aSecondSinkIsToldOnlyWhatComesBehindItsOwnAnswer() {
        watch("x");
        answer(a, 1);
        watch("y");
        tell(a, event("one", OTHER));
        answer(a, 2);
        tell(a, event("two", OTHER));
        assertEquals(List.of("x one", "x two", "y two"), seen);
    }

    @Test
    void theLastOneThatEndsTellsTheOwners() {
        Registration x = watch("x");
        Registration y = watch("y");
        answer(a, 1);
        answer(a, 2);
        a.take();
        loop.run(x::close);
        tell(a, event("one", OTHER));
        assertEquals(List.of("y one"), seen);
        assertEquals(List.of(), a.take());
        loop.run(y::close);
        loop.run(y::close);
        tell(a, event("two", OTHER));
        assertEquals(List.of("y one"), seen);
        assertEquals(List.of(new Watch(3, CACHE, false)), a.take());
        assertEquals(0, watching.watchCount());
    }

    @Test
    void aLinkThatEndsIsAGapAndTheNextOneIsAskedAnew() {
        watch("x");
        answer(a, 1);
        answer(b, 1);
        cut(a);
        assertEquals(List.of("x gap"), seen);
        OwnerLink again = new OwnerLink(node(1), true);
        connect(again);
        assertEquals(List.of(new Watch(2, CACHE, true)), again.take());
        answer(again, 2);
        tell(a, event("from the old link", OTHER));
        tell(again, event("one", OTHER));
        assertEquals(List.of("x gap", "x one"), seen);
        assertEquals(1, watching.gapCount());
    }

    @Test
    void aNewerLinkOfTheSameNodeTakesOver() {
        watch("x");
        answer(a, 1);
        OwnerLink newer = new OwnerLink(node(1), true);
        connect(newer);
        loop.run(() -> watching.onLinkEnd(a));
        answer(newer, 2);
        tell(a, event("from the old link", OTHER));
        tell(newer, event("one", OTHER));
        assertEquals(List.of("x gap", "x one"), seen);
    }

    @Test
    void eventsLostAtTheOwnerAreAGapAndItIsAskedAnew() {
        watch("x");
        answer(a, 1);
        a.take();
        send(a, new Events(CACHE, true, List.of(event("one", OTHER))));
        assertEquals(List.of("x one", "x gap"), seen);
        assertEquals(List.of(new Watch(2, CACHE, true)), a.take());
        tell(a, event("before the answer", OTHER));
        answer(a, 2);
        tell(a, event("two", OTHER));
        assertEquals(List.of("x one", "x gap", "x two"), seen);
    }

    @Test
    void anAnswerThatCrossesALossCountsForNothing() {
        watch("x");
        send(a, new Events(CACHE, true, List.of()));
        answer(a, 1);
        tell(a, event("one", OTHER));
        answer(a, 2);
        tell(a, event("two", OTHER));
        assertEquals(List.of("x two"), seen);
    }

    @Test
    void whoDoesNotServeYetIsAskedOnceItDoes() {
        cut(a);
        OwnerLink early = new OwnerLink(node(1), false);
        connect(early);
        watch("x");
        assertEquals(List.of(), early.take());
        loop.run(() -> watching.onServing(early));
        loop.run(() -> watching.onServing(early));
        assertEquals(List.of(new Watch(1, CACHE, true)), early.take());
    }

    @Test
    void whoCannotTellIsAskedAgainAndAgain() {
        Registration registration = watch("x");
        answer(b, 1);
        a.take();
        send(a, new Watched(1, Answer.Status.UNUSABLE));
        assertEquals(List.of(), a.take());
        time.runFor(SimTime.SECOND / 2);
        assertEquals(List.of(new Watch(2, CACHE, true)), a.take());
        answer(a, 2);
        registration.ready().join();
    }

    @Test
    void anOwnerThatCannotBeReachedIsWaitedForOnlySoLongAndTellsOnceItCan() {
        cut(a);
        Registration registration = watch("x");
        answer(b, 1);
        time.runFor(Watching.PATIENCE_NANOS - SimTime.SECOND);
        assertFalse(registration.ready().isDone());
        time.runFor(2 * SimTime.SECOND);
        registration.ready().join();
        assertTrue(swarm.dialed.get(node(1)) > 1);
        OwnerLink back = new OwnerLink(node(1), true);
        connect(back);
        answer(back, 1);
        tell(back, event("one", OTHER));
        assertEquals(List.of("x one"), seen);
    }

    @Test
    void anOwnerThatLetsThisNodeNotInIsNotWaitedFor() {
        cut(a);
        Registration registration = watch("x");
        answer(b, 1);
        loop.run(() -> watching.onRefused(node(1)));
        registration.ready().join();
    }

    @Test
    void whoMayNotReadIsToldSo() {
        Registration registration = watch("x");
        send(a, new Watched(1, Answer.Status.NOT_AUTHORISED));
        CompletionException failure = assertThrows(
                CompletionException.class, () -> registration.ready().join());
        assertEquals(ErrorCode.NOT_AUTHORISED, ((SwarmException) failure.getCause()).code());
        assertEquals(
                "node 01010101 does not let this node read, so it tells no changes; it is asked again until the watch"
                        + " is closed",
                failure.getCause().getMessage());
    }

    @Test
    void newOwnersAreAskedToo() {
        watch("x");
        swarm.owners = 3;
        OwnerLink c = new OwnerLink(node(3), true);
        swarm.links.put(c.peer(), c);
        loop.run(watching::onRouting);
        assertEquals(List.of(new Watch(1, CACHE, true)), c.take());
    }

    @Test
    void thereAreNoMoreWatchesThanAllowed() {
        for (int i = 0; i < Watching.WATCHES_MAX; i++) {
            watch("x");
        }
        Registration tooMany = watch("y");
        CompletionException failure =
                assertThrows(CompletionException.class, () -> tooMany.ready().join());
        assertEquals(
                "this node has 4096 watches, as many as it may; close some",
                failure.getCause().getMessage());
        loop.run(tooMany::close);
        assertEquals(Watching.WATCHES_MAX, watching.watchCount());
    }

    @Test
    void theWatchOfADestroyedCacheEnds() {
        Registration registration = watch("x");
        answer(a, 1);
        send(a, new Events(CACHE, true, List.of()));
        assertEquals(new Watch(2, CACHE, true), a.take().get(1));
        send(a, new Watched(2, Answer.Status.NO_SUCH_CACHE));
        assertEquals(List.of("x gap", "x end"), seen);
        CompletionException failure = assertThrows(
                CompletionException.class, () -> registration.ready().join());
        assertEquals(
                "the cache was destroyed; there is nothing to watch any more",
                failure.getCause().getMessage());
        assertEquals(0, watching.watchCount());
    }

    @Test
    void aClosedNodeTellsNothing() {
        Registration registration = watch("x");
        answer(a, 1);
        loop.run(watching::close);
        tell(a, event("one", OTHER));
        assertEquals(List.of(), seen);
        assertTrue(registration.ready().isCompletedExceptionally());
        assertTrue(watch("y").ready().isCompletedExceptionally());
    }

    private Registration watch(String name) {
        List<Registration> made = new ArrayList<>();
        loop.run(() -> made.add(watching.watch(CACHE, new ChangeSink() {
            @Override
            public void onChange(EntryEvent event, boolean isOwn) {
                String value = new String(event.newValue(), StandardCharsets.UTF_8);
                seen.add(name + " " + value + (isOwn ? " own" : ""));
            }

            @Override
            public void onGap() {
                seen.add(name + " gap");
            }

            @Override
            public void onEnd() {
                seen.add(name + " end");
            }
        })));
        return made.get(0);
    }

    private void connect(OwnerLink link) {
        swarm.links.put(link.peer(), link);
        loop.run(() -> watching.onLink(link));
    }

    private void cut(OwnerLink link) {
        link.isOpen = false;
        swarm.links.remove(link.peer(), link);
        loop.run(() -> watching.onLinkEnd(link));
    }

    private void answer(OwnerLink link, long requestId) {
        send(link, new Watched(requestId, Answer.Status.PRESENT));
    }

    private void tell(OwnerLink link, EntryEvent... events) {
        send(link, new Events(CACHE, false, List.of(events)));
    }

    private void send(OwnerLink link, Message message) {
        loop.run(() -> {
            if (message instanceof Watched watched) {
                watching.onWatched(link, watched);
            } else {
                watching.onEvents(link, (Events) message);
            }
        });
    }

    private static EntryEvent event(String value, SessionId session) {
        byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
        return new EntryEvent(EntryEvent.Kind.CREATED, session, new Version(1, 1, 1), new byte[] {1}, null, bytes);
    }

    private static NodeId node(int n) {
        byte[] bytes = new byte[NodeId.BYTES];
        java.util.Arrays.fill(bytes, (byte) n);
        return NodeId.of(bytes);
    }

    /** Cells shared out among owners in turn. */
    private static final class Swarm implements Owners, Routing {
        final Map<NodeId, Link> links = new HashMap<>();
        final Map<NodeId, Integer> dialed = new HashMap<>();
        int owners = 2;

        @Override
        public Link linkOf(NodeId owner) {
            dialed.merge(owner, 1, Integer::sum);
            return links.get(owner);
        }

        @Override
        public int cellOf(byte[] key) {
            return 0;
        }

        @Override
        public NodeId ownerOf(int cell) {
            return node(1 + cell % owners);
        }

        @Override
        public int cells() {
            return 8;
        }

        @Override
        public long epoch() {
            return 1;
        }
    }
}
