package io.kvswarm.internal.write;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kvswarm.api.ErrorCode;
import io.kvswarm.api.Level;
import io.kvswarm.api.MutationId;
import io.kvswarm.api.OutcomeUnknownException;
import io.kvswarm.api.SwarmException;
import io.kvswarm.internal.wire.Block;
import io.kvswarm.internal.wire.Mutation;
import io.kvswarm.internal.wire.Nack;
import io.kvswarm.internal.wire.Outcome;
import io.kvswarm.internal.wire.Result;
import io.kvswarm.sim.SimTime;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;

/**
 * Goal: what a caller is told when its owner refuses, is silent, loses, moves or comes back is true for ever (RULES
 * 2-4).
 */
final class WriterFailuresTest {
    private final WriteWorld world = new WriteWorld(2, 2, 8);

    private ModelOwner owner() {
        return world.owners.get(0);
    }

    @Test
    void whatWasNeverSentFailsAndNeverAppears() {
        world.isCut = true;
        world.start();
        Submission put = world.put(Level.RECEIPT, 500, 0, "a");
        world.untilDone(put);
        assertEquals(ErrorCode.UNREACHABLE, put.failure(0).code());
        assertEquals(
                "the change was not applied and never will be: node 01000000, the owner of cell 0, is not connected",
                put.failure(0).getMessage());
        world.crash(true);
        world.isCut = false;
        world.start();
        world.untilEmpty();
        assertEquals(List.of(), world.applied(0));
        assertEquals(1, owner().journal.size());
    }

    @Test
    void whatWasSentHasAnOutcomeThatIsToldLater() {
        world.start();
        world.untilDone(world.put(Level.ACK, 1_000, 0, "a"));
        world.twicePerMille = 0;
        world.lostPerMille = 1_000;
        Submission put = world.put(Level.RECEIPT, 500, 0, "b");
        world.untilDone(put);
        OutcomeUnknownException unknown = (OutcomeUnknownException) put.failure(0);
        assertEquals(
                "the change was sent and not answered in time: node 01000000, the owner of cell 0, has not answered; it is"
                        + " given up, so it was applied or never will be; its outcome can be asked for later",
                unknown.getMessage());
        assertFalse(outcome(unknown.id()).isDone());
        world.lostPerMille = 0;
        world.untilEmpty();
        assertEquals(Outcome.WITHDRAWN, outcome(unknown.id()).join().outcome());
        assertEquals(List.of("a"), world.applied(0));
    }

    @Test
    void anUnknownOutcomeMayTurnOutToBeApplied() {
        world.start();
        world.untilDone(world.put(Level.ACK, 1_000, 0, "a"));
        Submission put = world.put(Level.RECEIPT, 500, 0, "b");
        world.time.runUntil(() -> owner().journal.size() == 2, SimTime.SECOND);
        world.isCut = true;
        world.cut(owner());
        world.untilDone(put);
        world.isCut = false;
        world.untilEmpty();
        MutationId id = ((OutcomeUnknownException) put.failure(0)).id();
        assertEquals(Outcome.APPLIED, outcome(id).join().outcome());
        assertEquals(List.of("a", "b"), world.applied(0));
    }

    private CompletableFuture<Result> outcome(MutationId id) {
        return world.await(() -> CompletableFuture.completedFuture(world.writer.outcome(id)));
    }

    @Test
    void theOutcomeOfNothingGivenUpCannotBeTold() {
        world.start();
        CompletableFuture<Result> none = outcome(new MutationId(1, 2, 3));
        SwarmException failure = (SwarmException)
                assertThrows(CompletionException.class, none::join).getCause();
        assertEquals(
                "the outcome of 00000000000000010000000000000002:3 cannot be told: it is none of the last 65536 changes of"
                        + " this process that were given up",
                failure.getMessage());
    }

    @Test
    void withdrawalsRememberedAreBounded() {
        Withdrawals withdrawals = new Withdrawals();
        MutationId first = new MutationId(1, 1, 1);
        withdrawals.remember(first);
        CompletableFuture<Result> forgotten = withdrawals.outcome(first);
        for (int i = 2; i <= Withdrawals.COUNT_MAX; i++) {
            withdrawals.remember(new MutationId(1, 1, i));
        }
        assertFalse(forgotten.isDone());
        withdrawals.remember(new MutationId(1, 1, Withdrawals.COUNT_MAX + 1));
        assertTrue(forgotten.isCompletedExceptionally());
        assertTrue(withdrawals.outcome(first).isCompletedExceptionally());
    }

