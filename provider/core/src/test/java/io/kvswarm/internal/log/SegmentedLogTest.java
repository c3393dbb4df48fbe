package io.kvswarm.internal.log;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kvswarm.api.ErrorCode;
import io.kvswarm.api.SwarmException;
import io.kvswarm.internal.base.Limits;
import io.kvswarm.sim.SimTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** Goal: marks tell the truth, records come back as they were appended, and segments come and go. */
final class SegmentedLogTest {
    private final LogTestbed bed = new LogTestbed(1);

    @Test
    void newLogIsEmptyAndWhole() {
        bed.open();
        assertEquals(List.of(), bed.replayed);
        assertEquals(List.of(), bed.opened.damages());
        assertEquals(0, bed.opened.cutBytes());
        assertEquals(Map.of(), bed.opened.heads());
        assertEquals(Set.of(), bed.opened.brokenCells());
        assertEquals(LogState.OPEN, bed.log.state());
        assertEquals(0, bed.log.writtenSequence());
    }

    @Test
    void appendGivesSequencesAtOnceAndMarksLater() {
        bed.open();
        List<Long> told = new ArrayList<>();
        bed.loop.run(() -> bed.log.onMarks(() -> told.add(bed.log.writtenSequence())));
        assertEquals(1, bed.append(bed.next(0, 1, 10)));
        assertEquals(2, bed.append(bed.next(0, 2, 10)));
        assertEquals(0, bed.log.writtenSequence());
        assertEquals(2 * (Framing.HEADER_BYTES + 10), bed.log.pendingBytes());
        bed.untilWritten();
        assertEquals(2, bed.log.writtenSequence());
        assertEquals(0, bed.log.syncedSequence());
        assertEquals(0, bed.log.pendingBytes());
        assertEquals(2L, told.get(told.size() - 1));
    }

    @Test
    void positionAndHeadAreThereOnceWritten() {
        bed.open();
        LogRecord record = bed.next(3, 1, 10);
        bed.append(record);
        assertNull(record.position());
        bed.untilWritten();
        assertEquals(new RecordPosition(1, 60, 48), record.position());
        assertEquals(1, record.head().index());
    }

    @Test
    void everythingWrittenIsSyncedWithin100Millis() {
        bed.open();
        bed.append(bed.next(0, 1, 10));
        bed.untilWritten();
        bed.time.runFor(100 * SimTime.MILLI);
        assertEquals(1, bed.log.syncedSequence());
    }

    @Test
    void oneSyncServesAllWhoAskWhileItRuns() {
        bed.open();
        bed.appendMany(1, 1);
        bed.untilSynced();
        int before = bed.disk.count("syncFile");
        bed.loop.run(() -> {
            for (int i = 0; i < 50; i++) {
                bed.log.append(bed.next(0, 2 + i, 20));
                bed.log.requestSync();
            }
        });
        bed.time.runUntil(() -> bed.log.syncedSequence() == 51, SimTime.SECOND);
        assertEquals(1, bed.disk.count("syncFile") - before);
    }

    @Test
    void idleLogFallsSilent() {
        bed.open();
        bed.appendMany(1, 3);
        bed.settle();
        int writes = bed.disk.count("write");
        int syncs = bed.disk.count("syncFile");
        bed.time.runFor(100 * SimTime.SECOND);
        assertEquals(writes, bed.disk.count("write"));
        assertEquals(syncs, bed.disk.count("syncFile"));
    }

    @Test
    void closedLogComesBackWhole() {
        bed.open();
        List<LogRecord> appended = bed.appendMany(1, 500);
        bed.close();
        bed.open();
        assertEquals(LongStream.rangeClosed(1, 500).boxed().toList(), bed.indexes(0));
        assertEquals(List.of(), bed.opened.damages());
        assertEquals(0, bed.opened.cutBytes());
        assertEquals(appended.get(499).head(), bed.opened.heads().get(0));
        assertTrue(bed.log.segments().size() > 5);
        for (LogRecord record : bed.replayed.stream().filter(r -> r.type() > 0).toList()) {
            LogRecord original = appended.get((int) record.index() - 1);
            assertEquals(original.position(), record.position());
            assertEquals(original.head(), record.head());
            assertArrayEquals(original.body(), record.body());
        }
    }

