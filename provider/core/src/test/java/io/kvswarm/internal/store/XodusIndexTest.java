package io.kvswarm.internal.store;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kvswarm.api.ErrorCode;
import io.kvswarm.api.SwarmException;
import io.kvswarm.internal.log.RecordPosition;
import io.kvswarm.internal.wire.CacheId;
import io.kvswarm.internal.wire.CacheKey;
import io.kvswarm.internal.wire.Version;
import io.kvswarm.sim.SimDisk;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;

/**
 * Goal: an index in files gives back what was committed, or says that it cannot; when it is opened it is either whole
 * or empty. Method: a simulated disk that crashes, fills up, flips bits, cuts and loses files.
 */
final class XodusIndexTest {
    static final Cells CELLS = new Cells(4);
    static final IndexSettings SETTINGS = new IndexSettings(1 << 20, 64 * 1024, false);
    private static final int KEYS = 1_000;

    private final SimDisk disk = new SimDisk();
    private RecordPosition end = RecordPosition.START;

    @Test
    void whatWasCommittedIsThereAfterReopening() {
        try (XodusIndex index = open()) {
            assertEquals("there is none", index.emptied());
            IndexBatch batch = new IndexBatch();
            batch.put(entry(1, 7, 100));
            batch.put(entry(2, 8, 100)
                    .withRecord(new RecordPosition(5, 10, 300))
                    .withTouchRecord(new RecordPosition(6, 0, 50)));
            batch.put(StoredEntry.inLog(
                    key(3), new Version(9, 1L << 40, Long.MAX_VALUE), 77, 5_000_000, new RecordPosition(5, 900, 400)));
            batch.cellState(3, new byte[] {1, 2});
            batch.nodeState(new byte[] {3});
            batch.watermark(new RecordPosition(6, 100, 0));
            index.commit(batch);
        }
        try (XodusIndex index = open()) {
            assertNull(index.emptied());
            assertEquals(new RecordPosition(6, 100, 0), index.watermark());
            List<StoredEntry> found =
                    index.lookup(List.of(key(1), key(2), key(3), key(4))).entries();
            assertSame(entry(1, 7, 100), found.get(0));
            assertEquals(new RecordPosition(6, 0, 50), found.get(1).touchRecord());
            assertEquals(new Version(9, 1L << 40, Long.MAX_VALUE), found.get(2).version());
            assertEquals(5_000_000, found.get(2).valueBytes());
            assertNull(found.get(2).value());
            assertNull(found.get(3));
            assertEquals(Map.of(5L, 700L, 6L, 50L), index.liveBytes());
            assertArrayEquals(new byte[] {1, 2}, index.cellStates().get(3));
            assertArrayEquals(new byte[] {3}, index.nodeState());
            assertEquals(List.of(new Deadline(key(3), 77)), index.deadlines(10).deadlines());
        }
    }

    @Test
    void anIndexOfAnotherLogOrOtherCellsOrBesideTheLogIsMadeAnew() {
        fill(1);
        assertEquals(
                "it belongs to another log",
                openAs(new byte[] {2}, CELLS, mark -> true).emptied());
        fill(1);
        assertEquals(
                "it has 4 cells, expected 8",
                openAs(new byte[] {1}, new Cells(8), mark -> true).emptied());
        wipe();
        fill(1);
        XodusIndex index = openAs(new byte[] {1}, CELLS, mark -> false);
        assertEquals("the log does not go on from " + end, index.emptied());
        assertEquals(RecordPosition.START, index.watermark());
        assertEquals(List.of(), index.scan(all()).entries());
    }

    @Test
    void anIndexOfTheFormerFormatIsMadeAnew() {
        fill(1);
        byte[] head = disk.content("index.head");
        head[8] = 1;
        replaceWithChecksum(disk, head);
        XodusIndex index = open();
        assertEquals("index.head.format: is 1, expected 2 to 2", index.emptied());
        assertEquals(List.of(), index.scan(all()).entries());
    }

