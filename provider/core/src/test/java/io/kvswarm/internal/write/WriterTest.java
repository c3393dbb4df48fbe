package io.kvswarm.internal.write;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kvswarm.api.Durability;
import io.kvswarm.api.ErrorCode;
import io.kvswarm.api.Level;
import io.kvswarm.api.NodeId;
import io.kvswarm.api.SwarmException;
import io.kvswarm.internal.base.Limits;
import io.kvswarm.internal.wire.Block;
import io.kvswarm.internal.wire.BlockEntry;
import io.kvswarm.internal.wire.CacheId;
import io.kvswarm.internal.wire.Condition;
import io.kvswarm.internal.wire.Confirm;
import io.kvswarm.internal.wire.Outcome;
import io.kvswarm.sim.SimTime;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Goal: each level tells what it promises and no sooner; blocks are packed, windowed, confirmed and bounded as set. */
final class WriterTest {
    private final WriteWorld world = new WriteWorld(1, 2, 8);

    @Test
    void receiptTellsTheOwnersWord() {
        world.inDirectory = false;
        world.start();
        Submission put = world.put(Level.RECEIPT, 1_000, 3, "a");
        world.untilDone(put);
        assertNull(put.firstFailure());
        assertEquals(Outcome.APPLIED, put.result(0).outcome());
        assertEquals(List.of("a"), world.applied(3));
        world.untilEmpty();
        assertEquals(0, world.writer.bytesQueued());
    }

    @Test
    void loggedIsToldBeforeAnyOwnerIsReached() {
        world.isCut = true;
        world.start();
        Submission put = world.put(Level.LOGGED, 1_000, 3, "a");
        assertFalse(put.isDone());
        world.untilDone(put);
        assertNull(put.firstFailure());
        assertNull(put.result(0));
        assertTrue(world.disk.count("syncFile") > 0);
        world.isCut = false;
        world.untilEmpty();
        assertEquals(List.of("a"), world.applied(3));
    }

    @Test
    void withoutDirectoryLoggedIsToldInTheSameTurn() {
        world.inDirectory = false;
        world.start();
        assertTrue(world.put(Level.LOGGED, 1_000, 3, "a").isDone());
    }

    @Test
    void aConditionThatDoesNotHoldIsAResult() {
        world.start();
        Submission put =
                world.submit(Level.RECEIPT, 1_000, WriteWorld.draft(3, "a").when(Condition.PRESENT));
        world.untilDone(put);
        assertNull(put.firstFailure());
        assertEquals(Outcome.CONDITION_NOT_MET, put.result(0).outcome());
        assertEquals(List.of(), world.applied(3));
    }

    @Test
    void eachDraftIsToldAsItEnds() {
        world.start();
        List<Integer> told = new ArrayList<>();
        Submission puts = world.submit(
                Level.ACK, 1_000, WriteWorld.draft(0, "a"), WriteWorld.draft(1, "b"), WriteWorld.draft(0, "c"));
        puts.onEach(told::add);
        world.untilDone(puts);
        assertEquals(3, told.size());
        assertEquals(3, puts.size());
        assertTrue(puts.done().isDone());
        assertEquals(List.of("a", "c"), world.applied(0));
        assertEquals(List.of("b"), world.applied(1));
    }

    @Test
    void numbersCountOverAllOwnersAndNameTheOneBeforeInTheirCell() {
        world.inDirectory = false;
        world.start();
        world.untilDone(world.submit(
                Level.ACK,
                1_000,
                WriteWorld.draft(0, "a"),
                WriteWorld.draft(1, "b"),
                WriteWorld.draft(0, "c"),
                WriteWorld.draft(2, "d")));
        List<String> sent = entries().stream()
                .map(entry -> entry.mutation().number() + "<" + entry.mutation().prev())
                .sorted()
                .toList();
        assertEquals(List.of("1<0", "2<0", "3<1", "4<0"), sent);
    }

    private List<BlockEntry> entries() {
        List<BlockEntry> entries = new ArrayList<>();
        for (var message : world.carried) {
            if (message instanceof Block block) {
                entries.addAll(block.entries());
            }
        }
        return entries;
    }

    private List<Block> blocks() {
        return world.carried.stream()
                .filter(Block.class::isInstance)
                .map(Block.class::cast)
                .toList();
    }

    @Test
    void whatOneTurnSubmitsGoesOutInFullBlocks() {
        world.inDirectory = false;
        world.start();
        world.untilDone(world.put(Level.ACK, 1_000, 0, "first"));
        world.carried.clear();
        List<Draft> drafts = new ArrayList<>();
        for (int i = 0; i < 5_000; i++) {
            drafts.add(WriteWorld.draft(i % 4 * 2, "v" + i));
        }
        Submission puts = world.submit(Level.ACK, 60_000, drafts.toArray(Draft[]::new));
        assertEquals(4 * Lane.UNCONFIRMED_MAX, blocks().get(0).entries().size());
        assertEquals(1, blocks().size());
        world.untilDone(puts);
        assertNull(puts.firstFailure());
        world.untilEmpty();
    }