    @Test
    void aFullOwnerIsWaitedForAndNamed() {
        owner().refuses = Nack.Reason.STORAGE_FULL;
        world.start();
        Submission mended = world.put(Level.RECEIPT, 5_000, 0, "a");
        world.time.runFor(SimTime.SECOND);
        assertFalse(mended.isDone());
        owner().refuses = null;
        world.untilDone(mended);
        assertNull(mended.firstFailure());
        owner().refuses = Nack.Reason.STORAGE_FULL;
        Submission late = world.put(Level.RECEIPT, 500, 0, "b");
        world.untilDone(late);
        assertEquals(
                "the change was sent and not answered in time: node 01000000 answers STORAGE_FULL for cell 0 (as the test"
                        + " wants it); it is given up, so it was applied or never will be; its outcome can be asked for"
                        + " later",
                late.failure(0).getMessage());
    }

    @Test
    void withoutAuthorityWaitersFailAndWhatIsLoggedStays() {
        owner().refuses = Nack.Reason.NOT_AUTHORISED;
        world.start();
        Submission logged = world.put(Level.LOGGED, 0, 0, "a");
        Submission put = world.put(Level.RECEIPT, 60_000, 0, "b");
        world.untilDone(put);
        assertEquals(ErrorCode.NOT_AUTHORISED, put.failure(0).code());
        assertEquals(
                "node 01000000 refuses changes by this node (as the test wants it); the change was not applied and never"
                        + " will be",
                put.failure(0).getMessage());
        world.time.runFor(60 * SimTime.SECOND);
        assertNull(logged.firstFailure());
        owner().refuses = null;
        world.untilEmpty();
        assertEquals(List.of("a"), world.applied(0));
    }

    /** Rights come back between two blocks: the refusal of the first says nothing of the second. */
    @Test
    void aRefusalSpeaksForItsOwnBlockOnly() {
        world.start();
        world.untilDone(world.put(Level.RECEIPT, 60_000, 0, "first"));
        world.carried.clear();
        Submission refused = world.put(Level.RECEIPT, 60_000, 0, "a");
        Submission behind = world.put(Level.RECEIPT, 60_000, 0, "b");
        assertEquals(2, world.carried.stream().filter(Block.class::isInstance).count());
        Nack nack = new Nack(world.writer.session(), 0, Nack.Reason.NOT_AUTHORISED, 2, 20, "as the test wants it");
        world.loop.run(() -> world.writer.onNack(world.links.get(owner().node), nack));
        world.untilDone(refused);
        assertEquals(ErrorCode.NOT_AUTHORISED, refused.failure(0).code());
        assertFalse(behind.isDone());
        world.untilDone(behind);
        assertNull(behind.firstFailure());
    }

    @Test
    void whoIsNotLetInIsToldAndWhatIsLoggedStays() {
        world.isCut = true;
        world.start();
        Submission logged = world.put(Level.LOGGED, 0, 0, "a");
        Submission put = world.put(Level.RECEIPT, 60_000, 0, "b");
        Submission elsewhere = world.put(Level.RECEIPT, 60_000, 1, "c");
        SwarmException refusal = new SwarmException(ErrorCode.NOT_AUTHORISED, "not let in");
        world.loop.run(() -> world.writer.onRefused(owner().node, refusal));
        world.untilDone(put);
        assertEquals(refusal, put.failure(0));
        world.isCut = false;
        world.untilEmpty();
        assertNull(logged.firstFailure());
        assertNull(elsewhere.firstFailure());
        assertEquals(List.of("a"), world.applied(0));
        assertEquals(List.of("c"), world.applied(1));
    }

    @Test
    void numbersNobodyHasAnyMoreAreGivenUpOnceAndTheRestGoesOn() {
        world.start();
        world.untilDone(world.put(Level.RECEIPT, 1_000, 0, "receipt"));
        loseEverything(owner());
        Submission next = world.put(Level.RECEIPT, 5_000, 0, "next");
        world.untilDone(next);
        assertNull(next.firstFailure());
        assertEquals(1, owner().losts);
        assertEquals(List.of("next"), world.applied(0));
        world.untilEmpty();
    }

    private void loseEverything(ModelOwner owner) {
        world.cut(owner);
        owner.journal.clear();
        owner.restart();
        owner.term++;
    }

    @Test
    void whatIsLoggedIsSentAgainToAnOwnerThatLostIt() {
        world.start();
        Submission put = world.put(Level.LOGGED, 0, 0, "a");
        world.untilDone(put);
        world.time.runUntil(() -> owner().journal.size() == 1, SimTime.SECOND);
        world.time.runUntil(() -> world.writer.deliveredCount() == 1, SimTime.SECOND);
        loseEverything(owner());
        world.untilEmpty();
        assertEquals(List.of("a"), world.applied(0));
        assertEquals(1, world.writer.deliveredCount());
    }

    @Test
    void whatIsLoggedIsKeptUntilItsOwnerHasSyncedIt() {
        world.syncsByItself = false;
        world.start();
        world.untilDone(world.put(Level.LOGGED, 0, 0, "a"));
        world.time.runFor(SimTime.SECOND);
        assertEquals(1, world.writer.deliveredCount());
        assertEquals(1, world.writer.pendingCount());
        world.loop.run(() -> world.writer.onPong(world.links.get(owner().node), owner().sync()));
        assertEquals(0, world.writer.pendingCount());
    }

