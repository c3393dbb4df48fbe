package io.kvswarm.internal.log;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kvswarm.api.SwarmException;
import io.kvswarm.sim.SimDisk;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/**
 * Goal: no damage goes unnoticed, none is served, and none takes along what lies around it.
 *
 * <p>Method: a small log of two segments, damaged in every place.
 */
final class LogDamageTest {
    private static final int RECORDS = 12;

    private final LogTestbed bed = new LogTestbed(1);
    private final Map<RecordPosition, LogRecord> original = new HashMap<>();
    private SimDisk whole;

    /** Six records in each of two segments; the last two were never synced. */
    private void makeLog() {
        bed.open();
        for (int i = 1; i <= RECORDS; i++) {
            if (i == 7) {
                bed.loop.run(bed.log::roll);
            }
            LogRecord record = bed.next(i % 2, (i + 1) / 2, 40);
            bed.append(record);
            if (i <= 10) {
                bed.untilSynced();
            } else {
                bed.untilWritten();
            }
            original.put(record.position(), record);
        }
        whole = bed.disk.copy();
    }

    private void reopen(SimDisk disk) {
        bed.startProcess();
        bed.disk = disk;
        bed.open();
        for (LogRecord record : bed.replayed) {
            if (record.cell() != LogRecord.NO_CELL) {
                LogRecord same = original.get(record.position());
                assertEquals(same.index(), record.index());
                assertEquals(same.cell(), record.cell());
                assertArrayEquals(same.body(), record.body());
            }
        }
    }

    private int recordsGivenOut() {
        return (int) bed.replayed.stream().filter(record -> record.type() > 0).count();
    }

    @Test
    void undamagedLogReportsNothing() {
        makeLog();
        reopen(whole.copy());
        assertEquals(List.of(), bed.opened.damages());
        assertEquals(RECORDS, recordsGivenOut());
    }

    @Test
    void everyBitOfTheOlderSegmentCounts() {
        makeLog();
        String file = LogTestbed.file(1);
        for (int bit = 0; bit < whole.content(file).length * 8; bit++) {
            SimDisk damaged = whole.copy();
            damaged.flipBit(file, bit);
            reopen(damaged);
            assertFalse(bed.opened.damages().isEmpty(), "bit " + bit);
            Damage damage = bed.opened.damages().get(0);
            assertEquals(file, damage.file());
            assertTrue(damage.offset() <= bit / 8 && bit / 8 < damage.offset() + damage.length(), damage.message());
            assertTrue(recordsGivenOut() >= RECORDS - 1, "bit " + bit);
            assertEquals(0, bed.opened.cutBytes());
        }
    }

    @Test
    void everyBitOfTheNewestSegmentIsDamageOrTornTail() {
        makeLog();
        String file = LogTestbed.file(2);
        int damages = 0;
        int cuts = 0;
        for (int bit = 0; bit < whole.content(file).length * 8; bit++) {
            SimDisk damaged = whole.copy();
            damaged.flipBit(file, bit);
            reopen(damaged);
            boolean cut = bed.opened.cutBytes() > 0;
            assertTrue(cut || !bed.opened.damages().isEmpty(), "bit " + bit);
            // Records 11 and 12 were never synced; all others were, as a mark behind them says.
            assertTrue(recordsGivenOut() >= (cut ? 9 : RECORDS - 1), "bit " + bit + ": " + recordsGivenOut());
            cuts += cut ? 1 : 0;
            damages += cut ? 0 : 1;
        }
        assertTrue(cuts > 0 && damages > cuts, cuts + " cuts, " + damages + " damages");
    }

    @Test
    void everyTruncationOfTheNewestSegmentLeavesAPrefix() {
        makeLog();
        String file = LogTestbed.file(2);
        for (int size = 0; size < whole.content(file).length; size++) {
            SimDisk damaged = whole.copy();
            damaged.cutFile(file, size);
            reopen(damaged);
            assertEquals(List.of(), bed.opened.damages());
            assertEquals(Set.of(), bed.opened.brokenCells());
            assertTrue(recordsGivenOut() >= 6);
            long left = whole.content(LogTestbed.file(1)).length + size - bed.opened.cutBytes();
            assertEquals(left, damaged.usedBytes());
        }
    }