    @Test
    void replayBeginsAtTheMarkGiven() {
        bed.open();
        List<LogRecord> appended = bed.appendMany(1, 300);
        bed.close();
        for (int seen : new int[] {1, 60, 61, 299, 300}) {
            LogRecord last = appended.get(seen - 1);
            bed.open(last.position().end(), Map.of(0, last.head()));
            assertEquals(LongStream.rangeClosed(seen + 1, 300).boxed().toList(), bed.indexes(0), "after " + seen);
            assertEquals(appended.get(299).head(), bed.opened.heads().get(0));
            assertEquals(List.of(), bed.opened.damages());
            bed.crash();
        }
    }

    @Test
    void appendingGoesOnAfterOpening() {
        bed.open();
        bed.appendMany(1, 10);
        bed.close();
        bed.open();
        bed.appendMany(11, 10);
        bed.close();
        bed.open();
        assertEquals(LongStream.rangeClosed(1, 20).boxed().toList(), bed.indexes(0));
        assertEquals(1, bed.log.segments().size());
    }

    @Test
    void recordsAreReadByPosition() {
        bed.open();
        List<LogRecord> appended = bed.appendMany(1, 300);
        bed.untilWritten();
        for (LogRecord record : appended) {
            LogRecord read = bed.read(record.position());
            assertEquals(record.index(), read.index());
            assertArrayEquals(record.body(), read.body());
        }
    }

    @Test
    void readOfWhatIsNoRecordIsRefused() {
        bed.open();
        LogRecord record = bed.appendMany(1, 2).get(0);
        bed.untilWritten();
        String file = LogTestbed.file(1);
        String rest = "; this record is not given out, all others can be read";
        assertCorrupt(file + " at byte 60: no record has 7 bytes" + rest, new RecordPosition(1, 60, 7));
        assertCorrupt(file + " at byte 60: the record has 58 bytes, expected 59" + rest, new RecordPosition(1, 60, 59));
        assertCorrupt(
                file + " at byte 9999: the file ends 0 bytes further on, expected 58" + rest,
                new RecordPosition(1, 9999, 58));
        assertCorrupt(LogTestbed.file(9) + " at byte 60: the file is missing" + rest, new RecordPosition(9, 60, 58));
        bed.disk.flipBit(file, (record.position().offset() + 50) * 8L);
        SwarmException e = assertThrows(SwarmException.class, () -> bed.read(record.position()));
        assertTrue(
                e.getMessage().matches(file + " at byte 60: checksum is [0-9a-f]{8}, expected [0-9a-f]{8}" + rest),
                e.getMessage());
    }

    @Test
    void indexThatIsNotTheNextIsRefused() {
        bed.open();
        bed.append(bed.next(0, 1, 1));
        assertMistake("record type 1 cell 0 index 1 (1 bytes) does not follow index 1", bed.next(0, 1, 1));
        assertMistake("record type 1 cell 0 index 3 (1 bytes) does not follow index 1", bed.next(0, 3, 1));
        assertMistake("record type 1 cell 70 index 2 (1 bytes) does not follow index 0", bed.next(70, 2, 1));
        assertMistake(
                "record type 1 cell 0 index 2 (0 bytes) epoch falls below 1",
                new LogRecord((byte) 1, false, 0, 0, 1, 2, new byte[0]));
        assertMistake(
                "record type 1 cell 0 index 2 (0 bytes) is carried, the cell is at index 1",
                new LogRecord((byte) 1, true, 0, 1, 1, 2, new byte[0]));
        assertMistake(
                "record type -126 cell -1 index 0 (0 bytes): types of 0 and below are the log's own",
                LogRecord.ofNode(LogRecord.HEADS, new byte[0]));
        assertEquals(2, bed.append(bed.next(0, 2, 1)));
    }

    @Test
    void recordIsAppendedOnce() {
        bed.open();
        LogRecord record = LogRecord.ofNode((byte) 1, new byte[0]);
        bed.append(record);
        assertThrows(IllegalStateException.class, () -> bed.append(record));
    }