    @Test
    void anIndexThatLostWhatWasSyncedIsMadeAnew() {
        try (XodusIndex index = open()) {
            commit(index, 1, 0, KEYS);
            index.sync();
        }
        byte[] head = disk.content("index.head");
        SimDisk older = new SimDisk();
        XodusIndex index = XodusIndex.open(older, plan(new byte[] {1}, CELLS), new SplittableRandom(1));
        commit(index, 1, 0, 10);
        index.close();
        replaceHead(older, head);
        String emptied = XodusIndex.open(older, plan(new byte[] {1}, CELLS), new SplittableRandom(1))
                .emptied();
        assertEquals("it ends at " + position(10) + ", but had been synced up to " + position(KEYS), emptied);
    }

    @Test
    void aFlippedBitIsAnErrorOrAnEmptyIndexButNeverAWrongAnswer() {
        int refused = 0;
        int emptied = 0;
        for (int i = 0; i < 150; i++) {
            SplittableRandom random = new SplittableRandom(i);
            List<String> files = fill(3);
            String file = files.get(random.nextInt(files.size()));
            disk.flipBit(file, random.nextInt(disk.content(file).length * 8));
            int outcome = checkAll("flip " + i);
            refused += outcome == 1 ? 1 : 0;
            emptied += outcome == 2 ? 1 : 0;
            wipe();
        }
        assertTrue(refused > 10 && emptied > 10, refused + " refused, " + emptied + " emptied");
    }

    @Test
    void aCutOrLostFileIsAnErrorOrAnOlderOrAnEmptyIndex() {
        for (int i = 0; i < 100; i++) {
            SplittableRandom random = new SplittableRandom(i);
            List<String> files = fill(3);
            String file = files.get(random.nextInt(files.size()));
            if (random.nextBoolean()) {
                disk.loseFile(file);
            } else {
                disk.cutFile(file, random.nextInt(disk.content(file).length));
            }
            checkAll("cut " + i);
            wipe();
        }
    }

    @Test
    void aFullDiskChangesNothingAndTheSameCommitSucceedsLater() {
        XodusIndex index = open();
        commit(index, 1, 0, KEYS);
        int failed = 0;
        for (int i = 0; i < 30; i++) {
            IndexBatch batch = batch(2 + i, 0, KEYS);
            disk.setCapacity(disk.usedBytes() + i * 5_000L);
            RecordPosition before = index.watermark();
            try {
                index.commit(batch);
            } catch (SwarmException full) {
                failed++;
                assertEquals(ErrorCode.STORAGE_FULL, full.code());
                assertEquals(
                        "the index cannot be written or read: No space left on device; it is as it was before",
                        full.getMessage());
                assertEquals(before, index.watermark());
                checkVersions(index, 1 + i);
                disk.setCapacity(Long.MAX_VALUE);
                index.commit(batch);
            }
            checkVersions(index, 2 + i);
        }
        assertTrue(failed > 5, "only " + failed + " commits failed");
        index.close();
        checkVersions(open(), 31);
    }

    @Test
    void aDiskThatFailsIsNoReasonToThrowTheIndexAway() {
        fill(1);
        disk.failWrites(true);
        XodusIndex index = open();
        SwarmException failed = assertThrows(SwarmException.class, () -> commit(index, 2, 0, 10));
        assertEquals(ErrorCode.DISK_FAILED, failed.code());
        disk.failWrites(false);
        commit(index, 2, 0, 10);
        assertEquals(2, index.lookup(List.of(key(3))).entries().get(0).version().index());
        assertEquals(
                1, index.lookup(List.of(key(33))).entries().get(0).version().index());
    }

    @Test
    void aDestroyedIndexLeavesNothing() {
        fill(1);
        open().destroy();
        assertEquals(List.of(), list());
        assertEquals("there is none", open().emptied());
    }

    /** 0 if all is there, 1 if some was refused, 2 if the index is empty, 3 if it is an older one. */
    private int checkAll(String what) {
        XodusIndex index = open();
        if (index.emptied() != null) {
            assertEquals(RecordPosition.START, index.watermark(), what);
            return 2;
        }
        int round = index.watermark().equals(RecordPosition.START)
                ? 0
                : (int) index.watermark().segment();
        boolean refused = false;
        for (int i = 0; i < KEYS; i++) {
            refused |= isRefused(index, i, round, what);
        }
        try {
            assertEquals(round == 0 ? 0 : KEYS, index.scan(all()).entries().size(), what);
        } catch (SwarmException e) {
            assertEquals(ErrorCode.CORRUPT, e.code(), what);
            refused = true;
        }
        return refused ? 1 : round == 3 ? 0 : 3;
    }

