package io.kvswarm.internal.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kvswarm.api.ErrorCode;
import io.kvswarm.api.SwarmException;
import io.kvswarm.internal.base.Limits;
import io.kvswarm.sim.SimTime;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** Goal: a full disk is waited out and loses nothing; a disk that fails is never written to again. */
final class LogDiskFaultTest {
    private static final String FAILED =
            "log cannot be written: Input/output error; nothing is written to it any more, what was not "
                    + "confirmed may be"
                    + " lost; check the disk, then start the node again";

    private final LogTestbed bed = new LogTestbed(1);
    private final List<LogState> states = new ArrayList<>();

    private void open() {
        bed.open();
        bed.loop.run(() -> bed.log.onState(states::add));
    }

    @Test
    void fullDiskIsWaitedOutAndTheSameBytesFollow() {
        open();
        bed.appendMany(1, 10);
        bed.untilSynced();
        bed.disk.setCapacity(bed.disk.usedBytes() + 100);
        bed.appendMany(11, 10);
        bed.time.runFor(10 * SimTime.SECOND);
        assertEquals(10, bed.log.writtenSequence());
        assertEquals(LogState.FULL, bed.log.state());
        assertEquals(List.of(LogState.FULL), states);
        assertEquals(10 * 58, bed.log.pendingBytes());

        bed.disk.setCapacity(Long.MAX_VALUE);
        bed.time.runFor(250 * SimTime.MILLI);
        assertEquals(20, bed.log.syncedSequence());
        assertEquals(LogState.OPEN, bed.log.state());
        assertEquals(List.of(LogState.FULL, LogState.OPEN), states);
        bed.cutPower();
        bed.open();
        assertEquals(LongStream.rangeClosed(1, 20).boxed().toList(), bed.indexes(0));
    }

    @Test
    void readsGoOnWhileTheDiskIsFull() {
        open();
        LogRecord record = bed.appendMany(1, 10).get(3);
        bed.untilSynced();
        bed.disk.setCapacity(0);
        bed.appendMany(11, 1);
        bed.settle();
        assertEquals(LogState.FULL, bed.log.state());
        assertEquals(4, bed.read(record.position()).index());
    }

    @Test
    void segmentThatFindsNoRoomIsBegunLater() {
        open();
        bed.appendMany(1, 5);
        bed.untilSynced();
        bed.loop.run(bed.log::roll);
        bed.disk.setCapacity(bed.disk.usedBytes() + 20);
        bed.appendMany(6, 5);
        bed.settle();
        assertEquals(LogState.FULL, bed.log.state());
        bed.disk.setCapacity(Long.MAX_VALUE);
        bed.untilSynced();
        bed.cutPower();
        bed.open();
        assertEquals(LongStream.rangeClosed(1, 10).boxed().toList(), bed.indexes(0));
        assertEquals(List.of(), bed.opened.damages());
    }

    @Test
    void queueOfAFullDiskIsBounded() {
        bed.settings = LogTestbed.SMALL.withQueueBytesMax(2048);
        open();
        bed.disk.setCapacity(0);
        bed.append(bed.next(0, 1, 2000));
        bed.settle();
        SwarmException e = assertThrows(SwarmException.class, () -> bed.append(bed.next(0, 2, 20)));
        assertEquals(ErrorCode.STORAGE_FULL, e.code());
        assertEquals(
                "log log: 2038 bytes wait to be written, at most 2048 may; the record was not appended",
                e.getMessage());
        bed.disk.setCapacity(Long.MAX_VALUE);
        bed.settle();
        assertEquals(2, bed.append(bed.next(0, 2, 20)));
    }

    @Test
    void processThatEndsWhileTheDiskIsFullLosesNothingMarked() {
        open();
        bed.appendMany(1, 10);
        bed.untilSynced();
        bed.disk.setCapacity(bed.disk.usedBytes() + 100);
        bed.appendMany(11, 10);
        bed.settle();
        bed.crash();
        bed.disk.setCapacity(Long.MAX_VALUE);
        bed.open();
        List<Long> indexes = bed.indexes(0);
        assertTrue(indexes.size() >= 10 && indexes.size() < 20, indexes.toString());
        assertEquals(List.of(), bed.opened.damages());
        assertTrue(bed.opened.cutBytes() > 0);
    }

