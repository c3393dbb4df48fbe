package io.kvswarm.internal.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/**
 * Goal: whatever was told survives what its mark names, and what survives is a prefix.
 *
 * <p>Method: seeded runs of appends, syncs, rolls and compactions that end at a random operation of the disk, as a
 * process crash or a power cut, several times in a row over the same files.
 */
final class LogCrashPropertyTest {
    private static final int SEEDS = 800;
    private static final int CELLS = 3;

    @Test
    void toldWrittenSurvivesProcessCrashAndToldSyncedSurvivesPowerCut() {
        Counts counts = new Counts();
        for (int seed = 0; seed < SEEDS; seed++) {
            try {
                new Run(seed, counts).run();
            } catch (RuntimeException | AssertionError e) {
                throw new AssertionError("seed " + seed + ": " + e.getMessage(), e);
            }
        }
        assertTrue(counts.crashes > SEEDS, counts.toString());
        assertTrue(counts.cuts > SEEDS, counts.toString());
        assertTrue(counts.tornTails > SEEDS / 20, counts.toString());
        assertTrue(counts.lostUnsynced > SEEDS / 20, counts.toString());
        assertTrue(counts.deletions > SEEDS, counts.toString());
        assertTrue(counts.records > SEEDS * 100L, counts.toString());
    }

    /** What was done: a run that did too little shows nothing. */
    private static final class Counts {
        private long records;
        private int crashes;
        private int cuts;
        private int tornTails;
        private int lostUnsynced;
        private int deletions;

        @Override
        public String toString() {
            return records + " records, " + crashes + " crashes, " + cuts + " power cuts, " + tornTails
                    + " torn tails, " + lostUnsynced + " cuts that lost records, " + deletions + " deletions";
        }
    }

    private static final class Run {
        private final LogTestbed bed;
        private final SplittableRandom random;
        private final Counts counts;
        /** Per cell: head after each index, in this history. */
        private final Map<Integer, Map<Long, ChainHead>> history = new HashMap<>();

        private final long[] appended = new long[CELLS];
        private final long[] written = new long[CELLS];
        private final long[] synced = new long[CELLS];
        private final Map<Long, LogRecord> bySequence = new HashMap<>();
        private long seenWritten;
        private long seenSynced;
        private boolean ended;

        Run(int seed, Counts counts) {
            this.bed = new LogTestbed(seed);
            this.random = new SplittableRandom(seed);
            this.counts = counts;
        }

        void run() {
            bed.open();
            for (int life = 0; life < 4; life++) {
                live();
                boolean cut = random.nextBoolean();
                end(cut);
                bed.open();
                check(cut);
            }
        }

        private void live() {
            bySequence.clear();
            seenWritten = 0;
            seenSynced = 0;
            ended = false;
            bed.loop.run(() -> bed.log.onMarks(this::onMarks));
            bed.disk.endProcessAfter(random.nextInt(5, 120), () -> ended = true);
            for (int step = 0; step < 200 && !ended; step++) {
                bed.loop.run(this::step);
                bed.time.runFor(random.nextLong(400_000));
            }
        }

        private void step() {
            switch (random.nextInt(12)) {
                case 0 -> bed.log.requestSync();
                case 1 -> bed.log.signNow();
                case 2 -> deleteOldest();
                case 3 -> bed.log.roll();
                default -> append(random.nextInt(1, 12));
            }
        }

        private void append(int count) {
            for (int i = 0; i < count; i++) {
                int cell = random.nextInt(CELLS);
                LogRecord record = bed.next(cell, ++appended[cell], random.nextInt(300));
                bySequence.put(bed.log.append(record), record);
                counts.records++;
            }
        }

        /** Checkpoints of all cells take the place of the oldest segment, as compaction does it. */
        private void deleteOldest() {
            SegmentInfo oldest =
                    bed.log.segments().isEmpty() ? null : bed.log.segments().get(0);
            if (oldest == null || oldest.isActive()) {
                return;
            }
            for (int cell = 0; cell < CELLS; cell++) {
                bed.log.appendCheckpoint(cell, new byte[3]);
            }
            bed.log.deleteSegment(oldest.number()).thenRun(() -> counts.deletions++);
        }

        private void onMarks() {
            while (seenWritten < bed.log.writtenSequence()) {
                LogRecord record = bySequence.get(++seenWritten);
                if (record != null) {
                    written[record.cell()] = record.index();
                    history.computeIfAbsent(record.cell(), cell -> new HashMap<>())
                            .put(record.index(), record.head());
                }
            }
            while (seenSynced < bed.log.syncedSequence()) {
                LogRecord record = bySequence.get(++seenSynced);
                if (record != null) {
                    synced[record.cell()] = record.index();
                }
            }
            assertTrue(bed.log.syncedSequence() <= bed.log.writtenSequence());
        }

        private void end(boolean cut) {
            if (cut) {
                counts.cuts++;
                bed.cutPower();
            } else {
                counts.crashes++;
                bed.crash();
            }
        }

        private void check(boolean cut) {
            assertEquals(java.util.List.of(), bed.opened.damages());
            assertEquals(Set.of(), bed.opened.brokenCells());
            counts.tornTails += bed.opened.cutBytes() > 0 ? 1 : 0;
            boolean lost = false;
            for (int cell = 0; cell < CELLS; cell++) {
                ChainHead head = bed.opened.heads().getOrDefault(cell, ChainHead.EMPTY);
                long promised = cut ? synced[cell] : written[cell];
                assertTrue(head.index() >= promised, "cell " + cell + " is at " + head + ", promised " + promised);
                assertTrue(head.index() <= appended[cell], "cell " + cell + " is at " + head);
                ChainHead known = history.getOrDefault(cell, Map.of()).get(head.index());
                if (known != null) {
                    assertEquals(known, head);
                }
                checkNoGap(cell, head);
                lost |= cut && head.index() < written[cell];
                appended[cell] = head.index();
                // What was lost may come again with the same index and another content.
                history.computeIfAbsent(cell, none -> new HashMap<>()).keySet().removeIf(index -> index > head.index());
                written[cell] = head.index();
                synced[cell] = head.index();
            }
            counts.lostUnsynced += lost ? 1 : 0;
        }

        /** What was given out last of each cell rises by one up to its head; older ones may have been compacted. */
        private void checkNoGap(int cell, ChainHead head) {
            var indexes = bed.indexes(cell);
            for (int i = indexes.size() - 1; i > 0; i--) {
                assertEquals(indexes.get(i - 1) + 1, indexes.get(i));
            }
            if (!indexes.isEmpty()) {
                assertEquals(head.index(), indexes.get(indexes.size() - 1));
            }
        }
    }
}