    @Test
    void everyTruncationOfTheOlderSegmentIsReported() {
        makeLog();
        String file = LogTestbed.file(1);
        int length = whole.content(file).length;
        for (int size = 0; size < length; size++) {
            SimDisk damaged = whole.copy();
            damaged.cutFile(file, size);
            reopen(damaged);
            String expected = file + " at byte " + size + ": the file ends here, expected " + length + " bytes";
            assertTrue(bed.opened.damages().stream().anyMatch(d -> d.message().equals(expected)), "size " + size);
            assertTrue(recordsGivenOut() >= 6);
        }
    }

    @Test
    void missingFileIsReportedEachTimeUntilItsSegmentIsDeleted() {
        makeLog();
        SimDisk damaged = whole.copy();
        int length = whole.content(LogTestbed.file(1)).length;
        damaged.loseFile(LogTestbed.file(1));
        String expected = LogTestbed.file(1) + " at byte 0: the file is missing, expected " + length + " bytes";
        for (int opening = 0; opening < 2; opening++) {
            reopen(damaged);
            assertEquals(
                    List.of(expected),
                    bed.opened.damages().stream().map(Damage::message).toList());
            assertEquals(1, bed.log.segments().get(0).number());
            bed.loop.run(bed.log::roll);
            bed.append(LogRecord.ofNode((byte) 1, new byte[0]));
            bed.close();
        }
        reopen(damaged);
        bed.await(() -> bed.log.deleteSegment(1));
        bed.close();
        reopen(damaged);
        assertEquals(List.of(), bed.opened.damages());
    }

    @Test
    void lossOfTheWholeEndIsNoticedByTheMarkToBeginFrom() {
        makeLog();
        SimDisk damaged = whole.copy();
        damaged.loseFile(LogTestbed.file(2));
        bed.startProcess();
        bed.disk = damaged;
        bed.open(new RecordPosition(2, 200, 0), Map.of());
        assertEquals(
                List.of(LogTestbed.file(2) + " at byte 200: the file is missing"),
                bed.opened.damages().stream().map(Damage::message).toList());
        assertEquals(List.of(), bed.replayed);
        LogRecord next = LogRecord.ofNode((byte) 1, new byte[0]);
        bed.append(next);
        bed.untilWritten();
        assertEquals(3, next.position().segment());
    }

    @Test
    void lossOfSomeOfTheEndIsNoticedByTheMarkToBeginFrom() {
        makeLog();
        SimDisk damaged = whole.copy();
        damaged.cutFile(LogTestbed.file(2), 150);
        bed.startProcess();
        bed.disk = damaged;
        bed.open(new RecordPosition(2, 200, 0), Map.of());
        assertEquals(
                List.of(LogTestbed.file(2)
                        + " at byte 150: the file ends here, records up to byte 200 were there before"),
                bed.opened.damages().stream().map(Damage::message).toList());
        assertEquals(List.of(), bed.replayed);
        LogRecord next = LogRecord.ofNode((byte) 1, new byte[0]);
        bed.append(next);
        bed.untilWritten();
        assertEquals(3, next.position().segment());
    }

    @Test
    void damagedRecordBreaksItsCellUntilASignedHeadStandsBehindIt() {
        bed.open();
        List<LogRecord> records = bed.appendMany(1, 5);
        bed.untilSynced();
        bed.append(bed.next(1, 1, 5));
        bed.untilSynced();
        bed.append(bed.next(1, 2, 5));
        bed.untilSynced();
        whole = bed.disk.copy();
        long bit = (records.get(2).position().offset() + 40) * 8L;

        bed.startProcess();
        bed.disk = whole.copy();
        bed.disk.flipBit(LogTestbed.file(1), bit);
        bed.open();
        assertEquals(1, bed.opened.damages().size());
        assertEquals(Set.of(0), bed.opened.brokenCells());
        assertEquals(Set.of(1), bed.opened.heads().keySet());
        assertEquals(List.of(1L, 2L, 4L, 5L), bed.indexes(0));
        SwarmException e = assertThrows(SwarmException.class, () -> bed.append(bed.next(0, 6, 1)));
        assertEquals(
                "cell 0: a record of it is damaged or missing, so its chain cannot be continued; nothing was appended;"
                        + " repair the cell from a mirror",
                e.getMessage());

        bed.startProcess();
        bed.disk = whole;
        bed.open();
        bed.settle();
        bed.startProcess();
        bed.disk.flipBit(LogTestbed.file(1), bit);
        bed.open();
        assertEquals(1, bed.opened.damages().size());
        assertEquals(Set.of(), bed.opened.brokenCells());
        bed.append(bed.next(0, 6, 1));
    }