    @Test
    void noMoreThanTheWindowIsInFlight() {
        world.inDirectory = false;
        world.settings = world.settings.withWindowBytes(64 * Limits.KIB);
        world.start();
        world.untilDone(world.put(Level.ACK, 1_000, 0, "first"));
        world.carried.clear();
        world.owners.get(0).cells.clear();
        for (int i = 0; i < 100; i++) {
            world.put(Level.LOGGED, 0, i % 4 * 2, "x".repeat(4_000));
        }
        int bytes =
                entries().stream().mapToInt(entry -> entry.mutation().weight()).sum();
        assertTrue(bytes > 60 * Limits.KIB && bytes <= 64 * Limits.KIB, "in flight: " + bytes);
    }

    @Test
    void aValueLargerThanTheWindowGoesAlone() {
        world.inDirectory = false;
        world.settings = world.settings.withWindowBytes(64 * Limits.KIB);
        world.start();
        world.put(Level.LOGGED, 0, 0, "small");
        Submission large = world.put(Level.RECEIPT, 10_000, 0, "x".repeat(200_000));
        Submission after = world.put(Level.RECEIPT, 10_000, 2, "after");
        world.untilDone(large);
        world.untilDone(after);
        assertNull(large.firstFailure());
        assertTrue(blocks().stream()
                .anyMatch(block -> block.entries().size() == 1
                        && block.entries().get(0).mutation().value().length == 200_000));
    }

    @Test
    void anIdleWriterConfirmsWithinASecond() {
        world.inDirectory = false;
        world.start();
        world.untilDone(world.submit(Level.ACK, 1_000, WriteWorld.draft(0, "a"), WriteWorld.draft(2, "b")));
        assertEquals(2, world.owners.get(0).unconfirmed());
        world.time.runFor(SimTime.SECOND);
        assertEquals(0, world.owners.get(0).unconfirmed());
        assertEquals(1, world.carried.stream().filter(Confirm.class::isInstance).count());
    }

    @Test
    void confirmedNeverFallsAndNeverRunsAhead() {
        world.start();
        for (int i = 0; i < 50; i++) {
            world.put(Level.LOGGED, 0, 0, "v" + i);
            world.time.runFor(world.random.nextLong(3 * SimTime.MILLI));
            if (i % 10 == 9) {
                world.cutPowerOf(world.owners.get(0));
            }
        }
        world.untilEmpty();
        long before = 0;
        for (BlockEntry entry : entries()) {
            assertTrue(entry.confirmed() >= before, "confirmed fell");
            before = entry.confirmed();
        }
        assertTrue(before > 0);
    }

    @Test
    void beyondTheBoundNothingIsTakenUntilThereIsRoom() {
        world.inDirectory = false;
        world.isCut = true;
        world.settings = world.settings.withQueueBytesMax(Limits.MIB);
        world.start();
        int[] room = {0};
        world.writer.onRoom(() -> room[0]++);
        for (int i = 0; i < 10; i++) {
            world.put(Level.LOGGED, 0, 0, "x".repeat(100_000));
        }
        long queued = world.writer.bytesQueued();
        SwarmException full =
                assertThrows(SwarmException.class, () -> world.put(Level.LOGGED, 0, 0, "x".repeat(100_000)));
        assertEquals(ErrorCode.QUEUE_FULL, full.code());
        assertEquals(
                "1000980 bytes of changes wait for their owners and 100098 more would pass the limit of 1048576; nothing of"
                        + " this call was taken; try again when owners have answered",
                full.getMessage());
        assertEquals(queued, world.writer.bytesQueued());
        assertEquals(0, room[0]);
        world.isCut = false;
        world.untilEmpty();
        assertEquals(1, room[0]);
        assertEquals(10, world.applied(0).size());
        assertEquals(10, world.writer.deliveredCount());
    }

    @Test
    void whatIsTooLargeIsRefusedAtOnce() {
        world.inDirectory = false;
        world.start();
        byte[] value = new byte[Limits.VALUE_BYTES_MAX];
        byte[] wanted = new byte[Limits.KEY_BYTES_MAX];
        Draft draft =
                Draft.put(CacheId.DEFAULT, new byte[1], value, Durability.OS).when(Condition.value(wanted));
        SwarmException refused = assertThrows(SwarmException.class, () -> world.submit(Level.ACK, 0, draft));
        assertEquals(ErrorCode.TOO_LARGE, refused.code());
        assertEquals(0, world.writer.pendingCount());
    }