    @Test
    void ballastGivesRoomToWhatFreesSpaceAndComesBack() throws IOException {
        int ballast = 4 * Limits.MIB;
        bed.settings = LogTestbed.SMALL.withBallastBytes(ballast);
        open();
        bed.appendMany(1, 300);
        bed.settle();
        String file = LogTestbed.IDENTITY.ballastFile();
        assertEquals(ballast, bed.disk.content(file).length);

        bed.disk.setCapacity(bed.disk.usedBytes() + 10);
        bed.appendMany(301, 5);
        bed.settle();
        assertEquals(305, bed.log.syncedSequence());
        assertEquals(LogState.FULL, bed.log.state());
        assertFalse(bed.disk.exists(file));

        bed.loop.run(() -> bed.log.appendCheckpoint(0, new byte[0]));
        bed.await(() -> bed.log.deleteSegment(1));
        assertEquals(LogState.FULL, bed.log.state());
        bed.disk.setCapacity(100L * Limits.MIB);
        bed.settle();
        assertEquals(LogState.OPEN, bed.log.state());
        assertEquals(ballast, bed.disk.content(file).length);
        assertEquals(List.of(LogState.FULL, LogState.OPEN), states);
    }

    @Test
    void diskWithoutRoomForTheBallastCountsAsFull() throws IOException {
        bed.settings = LogTestbed.SMALL.withBallastBytes(4L * Limits.MIB);
        bed.disk.setCapacity(2L * Limits.MIB);
        open();
        bed.settle();
        assertEquals(LogState.FULL, bed.log.state());
        assertFalse(bed.disk.exists(LogTestbed.IDENTITY.ballastFile()));
        bed.appendMany(1, 1);
        bed.untilSynced();
        bed.disk.setCapacity(100L * Limits.MIB);
        bed.settle();
        assertEquals(LogState.OPEN, bed.log.state());
    }

    @Test
    void ballastIsMadeOnceAndKept() {
        bed.settings = LogTestbed.SMALL.withBallastBytes(2L * Limits.MIB);
        open();
        bed.settle();
        bed.close();
        int writes = bed.disk.count("write");
        bed.open();
        bed.settle();
        assertEquals(writes, bed.disk.count("write"));
    }

    @Test
    void logWithTooManySegmentsIsFullAndStillTakesWhatFreesThem() {
        bed.settings = LogTestbed.SMALL.withSegmentsMax(8);
        open();
        long index = 1;
        while (bed.log.state() == LogState.OPEN) {
            bed.appendMany(index, 1);
            bed.loop.run(bed.log::roll);
            bed.untilWritten();
            bed.time.runFor(SimTime.MILLI);
            index++;
        }
        assertEquals(5, bed.log.segments().size());
        bed.settle();
        assertEquals(LogState.FULL, bed.log.state());
        bed.loop.run(() -> bed.log.appendCheckpoint(0, new byte[0]));
        bed.await(() -> bed.log.deleteSegment(1));
        bed.await(() -> bed.log.deleteSegment(2));
        bed.settle();
        assertEquals(LogState.OPEN, bed.log.state());
    }

    @Test
    void logNeverHasMoreSegmentsThanItMay() {
        bed.settings = LogTestbed.SMALL.withSegmentsMax(8);
        open();
        for (int index = 1; index <= 20; index++) {
            bed.appendMany(index, 1);
            bed.loop.run(bed.log::roll);
            bed.time.runFor(10 * SimTime.MILLI);
        }
        assertEquals(8, bed.log.segments().size());
        assertEquals(8, bed.log.writtenSequence());
    }

    @Test
    void failedSyncEndsTheLogAndIsNotRetried() {
        open();
        bed.appendMany(1, 3);
        bed.untilSynced();
        int syncs = bed.disk.count("syncFile");
        bed.disk.failSyncs(true);
        bed.appendMany(4, 3);
        bed.loop.run(bed.log::requestSync);
        bed.settle();
        assertFailed();
        assertEquals(6, bed.log.writtenSequence());
        assertEquals(3, bed.log.syncedSequence());
        assertEquals(1, bed.disk.count("syncFile") - syncs);
        bed.disk.failSyncs(false);
        bed.loop.run(bed.log::requestSync);
        bed.time.runFor(10 * SimTime.SECOND);
        assertEquals(1, bed.disk.count("syncFile") - syncs);
        assertEquals(3, bed.log.syncedSequence());
    }

