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
import io.kvswarm.api.OutcomeUnknownException;
import io.kvswarm.api.SwarmException;
import io.kvswarm.internal.base.ByteSink;
import io.kvswarm.internal.base.Hex;
import io.kvswarm.internal.base.MalformedBytesException;
import io.kvswarm.internal.log.LogRecord;
import io.kvswarm.internal.wire.Block;
import io.kvswarm.internal.wire.Mutation;
import io.kvswarm.internal.wire.Nack;
import io.kvswarm.sim.SimTime;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Goal: what was logged survives starts, crashes and power cuts; files go when they are done with; full and failed
 * disks
 * are told.
 */
final class OutboxTest {
    private final WriteWorld world = new WriteWorld(6, 2, 8);

    private List<String> files() {
        try {
            return world.disk.list();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void aNewStartDeliversWhatOldOnesLoggedFirst() {
        world.isCut = true;
        world.start();
        var first = world.writer.session();
        world.untilDone(world.put(Level.LOGGED, 0, 0, "a"));
        world.crash(true);
        world.start();
        world.untilDone(world.put(Level.LOGGED, 0, 0, "b"));
        world.crash(true);
        world.start();
        world.untilDone(world.put(Level.LOGGED, 0, 0, "c"));
        assertEquals(3, world.writer.pendingCount());
        world.isCut = false;
        world.untilEmpty();
        assertEquals(List.of("a", "b", "c"), world.applied(0));
        assertEquals(first, world.owners.get(0).journal.get(0).session());
        assertEquals(1, world.owners.get(0).marks());
        world.time.runFor(SimTime.SECOND);
        assertTrue(
                files().stream()
                        .allMatch(file -> file.contains(world.writer.session().toString())),
                files()::toString);
    }

    @Test
    void aNewSessionWaitsForWhatTheOldOneCannotSendYet() {
        ModelOwner owner = world.owners.get(0);
        world.isCut = true;
        world.start();
        world.untilDone(world.put(Level.LOGGED, 0, 0, "a"));
        world.crash(false);
        world.isCut = false;
        owner.refuses = Nack.Reason.RETRY_AFTER;
        owner.waitMillis = 5_000;
        world.start();
        world.time.runFor(3 * SimTime.SECOND);
        owner.refuses = null;
        world.put(Level.LOGGED, 0, 0, "b");
        world.untilEmpty();
        assertEquals(List.of("a", "b"), world.applied(0));
    }

    /** The owner lost what the old session had sent, and says so only when it serves. */
    @Test
    void whatAnOwnerLostGoesBeforeWhatTheNextSessionSends() {
        ModelOwner owner = world.owners.get(0);
        world.syncsByItself = false;
        world.connectsEarly = true;
        world.start();
        world.untilDone(world.put(Level.LOGGED, 0, 0, "a"));
        assertTrue(world.time.runUntil(() -> world.applied(0).size() == 1, SimTime.SECOND));
        world.crash(false);
        world.start();
        world.time.runFor(SimTime.SECOND);
        world.cutPowerOf(owner);
        assertEquals(List.of(), world.applied(0));
        world.untilDone(world.put(Level.RECEIPT, 0, 0, "b"));
        assertEquals(List.of("a", "b"), world.applied(0));
    }

    @Test
    void whatAnEarlierStartAskedOfADamagedEntryKeepsNothingFromItsCell() {
        world.isCut = true;
        world.start();
        world.submit(Level.RECEIPT, 60_000, WriteWorld.draft(0, "a").wantingOld());
        world.untilDone(world.put(Level.LOGGED, 0, 0, "b"));
        world.crash(false);
        world.isCut = false;
        world.owners.get(0).readsNothing = true;
        world.start();
        world.untilEmpty();
        assertEquals(List.of("b"), world.applied(0));
    }

    @Test
    void aStartThatWroteNothingLeavesNothing() {
        world.start();
        world.await(() -> world.writer.close());
        assertEquals(List.of(), files());
    }

    @Test
    void whatIsDoneWithIsNotSentAgainAfterARestart() {
        world.start();
        for (int i = 0; i < 20; i++) {
            world.put(Level.LOGGED, 0, 0, "v" + i);
        }
        world.untilEmpty();
        world.time.runFor(2 * SimTime.SECOND);
        world.crash(true);
        world.carried.clear();
        world.start();
        assertEquals(0, world.writer.pendingCount());
        world.untilEmpty();
        assertEquals(0, world.carried.stream().filter(Block.class::isInstance).count());
    }

    @Test
    void segmentsGoOnceTheyAreDoneWithHoweverLongASessionLasts() {
        world.start();
        for (int i = 0; i < 400; i++) {
            world.put(Level.LOGGED, 0, i % 4, "x".repeat(200) + i);
            world.time.runFor(10 * SimTime.MILLI);
        }
        assertTrue(world.disk.usedBytes() < 20_000, "used: " + world.disk.usedBytes());
        world.put(Level.LOGGED, 0, 0, "last");
        world.time.runFor(10 * SimTime.MILLI);
        world.crash(true);
        world.start();
        world.untilEmpty();
        assertEquals(101, world.applied(0).size());
        assertEquals(100, world.applied(1).size());
    }

    @Test
    void aFullDiskIsToldAndWhatWasLoggedStays() {
        world.isCut = true;
        world.start();
        world.untilDone(world.put(Level.LOGGED, 0, 0, "a"));
        world.disk.setCapacity(world.disk.usedBytes());
        Submission unlucky = world.put(Level.LOGGED, 2_000, 0, "b");
        world.time.runFor(SimTime.SECOND);
        SwarmException full = assertThrows(SwarmException.class, () -> world.put(Level.LOGGED, 0, 0, "c"));
        assertEquals(ErrorCode.STORAGE_FULL, full.code());
        assertEquals(
                "the disk of this node's outbox is full; nothing of this call was taken, what was logged before stays and is"
                        + " delivered; free some space",
                full.getMessage());
        world.untilDone(unlucky);
        assertEquals(ErrorCode.OUTCOME_UNKNOWN, unlucky.failure(0).code());
        world.disk.setCapacity(Long.MAX_VALUE);
        world.time.runFor(5 * SimTime.SECOND);
        world.untilDone(world.put(Level.LOGGED, 0, 0, "d"));
        world.isCut = false;
        world.untilEmpty();
        assertEquals(List.of("a", "d"), world.applied(0));
    }

    @Test
    void aFailedDiskIsToldAndWhatIsInMemoryIsDelivered() {
        world.isCut = true;
        world.start();
        Submission waiting = world.put(Level.RECEIPT, 60_000, 2, "r");
        world.untilDone(world.put(Level.LOGGED, 0, 0, "a"));
        world.disk.failSyncs(true);
        Submission unlucky = world.put(Level.LOGGED, 0, 0, "b");
        world.untilDone(unlucky);
        OutcomeUnknownException unknown = (OutcomeUnknownException) unlucky.failure(0);
        assertEquals(
                "the change did not get to the disk of this node's outbox in time; it may still be delivered; its outcome can"
                        + " be asked for later",
                unknown.getMessage());
        SwarmException failed = assertThrows(SwarmException.class, () -> world.put(Level.LOGGED, 0, 0, "c"));
        assertEquals(ErrorCode.DISK_FAILED, failed.code());
        world.isCut = false;
        world.untilDone(waiting);
        assertNull(waiting.firstFailure());
        assertTrue(world.time.runUntil(() -> world.writer.pendingCount() == 0, WriteWorld.PATIENCE));
        assertEquals(List.of("a"), world.applied(0));
    }

    @Test
    void damageLosesWhatIsDamagedOnlyAndTheRestGoesOn() {
        world.isCut = true;
        world.start();
        for (String value : List.of("a", "b", "c")) {
            world.untilDone(world.put(Level.LOGGED, 0, 0, value));
        }
        world.crash(true);
        String file = files().get(0);
        byte[] content = world.disk.content(file);
        int at = new String(content, StandardCharsets.ISO_8859_1).indexOf("k\0\0\0\1b");
        world.disk.flipBit(file, at * 8L);
        world.isCut = false;
        world.start();
        world.untilEmpty();
        List<String> applied = world.applied(0);
        assertTrue(applied.contains("a") && applied.contains("c"), applied::toString);
        assertFalse(applied.contains("b"));
        assertEquals(1, world.owners.get(0).losts);
    }

    @Test
    void recordsAreFixedAndReadBack() {
        NodeId node = NodeId.of(new byte[NodeId.BYTES]);
        Mutation mutation = WriteWorld.draft(1, "v").sealed(7, 5, 1);
        ByteSink sink = new ByteSink(64);
        sink.int32(2);
        OutboxFormat.writeMutation(mutation, null, sink);
        OutboxFormat.writeMutation(Draft.message(new byte[1], Durability.OS).sealed(8, 0, 0), node, sink);
        List<OutboxFormat.Logged> read =
                OutboxFormat.readMutations(LogRecord.ofNode(OutboxFormat.MUTATIONS, sink.toBytes()));
        assertEquals(new OutboxFormat.Logged(null, mutation), read.get(0));
        assertEquals(node, read.get(1).node());
        List<OutboxFormat.Mark> marks = new ArrayList<>();
        marks.add(new OutboxFormat.Mark(null, 3, 9));
        marks.add(new OutboxFormat.Mark(node, 0, 10));
        LogRecord record = OutboxFormat.marks(new OutboxFormat.Marks(4, marks));
        assertEquals(
                "0000000000000004" + "00000002" + "00" + "00000003" + "0000000000000009" + "01" + "00".repeat(32)
                        + "00000000" + "000000000000000a",
                Hex.of(record.body()));
        assertEquals(new OutboxFormat.Marks(4, marks), OutboxFormat.readMarks(record));
    }

    @Test
    void everyTruncationOfARecordIsRefused() {
        byte[] body = OutboxFormat.marks(new OutboxFormat.Marks(4, List.of(new OutboxFormat.Mark(null, 3, 9))))
                .body();
        for (int length = 0; length < body.length; length++) {
            LogRecord shorter = LogRecord.ofNode(OutboxFormat.MARKS, Arrays.copyOf(body, length));
            assertThrows(MalformedBytesException.class, () -> OutboxFormat.readMarks(shorter));
        }
    }
}