    @Test
    void levelsThatMakeNoSenseAreMistakes() {
        world.start();
        Draft old = WriteWorld.draft(0, "a").wantingOld();
        assertThrows(IllegalArgumentException.class, () -> world.submit(Level.LOGGED, 0, old));
        assertThrows(IllegalArgumentException.class, () -> world.put(Level.BUFFERED, 0, 0, "a"));
        assertThrows(
                IllegalStateException.class, () -> world.writer.submit(List.of(), Level.ACK, 0), "not on the loop");
    }

    @Test
    void messagesGoToTheNodeNamedInTheirOrder() {
        world.ofMessages = true;
        world.start();
        NodeId second = world.owners.get(1).node;
        world.owners.get(1).cells.add(0);
        for (String text : List.of("a", "b", "c")) {
            world.loop.run(() -> world.writer.submitTo(
                    second,
                    List.of(Draft.message(WriteWorld.bytes(text), Durability.FSYNC)),
                    Level.LOGGED,
                    Writer.NO_DEADLINE));
        }
        world.time.runFor(100 * SimTime.MILLI);
        world.crash(false);
        world.start();
        world.untilEmpty();
        assertEquals(
                List.of("a", "b", "c"),
                world.owners.get(1).journal.stream()
                        .map(ModelOwner.Decided::value)
                        .toList());
        assertThrows(IllegalStateException.class, () -> world.put(Level.ACK, 0, 0, "by key"));
    }

    @Test
    void aSessionInMemoryIsRenewedBeforeItEndsAndTheOldOneIsEnded() {
        world.inDirectory = false;
        world.settings = world.settings.withSessionMillis(10_000);
        world.start();
        var first = world.writer.session();
        world.untilDone(world.put(Level.ACK, 1_000, 0, "a"));
        world.time.runFor(5 * SimTime.SECOND);
        world.untilDone(world.put(Level.ACK, 1_000, 0, "b"));
        assertFalse(first.equals(world.writer.session()));
        world.untilEmpty();
        assertEquals(1, world.owners.get(0).marks());
        assertEquals(List.of("a", "b"), world.applied(0));
        assertTrue(blocks().stream().allMatch(block -> block.endMillis() > 0 && !block.durable()));
    }

    /** The last result of an earlier session comes when the outboxes are closed already. */
    @Test
    void resultsThatComeWhileItClosesAreLeftToTheNextStart() {
        world.isCut = true;
        world.start();
        world.put(Level.LOGGED, 0, 0, "a");
        world.time.runFor(SimTime.SECOND);
        world.crash(false);
        world.isCut = false;
        world.start();
        assertTrue(world.time.runUntil(() -> world.applied(0).size() == 1, SimTime.SECOND));
        assertEquals(1, world.writer.pendingCount());
        world.await(() -> world.writer.close());
        world.time.runFor(SimTime.SECOND);
        world.crash(false);
        world.start();
        world.untilEmpty();
        assertEquals(List.of("a"), world.applied(0));
    }

    @Test
    void aDeadlineThatPassesWhileItClosesLeavesWhatIsBeingLogged() {
        world.isCut = true;
        world.start();
        world.diskWriter.slowDown(50 * SimTime.MILLI);
        Submission logged = world.put(Level.LOGGED, 1, 0, "a");
        Submission waiting = world.put(Level.RECEIPT, 1, 0, "b");
        world.await(() -> world.writer.close());
        assertTrue(logged.isDone());
        assertNull(logged.firstFailure());
        assertTrue(waiting.isDone());
        assertEquals(ErrorCode.CLOSED, waiting.failure(0).code());
        world.isCut = false;
        world.start();
        world.untilEmpty();
        assertEquals(List.of("a"), world.applied(0));
    }

    @Test
    void closingFailsWhoWaitsAndTakesNothingMore() {
        world.isCut = true;
        world.start();
        Submission waiting = world.put(Level.RECEIPT, 60_000, 0, "a");
        Submission logged = world.put(Level.LOGGED, 0, 0, "b");
        world.await(() -> world.writer.close());
        assertEquals(ErrorCode.CLOSED, waiting.failure(0).code());
        assertEquals(
                "this node is closed; the change was not applied and never will be: node 01000000, the owner of cell 0, is"
                        + " not connected",
                waiting.failure(0).getMessage());
        assertNull(logged.firstFailure());
        SwarmException closed = assertThrows(SwarmException.class, () -> world.put(Level.ACK, 0, 0, "c"));
        assertEquals(ErrorCode.CLOSED, closed.code());
        world.isCut = false;
        world.start();
        world.untilEmpty();
        assertEquals(List.of("b"), world.applied(0));
    }
}