    /** An owner's new process may connect before it serves: that says nothing of what the one before had synced. */
    @Test
    void anOwnerThatDoesNotServeYetHasSaidNothing() {
        world.syncsByItself = false;
        world.start();
        world.put(Level.LOGGED, 0, 0, "a");
        assertTrue(world.time.runUntil(() -> world.writer.deliveredCount() == 1, SimTime.SECOND));
        world.connectsEarly = true;
        world.cut(owner());
        owner().journal.clear();
        world.cutPowerOf(owner());
        world.linkOf(owner().node);
        world.time.runFor(SimTime.SECOND / 10);
        assertEquals(1, world.writer.pendingCount());
        world.syncsByItself = true;
        world.untilEmpty();
        assertEquals(List.of("a"), world.applied(0));
    }

    @Test
    void anOwnerThatStoppedCleanlyHasSyncedAll() {
        world.syncsByItself = false;
        world.start();
        world.untilDone(world.put(Level.LOGGED, 0, 0, "a"));
        world.time.runFor(SimTime.SECOND);
        assertEquals(1, world.writer.pendingCount());
        world.restart(owner());
        world.put(Level.LOGGED, 0, 2, "b");
        world.time.runFor(SimTime.SECOND);
        assertEquals(2, world.writer.deliveredCount());
        assertEquals(1, world.writer.pendingCount());
        assertEquals(List.of("a"), world.applied(0));
    }

    /** Puts a value that its owner decides on, and says so to nobody. */
    private Submission putOfUnknownOutcome(String value) {
        int decided = owner().journal.size();
        Submission put = world.put(Level.RECEIPT, 60_000, 0, value);
        assertTrue(world.time.runUntil(() -> owner().journal.size() > decided, SimTime.SECOND));
        assertFalse(put.isDone());
        world.isCut = true;
        world.cut(owner());
        return put;
    }

    @Test
    void whatWasSentHasAnUnknownOutcomeWhenTheWriterIsClosed() {
        world.start();
        Submission put = putOfUnknownOutcome("a");
        world.await(() -> world.writer.close());
        assertEquals(ErrorCode.OUTCOME_UNKNOWN, put.failure(0).code());
        assertEquals(List.of("a"), world.applied(0));
    }

    @Test
    void whatWasSentHasAnUnknownOutcomeWhenTheNodeIsNotLetInAnyMore() {
        world.start();
        Submission put = putOfUnknownOutcome("a");
        SwarmException refusal = new SwarmException(ErrorCode.NOT_AUTHORISED, "not let in");
        world.loop.run(() -> world.writer.onRefused(owner().node, refusal));
        world.untilDone(put);
        assertEquals(ErrorCode.OUTCOME_UNKNOWN, put.failure(0).code());
        world.isCut = false;
        world.untilEmpty();
        MutationId id = ((OutcomeUnknownException) put.failure(0)).id();
        assertEquals(Outcome.APPLIED, outcome(id).join().outcome());
    }

    @Test
    void loggedIsNotToldOfWhatNeitherDiskHasSynced() {
        world.syncsByItself = false;
        world.start();
        world.diskWriter.slowDown(SimTime.SECOND);
        world.disk.failSyncs(true);
        Submission put = world.put(Level.LOGGED, 60_000, 0, "a");
        world.untilDone(put);
        assertEquals(List.of("a"), world.applied(0));
        assertEquals(
                "the change did not get to the disk of this node's outbox in time; it may still be delivered; its outcome"
                        + " can be asked for later",
                put.failure(0).getMessage());
        MutationId id = ((OutcomeUnknownException) put.failure(0)).id();
        assertEquals(Outcome.APPLIED, outcome(id).join().outcome());
    }

    @Test
    void aMovedCellFollowsWithEverythingUnconfirmedInOrder() {
        world.start();
        world.untilDone(world.put(Level.ACK, 1_000, 0, "a"));
        owner().refuses = Nack.Reason.RETRY_AFTER;
        world.put(Level.LOGGED, 0, 0, "b");
        world.put(Level.LOGGED, 0, 0, "c");
        world.time.runFor(100 * SimTime.MILLI);
        world.move(0, world.owners.get(1));
        world.untilEmpty();
        assertEquals(List.of("a", "b", "c"), world.applied(0));
    }

    @Test
    void giveUpIsADeadlineThatHasCome() {
        world.isCut = true;
        world.start();
        Submission put = world.put(Level.RECEIPT, 60_000, 0, "a");
        world.loop.run(put::giveUp);
        world.untilDone(put);
        assertEquals(ErrorCode.UNREACHABLE, put.failure(0).code());
        assertEquals(0, world.carried.stream().filter(Block.class::isInstance).count());
        world.isCut = false;
        world.untilEmpty();
        assertEquals(Mutation.Kind.WITHDRAW, owner().journal.get(0).mutation().kind());
    }
}