    @Test
    void failedWriteEndsTheLog() {
        open();
        LogRecord first = bed.appendMany(1, 3).get(0);
        bed.untilSynced();
        bed.disk.failWrites(true);
        bed.appendMany(4, 3);
        bed.settle();
        assertFailed();
        assertEquals(3, bed.log.writtenSequence());
        assertEquals(1, bed.read(first.position()).index());
    }

    @Test
    void whoWaitsForADeletionIsToldOfTheFailure() {
        open();
        bed.appendMany(1, 200);
        bed.settle();
        bed.disk.failSyncs(true);
        SwarmException e = assertThrows(SwarmException.class, () -> bed.await(() -> bed.log.deleteSegment(1)));
        assertEquals(FAILED, e.getMessage());
        SwarmException later = assertThrows(SwarmException.class, () -> bed.await(() -> bed.log.deleteSegment(2)));
        assertEquals(FAILED, later.getMessage());
    }

    @Test
    void failedLogClosesWithoutAWord() {
        open();
        bed.disk.failWrites(true);
        bed.appendMany(1, 1);
        bed.settle();
        assertFailed();
        assertNull(bed.await(() -> bed.log.close()));
    }

    @Test
    void closingOnAFullDiskSaysWhatIsLost() {
        open();
        bed.appendMany(1, 1);
        bed.untilSynced();
        bed.disk.setCapacity(0);
        bed.appendMany(2, 1);
        SwarmException e = assertThrows(SwarmException.class, () -> bed.await(() -> bed.log.close()));
        assertEquals(ErrorCode.STORAGE_FULL, e.code());
        assertEquals(
                "log log: closed with 58 bytes not written, the disk is full; those records are lost", e.getMessage());
    }

    @Test
    void diskThatCannotBeReadFailsTheOpening() {
        bed.open();
        bed.appendMany(1, 1);
        bed.close();
        bed.disk.failSyncs(true);
        SwarmException e = assertThrows(SwarmException.class, bed::open);
        assertEquals(ErrorCode.DISK_FAILED, e.code());
        assertEquals(
                "log log cannot be opened: Input/output error; what is in it was not changed; check the disk",
                e.getMessage());
    }

    /** Room comes and goes at random; in the end everything appended is there, in order. */
    @Test
    void randomLackOfRoomLosesNothing() {
        int full = 0;
        for (int seed = 0; seed < 200; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            LogTestbed one = new LogTestbed(seed);
            one.settings = LogTestbed.SMALL.withBallastBytes(random.nextBoolean() ? 0 : 20_000);
            one.open();
            int[] timesFull = {0};
            one.loop.run(() -> one.log.onState(state -> timesFull[0] += state == LogState.FULL ? 1 : 0));
            long index = 1;
            for (int step = 0; step < 60; step++) {
                one.disk.setCapacity(one.disk.usedBytes() + random.nextInt(3_000));
                int count = random.nextInt(1, 20);
                one.appendMany(index, count);
                index += count;
                one.time.runFor(random.nextLong(300 * SimTime.MILLI));
            }
            one.disk.setCapacity(Long.MAX_VALUE);
            one.untilSynced();
            one.cutPower();
            one.open();
            assertEquals(LongStream.range(1, index).boxed().toList(), one.indexes(0), "seed " + seed);
            assertEquals(List.of(), one.opened.damages(), "seed " + seed);
            full += timesFull[0];
        }
        assertTrue(full > 200, "full only " + full + " times");
    }

    private void assertFailed() {
        assertEquals(LogState.FAILED, bed.log.state());
        assertEquals(List.of(LogState.FAILED), states);
        SwarmException failure = bed.log.failure();
        assertEquals(ErrorCode.DISK_FAILED, failure.code());
        assertEquals(FAILED, failure.getMessage());
        LogRecord more = LogRecord.ofNode((byte) 1, new byte[0]);
        assertSame(failure, assertThrows(SwarmException.class, () -> bed.append(more)));
    }
}
