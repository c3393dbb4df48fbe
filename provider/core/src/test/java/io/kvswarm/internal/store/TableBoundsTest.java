package io.kvswarm.internal.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kvswarm.internal.log.LogRecord;
import io.kvswarm.internal.wire.CacheId;
import io.kvswarm.internal.wire.Version;
import io.kvswarm.sim.SimLoop;
import io.kvswarm.sim.SimTime;
import io.kvswarm.sim.SimWorker;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Goal: a table says when it is full, and what it keeps in memory stays within its bounds. */
final class TableBoundsTest {
    private static final int KIB = 1024;

    private final SimTime time = new SimTime(1);
    private final SimLoop loop = new SimLoop(time, time.clock());
    private final FakeLog log = new FakeLog();
    private long versions;
    private EntryTable table;

    @Test
    void itIsFullAtTheBoundOfChangesAndTakesMoreOnceTheyAreCommitted() {
        open(new TableSettings(KIB, 16, 1 << 20, 0, 64 * KIB));
        for (int i = 0; i < 16; i++) {
            assertFalse(table.isFull());
            put(i, 10);
        }
        assertTrue(table.isFull());
        put(3, 10);
        assertEquals(16, table.overlayEntries());
        commit();
        assertFalse(table.isFull());
        assertEquals(0, table.overlayEntries());
        assertEquals(0, table.overlayBytes());
    }

    @Test
    void itIsFullAtTheBoundOfBytes() {
        open(new TableSettings(KIB, 10_000, 64 * KIB, 1 << 20, 64 * KIB));
        int puts = 0;
        while (!table.isFull()) {
            put(puts, 900);
            puts++;
        }
        assertTrue(puts > 30 && puts <= 64 * KIB / 900, puts + " puts");
        commit();
        assertFalse(table.isFull());
    }

    @Test
    void longValuesThatAreWrittenTakeNoMemoryBeyondTheirBound() {
        open(new TableSettings(100, 10_000, 10 << 20, 50_000, 64 * KIB));
        for (int i = 0; i < 100; i++) {
            put(i, 10_000);
            log.write();
        }
        assertTrue(table.overlayBytes() < 150_000, "the overlay has " + table.overlayBytes() + " bytes");
        commit();
        assertTrue(table.residentBytes() <= 64 * KIB, "resident are " + table.residentBytes() + " bytes");
    }

    @Test
    void whatIsResidentStaysWithinItsBoundAndWhatIsInUseStaysResident() {
        open(new TableSettings(KIB, 100_000, 10 << 20, 0, 64 * KIB));
        for (int i = 0; i < 1_000; i++) {
            put(i, 500);
        }
        commit();
        assertTrue(table.residentBytes() <= 64 * KIB, "resident are " + table.residentBytes() + " bytes");
        for (int i = 0; i < 1_000; i++) {
            use(i % 10);
            use(i % 10);
            use(i);
            assertTrue(table.residentBytes() <= 64 * KIB, "resident are " + table.residentBytes() + " bytes");
        }
        for (int i = 0; i < 10; i++) {
            assertTrue(peek(i) instanceof StoredEntry, "key " + i + " is used most and not resident");
        }
        int resident = 0;
        for (int i = 10; i < 1_000; i++) {
            resident += peek(i) instanceof StoredEntry ? 1 : 0;
        }
        assertTrue(resident > 20 && resident < 80, resident + " others are resident");
    }

    @Test
    void ofAForgottenCacheNothingStays() {
        open(new TableSettings(KIB, 100_000, 10 << 20, 0, 64 * KIB));
        CacheId cache = XodusIndexTest.key(0).key().cache();
        for (int i = 0; i < 100; i++) {
            put(i, 10);
        }
        commit();
        put(100, 10);
        loop.run(() -> table.forget(cache));
        commit();
        assertEquals(Set.of(cache), table.caches());
        for (int cell = 0; cell < StoreWorld.CELLS.count(); cell++) {
            versions++;
            Version floor = new Version(1, 1, versions);
            int cleared = cell;
            loop.run(() -> table.clear(cache, cleared, floor));
        }
        while (table.wantsCommit()) {
            commit();
        }
        assertEquals(Set.of(), table.caches());
        assertEquals(NotFound.ABSENT, peek(3));
        assertEquals(NotFound.ABSENT, peek(100));
        loop.run(() -> assertEquals(0, table.clear(cache, 0, new Version(1, 2, 1))));
        assertEquals(Set.of(), table.caches());
    }

    private void open(TableSettings settings) {
        StorePlace place = new StorePlace(loop, new SimWorker(time), new SimWorker(time), time.random());
        table = EntryTable.load(place, new MemoryIndex(StoreWorld.CELLS), StoreWorld.CELLS, settings, log.reader(loop));
    }

    private void put(int key, int valueBytes) {
        loop.run(() -> {
            versions++;
            PlacedKey placed = XodusIndexTest.key(key);
            byte[] value = new byte[valueBytes];
            LogRecord record = log.append(value);
            table.put(StoredEntry.of(placed.key(), placed.position(), new Version(1, 1, versions), 0, value), record);
        });
    }

    private void use(int key) {
        PlacedKey placed = XodusIndexTest.key(key);
        loop.run(() -> table.fetch(List.of(placed), failure -> {
            assertNull(failure);
            assertTrue(table.find(placed.key(), placed.position()) instanceof StoredEntry);
        }));
        time.runUntilIdle(1_000);
    }

    private Found peek(int key) {
        PlacedKey placed = XodusIndexTest.key(key);
        return table.peek(placed.key(), placed.position());
    }

    private void commit() {
        log.write();
        loop.run(() -> {
            table.prepareCommit(log.last(), Map.of(), null);
            table.commitPrepared(failure -> assertNull(failure));
        });
        time.runUntilIdle(1_000);
    }
}