    @Test
    void queueIsBounded() {
        bed.settings = LogTestbed.SMALL.withQueueBytesMax(1024);
        bed.open();
        bed.append(bed.next(0, 1, 900));
        SwarmException e = assertThrows(SwarmException.class, () -> bed.append(bed.next(0, 2, 49)));
        assertEquals(ErrorCode.QUEUE_FULL, e.code());
        assertEquals(
                "log log: 938 bytes wait to be written, at most 1024 may; the record was not appended", e.getMessage());
        assertEquals(2, bed.append(bed.next(0, 2, 48)));
        bed.untilWritten();
        assertEquals(3, bed.append(bed.next(0, 3, 5000)));
        bed.untilWritten();
    }

    @Test
    void recordsOfNoCellNeedNoIndex() {
        bed.open();
        bed.append(LogRecord.ofNode((byte) 9, new byte[] {1}));
        bed.append(LogRecord.ofNode((byte) 9, new byte[] {2}));
        bed.close();
        bed.open();
        assertEquals(2, bed.replayed.size());
        assertEquals(Map.of(), bed.opened.heads());
        assertEquals(Set.of(), bed.opened.brokenCells());
    }

    @Test
    void closedLogTakesNothing() {
        bed.open();
        RecordLog log = bed.log;
        bed.close();
        assertEquals(LogState.CLOSED, log.state());
        assertThrows(IllegalStateException.class, () -> bed.loop.run(() -> log.append(bed.next(0, 1, 1))));
    }

    @Test
    void logOfAnotherNodeIsRefused() {
        bed.open();
        bed.appendMany(1, 1);
        bed.close();
        var other = io.kvswarm.internal.identity.NodeKey.ofSeed(
                "0123456789abcdef0123456789abcdef".getBytes(java.nio.charset.StandardCharsets.US_ASCII));
        var identity = new LogIdentity(LogTestbed.SWARM, other.id(), "log");
        SwarmException e = assertThrows(
                SwarmException.class,
                () -> bed.await(() ->
                        RecordLog.open(bed.place(), identity, LogKeys.NONE, bed.settings, Replay.all(batch -> null))));
        assertEquals(ErrorCode.MALFORMED, e.code());
        assertEquals(
                LogTestbed.file(1) + ": it belongs to node " + LogTestbed.NODE.shortForm() + ", this is node "
                        + other.id().shortForm() + "; the log is not opened and nothing was changed in it",
                e.getMessage());
    }

    @Test
    void visitorThatFailsEndsTheOpening() {
        bed.open();
        bed.appendMany(1, 1);
        bed.close();
        Replay replay = Replay.all(
                batch -> java.util.concurrent.CompletableFuture.failedFuture(new IllegalStateException("visitor")));
        IllegalStateException e = assertThrows(
                IllegalStateException.class,
                () -> bed.await(
                        () -> RecordLog.open(bed.place(), LogTestbed.IDENTITY, LogTestbed.KEYS, bed.settings, replay)));
        assertEquals("visitor", e.getMessage());
    }

    @Test
    void slowVisitorIsNotOverrun() {
        bed.settings = LogTestbed.SMALL.withSegmentBytesMax(64 * Limits.MIB);
        bed.open();
        for (int i = 0; i < 40; i++) {
            bed.append(bed.next(0, 1 + i, 512 * 1024));
        }
        bed.close();
        List<Integer> sizes = new ArrayList<>();
        boolean[] busy = {false};
        Replay replay = Replay.all(batch -> {
            assertFalse(busy[0]);
            assertTrue(bed.loop.isInside());
            busy[0] = true;
            sizes.add(batch.size());
            var later = new java.util.concurrent.CompletableFuture<Void>();
            bed.loop.schedule(SimTime.SECOND, () -> {
                busy[0] = false;
                later.complete(null);
            });
            return later;
        });
        bed.await(() -> RecordLog.open(bed.place(), LogTestbed.IDENTITY, LogTestbed.KEYS, bed.settings, replay));
        assertTrue(sizes.size() > 10, sizes.toString());
        assertTrue(sizes.stream().allMatch(size -> size <= 3), sizes.toString());
    }

    private void assertCorrupt(String message, RecordPosition position) {
        SwarmException e = assertThrows(SwarmException.class, () -> bed.read(position));
        assertEquals(ErrorCode.CORRUPT, e.code());
        assertEquals(message, e.getMessage());
    }

    private void assertMistake(String message, LogRecord record) {
        IllegalStateException e = assertThrows(IllegalStateException.class, () -> bed.append(record));
        assertEquals(message, e.getMessage());
    }
}
