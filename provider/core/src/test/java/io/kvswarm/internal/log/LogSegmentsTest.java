package io.kvswarm.internal.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kvswarm.api.SwarmException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** Goal: segments are begun, closed, read and deleted when they should be, and nothing is lost between them. */
final class LogSegmentsTest {
    private final LogTestbed bed = new LogTestbed(1);

    @Test
    void recordLargerThanASegmentGetsOneOfItsOwn() {
        bed.open();
        bed.appendMany(1, 2);
        LogRecord large = bed.next(0, 3, 300_000);
        bed.append(large);
        bed.append(bed.next(0, 4, 20));
        bed.untilWritten();
        assertEquals(2, large.position().segment());
        assertEquals(300_000, bed.read(large.position()).body().length);
        bed.close();
        bed.open();
        assertEquals(List.of(1L, 2L, 3L, 4L), bed.indexes(0));
        assertEquals(
                List.of(1L, 2L, 3L),
                bed.log.segments().stream().map(SegmentInfo::number).toList());
    }

    @Test
    void longestBodyIsTakenAndALongerOneIsNot() {
        bed.open();
        LogRecord longest = bed.next(0, 1, LogRecord.BODY_BYTES_MAX);
        bed.append(longest);
        bed.untilWritten();
        assertEquals(LogRecord.BODY_BYTES_MAX, bed.read(longest.position()).body().length);
        assertThrows(IllegalArgumentException.class, () -> bed.next(0, 2, LogRecord.BODY_BYTES_MAX + 1));
    }

    @Test
    void oldSegmentIsSyncedBeforeTheNextIsBegun() {
        bed.open();
        bed.appendMany(1, 500);
        bed.untilWritten();
        bed.cutPower();
        bed.open();
        long segments = bed.log.segments().size();
        assertEquals(List.of(), bed.opened.damages());
        assertTrue(bed.indexes(0).size() >= (segments - 1) * 60, bed.indexes(0).size() + " in " + segments);
    }

    @Test
    void segmentIsReadAndDeleted() {
        bed.open();
        bed.appendMany(1, 200);
        bed.settle();
        SegmentInfo first = bed.log.segments().get(0);
        List<LogRecord> visited = new ArrayList<>();
        List<Damage> damages = bed.await(() -> bed.log.readSegment(1, batch -> {
            visited.addAll(batch);
            return java.util.concurrent.CompletableFuture.completedFuture(null);
        }));
        assertEquals(List.of(), damages);
        assertEquals(LongStream.rangeClosed(1, visited.size()).boxed().toList(), indexes(visited));
        assertEquals(bed.disk.content(LogTestbed.file(1)).length, first.bytes());

        LogRecord carried = visited.get(0).carriedForward();
        bed.append(carried);
        bed.loop.run(() -> bed.log.appendCheckpoint(0, new byte[] {7}));
        bed.await(() -> bed.log.deleteSegment(1));
        assertEquals(2, bed.log.segments().get(0).number());
        bed.cutPower();
        bed.open();
        assertEquals(List.of(), bed.opened.damages());
        assertEquals(Set.of(), bed.opened.brokenCells());
        assertEquals(200, bed.opened.heads().get(0).index());
        assertEquals(1, bed.replayed.stream().filter(LogRecord::isCarried).count());
    }

    @Test
    void aDeletedSegmentIsNotMissedByWhoReadsOnFromAMarkBehindItsDeletion() {
        bed.open();
        bed.appendMany(1, 100);
        bed.loop.run(bed.log::roll);
        LogRecord before = bed.appendMany(101, 1).get(0);
        bed.settle();
        bed.await(() -> bed.log.deleteSegment(1));
        LogRecord last = bed.appendMany(102, 3).get(2);
        bed.settle();
        assertEquals(before.position().segment(), last.position().segment());
        int segments = bed.log.segments().size();
        bed.crash();
        bed.open(last.position().end(), Map.of(0, last.head()));
        assertEquals(List.of(), bed.opened.damages());
        assertEquals(segments, bed.log.segments().size());
    }

    @Test
    void aSegmentThatCannotBeDeletedIsStillThereAndTheLogGoesOn() {
        bed.open();
        bed.appendMany(1, 200);
        bed.settle();
        List<SegmentInfo> before = bed.log.segments();
        bed.disk.failDeletes(true);
        SwarmException refused = assertThrows(SwarmException.class, () -> bed.await(() -> bed.log.deleteSegment(1)));
        assertEquals(
                LogTestbed.file(1) + " cannot be deleted: Operation not permitted; it can be tried again",
                refused.getMessage());
        assertEquals(LogState.OPEN, bed.log.state());
        assertEquals(before.size(), bed.log.segments().size());
        assertEquals(before.get(0), bed.log.segments().get(0));
        bed.appendMany(201, 3);
        bed.untilSynced();
        bed.disk.failDeletes(false);
        bed.await(() -> bed.log.deleteSegment(1));
        assertEquals(2, bed.log.segments().get(0).number());
    }

    @Test
    void readAskedForBeforeADeletionSucceeds() {
        bed.open();
        LogRecord first = bed.appendMany(1, 200).get(0);
        bed.settle();
        List<LogRecord> read = new ArrayList<>();
        bed.loop.run(() -> {
            bed.log.read(first.position()).thenAccept(read::add);
            bed.log.deleteSegment(1);
        });
        bed.settle();
        assertEquals(1, read.size());
        assertFalse(bed.disk.usedBytes() == 0);
        assertThrows(SwarmException.class, () -> bed.read(first.position()));
    }

    @Test
    void activeAndUnknownSegmentsAreNotDeleted() {
        bed.open();
        bed.appendMany(1, 2);
        bed.untilWritten();
        IllegalArgumentException active =
                assertThrows(IllegalArgumentException.class, () -> bed.await(() -> bed.log.deleteSegment(1)));
        assertEquals("segment 1 is the active one", active.getMessage());
        IllegalArgumentException unknown =
                assertThrows(IllegalArgumentException.class, () -> bed.await(() -> bed.log.deleteSegment(5)));
        assertEquals("there is no segment 5, but [1]", unknown.getMessage());
    }

    @Test
    void rollBeginsASegment() {
        bed.open();
        bed.appendMany(1, 2);
        bed.loop.run(bed.log::roll);
        bed.loop.run(bed.log::roll);
        bed.settle();
        assertEquals(1, bed.log.segments().size());
        LogRecord third = bed.appendMany(3, 1).get(0);
        bed.settle();
        assertEquals(2, third.position().segment());
        assertEquals(
                List.of(false, true),
                bed.log.segments().stream().map(SegmentInfo::isActive).toList());
        bed.appendMany(4, 1);
        bed.close();
        bed.open();
        assertEquals(List.of(1L, 2L, 3L, 4L), bed.indexes(0));
        assertEquals(2, bed.log.segments().size());
    }

    private static List<Long> indexes(List<LogRecord> records) {
        return records.stream().filter(r -> r.type() > 0).map(LogRecord::index).toList();
    }
}