    @Test
    void damagedNewestSegmentIsNotAppendedTo() {
        makeLog();
        SimDisk damaged = whole.copy();
        damaged.flipBit(LogTestbed.file(2), 100 * 8);
        reopen(damaged);
        LogRecord next = LogRecord.ofNode((byte) 1, new byte[0]);
        bed.append(next);
        bed.untilWritten();
        assertEquals(3, next.position().segment());
    }

    @Test
    void segmentReadsReportDamageToo() {
        makeLog();
        SimDisk damaged = whole.copy();
        damaged.flipBit(LogTestbed.file(1), 100 * 8);
        reopen(damaged);
        List<LogRecord> visited = new ArrayList<>();
        List<Damage> damages = bed.await(() -> bed.log.readSegment(1, batch -> {
            visited.addAll(batch);
            return java.util.concurrent.CompletableFuture.completedFuture(null);
        }));
        assertEquals(bed.opened.damages(), damages);
        assertEquals(5, visited.stream().filter(record -> record.type() > 0).count());
    }

    /** A value that holds a piece of a log must not be taken for one when what is around it is damaged. */
    @Test
    void recordsInsideAValueAreNotMistakenForRecords() {
        makeLog();
        byte[] segment = whole.content(LogTestbed.file(1));
        bed.startProcess();
        bed.disk = new SimDisk();
        bed.open();
        LogRecord holder = new LogRecord((byte) 2, false, 5, 1, 1, 1, segment);
        bed.append(holder);
        bed.untilSynced();
        bed.append(bed.next(6, 1, 1));
        bed.untilSynced();
        bed.startProcess();
        bed.disk.flipBit(LogTestbed.file(1), holder.position().offset() * 8L + 3);
        bed.open();
        assertEquals(List.of(1L), bed.indexes(6));
        assertEquals(
                1, bed.replayed.stream().filter(record -> record.type() > 0).count());
        assertEquals(1, bed.opened.damages().size());
    }

    @Test
    void wrongHeadsAndCheckpointsAreReportedAndNotBelieved() {
        bed.open();
        bed.appendMany(1, 3);
        bed.loop.run(() -> bed.log.appendCheckpoint(0, new byte[] {1, 2}));
        bed.close();
        bed.keys = new LogKeys(LogTestbed.KEYS.signer(), (signer, message, signature) -> false);
        bed.open();
        List<String> problems =
                bed.opened.damages().stream().map(Damage::problem).toList();
        assertEquals(
                List.of(
                        "the signature of this checkpoint does not verify",
                        "the signature of these heads does not verify"),
                problems);
        assertEquals(List.of(1L, 2L, 3L), bed.indexes(0));
    }

    @Test
    void randomDamageNeverServesAWrongRecordNorHidesARightOne() {
        for (int seed = 0; seed < 300; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            LogTestbed one = new LogTestbed(seed);
            one.open();
            List<LogRecord> records = one.appendMany(1, 300);
            one.close();
            String file = LogTestbed.file(random.nextInt(1, 5));
            int length = one.disk.content(file).length;
            int from = random.nextInt(length);
            int bits = random.nextInt(1, 2_000);
            for (int i = 0; i < bits; i++) {
                int at = from + random.nextInt(700);
                if (at < length) {
                    one.disk.flipBit(file, at * 8L + random.nextInt(8));
                }
            }
            one.open();
            int intact = 0;
            for (LogRecord record : records) {
                try {
                    LogRecord read = one.read(record.position());
                    assertEquals(record.index(), read.index(), "seed " + seed);
                    assertArrayEquals(record.body(), read.body(), "seed " + seed);
                    intact++;
                } catch (SwarmException e) {
                    assertTrue(e.getMessage().startsWith(file + " at byte "), e.getMessage());
                }
            }
            assertEquals(intact, one.indexes(0).size(), "seed " + seed);
            assertTrue(intact == 300 || !one.opened.damages().isEmpty(), "seed " + seed);
        }
    }
}