    private static boolean isRefused(XodusIndex index, int number, int round, String what) {
        try {
            StoredEntry found = index.lookup(List.of(key(number))).entries().get(0);
            if (round == 0) {
                assertNull(found, what);
            } else {
                assertSame(entry(number, round, 40), found);
            }
            return false;
        } catch (SwarmException e) {
            assertEquals(ErrorCode.CORRUPT, e.code(), what);
            return true;
        }
    }

    /** Commits all keys that many times; the last file is whole and closed. Names the data files. */
    private List<String> fill(int rounds) {
        try (XodusIndex index = open()) {
            for (int round = 1; round <= rounds; round++) {
                commit(index, round, 0, KEYS);
            }
            end = index.watermark();
        }
        return new ArrayList<>(
                list().stream().filter(name -> name.endsWith(".index")).sorted().toList());
    }

    private List<String> list() {
        try {
            return disk.list();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private void wipe() {
        list().forEach(disk::loseFile);
    }

    private static void commit(XodusIndex index, int round, int from, int to) {
        index.commit(batch(round, from, to));
    }

    private static IndexBatch batch(int round, int from, int to) {
        IndexBatch batch = new IndexBatch();
        IntStream.range(from, to).forEach(i -> batch.put(entry(i, round, 40)));
        batch.watermark(new RecordPosition(round, to, 0));
        return batch;
    }

    private static RecordPosition position(int to) {
        return new RecordPosition(1, to, 0);
    }

    private static void checkVersions(XodusIndex index, long version) {
        List<PlacedKey> keys =
                IntStream.range(0, KEYS).mapToObj(XodusIndexTest::key).toList();
        index.lookup(keys)
                .entries()
                .forEach(entry -> assertEquals(version, entry.version().index()));
    }

    private static void assertSame(StoredEntry expected, StoredEntry found) {
        assertEquals(expected.version(), found.version());
        assertEquals(expected.placed(), found.placed());
        assertArrayEquals(expected.value(), found.value());
    }

    private static void replaceHead(SimDisk disk, byte[] head) {
        // The seed of the files stays as it is; all else is that of the other index.
        byte[] mixed = head.clone();
        byte[] own = disk.content("index.head");
        System.arraycopy(own, 8 + 1 + 5 + 8, mixed, 8 + 1 + 5 + 8, 8);
        replaceWithChecksum(disk, mixed);
    }

    private static void replaceWithChecksum(SimDisk disk, byte[] head) {
        try {
            CRC32C crc = new CRC32C();
            crc.update(head, 0, head.length - 4);
            ByteBuffer.wrap(head).putInt(head.length - 4, (int) crc.getValue());
            disk.replace("index.head", head);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private XodusIndex open() {
        return openAs(new byte[] {1}, CELLS, mark -> true);
    }

    private XodusIndex openAs(byte[] incarnation, Cells cells, Predicate<RecordPosition> isInLog) {
        return XodusIndex.open(
                disk, new XodusIndex.Plan(incarnation, cells, SETTINGS, isInLog), new SplittableRandom(1));
    }

    private static XodusIndex.Plan plan(byte[] incarnation, Cells cells) {
        return new XodusIndex.Plan(incarnation, cells, SETTINGS, mark -> true);
    }

    private static ScanRange all() {
        return new ScanRange(CacheId.DEFAULT, 0, null, -1, ScanRange.ENTRIES_MAX, Integer.MAX_VALUE);
    }

    static PlacedKey key(int number) {
        byte[] bytes = ("key" + number).getBytes(StandardCharsets.UTF_8);
        return new PlacedKey(new CacheKey(CacheId.DEFAULT, bytes), number * 0x9e3779b97f4a7c15L);
    }

    static StoredEntry entry(int number, long version, int valueBytes) {
        byte[] value = new byte[valueBytes];
        value[0] = (byte) number;
        value[valueBytes - 1] = (byte) version;
        return StoredEntry.of(key(number).key(), key(number).position(), new Version(1, 1, version), 0, value);
    }
}
