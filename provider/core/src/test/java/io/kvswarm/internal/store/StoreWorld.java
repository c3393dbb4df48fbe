package io.kvswarm.internal.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kvswarm.internal.base.Hex;
import io.kvswarm.internal.log.LogRecord;
import io.kvswarm.internal.log.RecordPosition;
import io.kvswarm.internal.wire.CacheId;
import io.kvswarm.internal.wire.CacheKey;
import io.kvswarm.internal.wire.Version;
import io.kvswarm.sim.SimLoop;
import io.kvswarm.sim.SimTime;
import io.kvswarm.sim.SimWorker;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.Supplier;

/**
 * A table over an index, a log, and a model that is always right: every change goes to all three, every answer of the
 * table is compared with the model.
 */
final class StoreWorld {
    static final Cells CELLS = new Cells(4);
    static final List<CacheId> CACHES = List.of(CacheId.DEFAULT, CacheId.made(3, new Version(1, 1, 77)));
    private static final int KEYS = 300;
    private static final TableSettings SETTINGS = new TableSettings(100, 100_000, 1 << 20, 8_000, 1 << 16);

    final SimTime time;
    final SplittableRandom random;
    final FakeLog log = new FakeLog();
    final TreeMap<PlacedKey, StoredEntry> model = new TreeMap<>(PlacedKey.OF_ANY_CACHE);
    private final List<Effect> effects = new ArrayList<>();
    private final List<PlacedKey> keys = new ArrayList<>();
    private final Supplier<Index> indexes;
    private final Map<PlacedKey, Deadline> told = new HashMap<>();
    private final List<ScanCheck> scans = new ArrayList<>();
    private final List<RecordPosition> replaced = new ArrayList<>();
    Index index;
    SimLoop loop;
    EntryTable table;
    private SimWorker writer;
    private SimWorker reader;
    private PreparedCommit prepared;
    private boolean committing;
    private long versions;
    int checks;

    /**
     * One log record and what it does.
     *
     * @param key     null if it clears
     * @param cleared the part it clears; null if it does not
     * @param after   the entry after it; null if there is none
     * @param version of the record, or of the entry it touches
     * @param touches true if it only sets the expiry
     * @param record  the record
     */
    private record Effect(
            PlacedKey key, CacheCell cleared, StoredEntry after, Version version, boolean touches, LogRecord record) {}

    StoreWorld(long seed, Supplier<Index> indexes) {
        this.time = new SimTime(seed);
        this.random = new SplittableRandom(seed + 1);
        this.indexes = indexes;
        for (int i = 0; i < KEYS; i++) {
            byte[] bytes = new byte[random.nextInt(1, 60)];
            new Random(random.nextLong()).nextBytes(bytes);
            // Few positions, so that several keys share one, and both ends of the key space.
            long position =
                    random.nextInt(10) == 0 ? random.nextInt(3) - 1L : random.nextInt(200) * 0x0147ae147ae147aeL;
            keys.add(new PlacedKey(new CacheKey(CACHES.get(random.nextInt(2)), bytes), position));
        }
        start();
    }

    private void start() {
        loop = new SimLoop(time, time.clock());
        writer = new SimWorker(time);
        reader = new SimWorker(time);
        index = indexes.get();
        StorePlace place = new StorePlace(loop, writer, reader, random);
        table = EntryTable.load(place, index, CELLS, SETTINGS, log.reader(loop));
        committing = false;
        prepared = null;
        told.clear();
        scans.clear();
    }

    /** The process ends and starts again: what the log had not written is gone, the rest is replayed. */
    void crash() {
        stop();
        log.crash();
        effects.removeIf(effect -> effect.record().position() == null);
        model.clear();
        effects.forEach(effect -> applyTo(model, effect));
        start();
        RecordPosition watermark = index.watermark();
        loop.run(() -> table.fetch(
                keys,
                failure -> effects.stream()
                        .filter(effect -> effect.record().position().compareTo(watermark) >= 0)
                        .forEach(this::applyToTable)));
        time.runUntilIdle(1_000);
    }

    void stop() {
        loop.kill();
        writer.kill();
        reader.kill();
    }

    /** Does something at random on the loop, then lets some time pass. */
    void step(boolean fetchFirst) {
        loop.run(() -> act(fetchFirst));
        if (random.nextInt(3) == 0) {
            time.runFor(random.nextLong(500_000));
        }
    }

    private void act(boolean fetchFirst) {
        PlacedKey key = keys.get(random.nextInt(KEYS));
        switch (random.nextInt(20)) {
            case 0, 1, 2, 3, 4, 5 -> change(fetchFirst, key, () -> put(key));
            case 6, 7 -> change(fetchFirst, key, () -> remove(key));
            case 8 -> change(true, key, () -> touch(key));
            case 9 -> change(true, key, () -> carry(key));
            case 10 -> clearSometimes();
            case 11, 12 -> checkFetched(List.of(key, keys.get(random.nextInt(KEYS))));
            case 13, 14 -> checkFound(key);
            case 15 -> scans.add(new ScanCheck());
            case 16 -> log.write();
            case 17 -> checkValue(key);
            default -> commitStep();
        }
    }

    private void change(boolean fetchFirst, PlacedKey key, Runnable change) {
        if (fetchFirst) {
            table.fetch(List.of(key), failure -> {
                assertNull(failure);
                change.run();
            });
        } else {
            change.run();
        }
    }

    private void put(PlacedKey key) {
        byte[] value = new byte[random.nextInt(10) == 0 ? random.nextInt(3_000) : random.nextInt(120)];
        new Random(random.nextLong()).nextBytes(value);
        long expiry = random.nextInt(3) == 0 ? 1 + random.nextInt(5_000) : 0;
        Version version = nextVersion();
        StoredEntry entry = StoredEntry.of(key.key(), key.position(), version, expiry, value);
        apply(new Effect(key, null, entry, version, false, log.append(value)));
    }

    private void remove(PlacedKey key) {
        apply(new Effect(key, null, null, nextVersion(), false, log.append(new byte[0])));
    }

    private void touch(PlacedKey key) {
        if (table.find(key.key(), key.position()) instanceof StoredEntry entry) {
            long expiry = 1 + random.nextInt(6_000);
            LogRecord record = log.append(new byte[8]);
            StoredEntry touched = model.get(key).withExpiry(expiry);
            effects.add(new Effect(key, null, touched, entry.version(), true, record));
            table.touch(entry.withExpiry(expiry), record);
            model.put(key, touched);
            changed(key);
        }
    }

    /** What compaction does: the same record again, at the end of the log. */
    private void carry(PlacedKey key) {
        if (table.find(key.key(), key.position()) instanceof StoredEntry entry && entry.record() != null) {
            byte[] value = model.get(key).value();
            LogRecord record = log.append(value);
            StoredEntry carried = model.get(key);
            effects.add(new Effect(key, null, carried, entry.version(), false, record));
            replaced.add(entry.record());
            table.put(entry, record);
        }
    }

    private void clearSometimes() {
        if (random.nextInt(10) == 0) {
            CacheCell part = new CacheCell(CACHES.get(random.nextInt(2)), random.nextInt(CELLS.count()));
            apply(new Effect(null, part, null, nextVersion(), false, log.append(new byte[0])));
        }
    }

    private Version nextVersion() {
        versions++;
        return new Version(1, 1, versions);
    }

    private void apply(Effect effect) {
        effects.add(effect);
        Set<PlacedKey> before = new HashSet<>(model.keySet());
        applyTo(model, effect);
        applyToTable(effect);
        before.removeAll(model.keySet());
        before.forEach(this::changed);
        if (effect.key() != null) {
            changed(effect.key());
        }
    }

    private static void applyTo(Map<PlacedKey, StoredEntry> model, Effect effect) {
        if (effect.cleared() != null) {
            model.keySet().removeIf(key -> partOf(key).equals(effect.cleared()));
        } else if (effect.after() == null) {
            model.remove(effect.key());
        } else {
            model.put(effect.key(), effect.after());
        }
    }

    private void applyToTable(Effect effect) {
        if (effect.cleared() != null) {
            table.clear(effect.cleared().cache(), effect.cleared().cell(), effect.version());
        } else if (effect.after() == null) {
            table.remove(effect.key().key(), effect.key().position(), effect.version());
        } else if (effect.touches()) {
            Found found = table.find(effect.key().key(), effect.key().position());
            table.touch(((StoredEntry) found).withExpiry(effect.after().expiryMillis()), effect.record());
        } else {
            table.put(effect.after(), effect.record());
        }
    }

    private void changed(PlacedKey key) {
        told.remove(key);
        scans.forEach(scan -> scan.changed.add(key));
    }

    private static CacheCell partOf(PlacedKey key) {
        return new CacheCell(key.key().cache(), CELLS.of(key.position()));
    }

    private void commitStep() {
        if (prepared == null) {
            prepared = table.prepareCommit(log.last(), Map.of(random.nextInt(4), new byte[] {1}), null);
        } else if (!committing) {
            log.write();
            committing = true;
            table.commitPrepared(failure -> {
                assertNull(failure);
                committing = false;
                prepared = null;
            });
        }
    }

    private void checkFetched(List<PlacedKey> wanted) {
        table.fetch(wanted, failure -> {
            assertNull(failure);
            wanted.forEach(key -> {
                Found found = table.find(key.key(), key.position());
                assertTrue(found != NotFound.NOT_RESIDENT, this::seed);
                check(key, found);
            });
        });
    }

    private void checkFound(PlacedKey key) {
        Found found =
                random.nextBoolean() ? table.find(key.key(), key.position()) : table.peek(key.key(), key.position());
        if (found != NotFound.NOT_RESIDENT) {
            check(key, found);
        }
    }

    private void check(PlacedKey key, Found found) {
        StoredEntry expected = model.get(key);
        if (expected == null) {
            assertEquals(NotFound.ABSENT, found, this::seed);
        } else {
            checkEntry(expected, found);
        }
        checks++;
    }

    private void checkEntry(StoredEntry expected, Found found) {
        StoredEntry entry = (StoredEntry) found;
        assertEquals(expected.version(), entry.version(), this::seed);
        assertEquals(expected.expiryMillis(), entry.expiryMillis(), this::seed);
        assertEquals(expected.valueBytes(), entry.valueBytes(), this::seed);
        if (entry.value() != null) {
            assertEquals(List.of(boxed(expected.value())), List.of(boxed(entry.value())), this::seed);
        }
    }

    private static String boxed(byte[] bytes) {
        return Hex.of(bytes);
    }

    private void checkValue(PlacedKey key) {
        if (table.find(key.key(), key.position()) instanceof StoredEntry entry) {
            byte[] expected = model.get(key).value();
            table.value(entry, (value, failure) -> {
                assertNull(failure, this::seed);
                boolean isCurrent =
                        model.containsKey(key) && model.get(key).version().equals(entry.version());
                assertTrue(value != null || !isCurrent, this::seed);
                assertEquals(value == null ? null : boxed(expected), value == null ? null : boxed(value), this::seed);
                checks++;
            });
        }
    }

    /** One scan of a cell, page by page: what does not change meanwhile is given exactly once. */
    private final class ScanCheck {
        private final CacheId cache = CACHES.get(random.nextInt(2));
        private final int cell = random.nextInt(CELLS.count());
        private final Set<PlacedKey> changed = new HashSet<>();
        private final Map<PlacedKey, StoredEntry> seen = new HashMap<>();
        private final Map<PlacedKey, StoredEntry> atStart = new HashMap<>();

        private ScanCheck() {
            model.forEach((key, entry) -> {
                if (partOf(key).equals(new CacheCell(cache, cell))) {
                    atStart.put(key, entry);
                }
            });
            page(new ScanRange(cache, CELLS.first(cell), null, CELLS.last(cell), random.nextInt(1, 30), 5_000));
        }

        private void page(ScanRange range) {
            table.scan(range, (page, failure) -> {
                assertNull(failure);
                assertTrue(page.entries().size() <= range.entriesMax());
                for (StoredEntry entry : page.entries()) {
                    assertNull(seen.put(entry.placed(), entry), StoreWorld.this::seed);
                    check(entry.placed(), entry);
                }
                if (page.last() != null) {
                    loop.execute(() -> page(range.after(page.last())));
                } else {
                    finish();
                }
            });
        }

        private void finish() {
            scans.remove(this);
            atStart.keySet().removeAll(changed);
            seen.keySet().removeAll(changed);
            assertEquals(atStart.keySet(), seen.keySet(), StoreWorld.this::seed);
            checks += seen.size();
        }
    }

    /** Takes what is due at {@code ownerMillis} and removes it, as an owner does. */
    void expire(long ownerMillis) {
        for (Deadline deadline : table.due(ownerMillis, 20)) {
            PlacedKey key = deadline.placed();
            assertTrue(deadline.expiryMillis() <= ownerMillis);
            assertNotEquals(deadline, told.put(key, deadline), this::seed);
            table.fetch(List.of(key), failure -> {
                if (table.find(key.key(), key.position()) instanceof StoredEntry entry
                        && entry.isOverdue(ownerMillis)) {
                    remove(key);
                }
            });
        }
    }

    boolean isOverdueLeft(long ownerMillis) {
        return model.values().stream().anyMatch(entry -> entry.isOverdue(ownerMillis));
    }

    /** Commits until nothing is left to commit. */
    void settle() {
        for (int rounds = 0; rounds < 50; rounds++) {
            time.runUntilIdle(1_000_000);
            loop.run(() -> {
                if (prepared != null || table.wantsCommit()) {
                    commitStep();
                }
            });
        }
        time.runUntilIdle(1_000_000);
        assertEquals(0, table.overlayEntries(), this::seed);
        assertEquals(0, table.overlayBytes(), this::seed);
        replaced.forEach(log::forget);
        replaced.clear();
    }

    void checkCounts() {
        for (CacheId cache : CACHES) {
            EntryCount all = EntryCount.NONE;
            for (int cell = 0; cell < CELLS.count(); cell++) {
                EntryCount expected = count(new CacheCell(cache, cell));
                assertEquals(expected, table.count(cache, cell), this::seed);
                all = all.plus(expected);
            }
            assertEquals(all, table.count(cache), this::seed);
        }
    }

    private EntryCount count(CacheCell part) {
        EntryCount count = EntryCount.NONE;
        for (StoredEntry entry : model.values()) {
            count = partOf(entry.placed()).equals(part) ? count.plus(1, entry.bytes()) : count;
        }
        return count;
    }

    /** The index holds what the model holds and nothing else. */
    void checkIndex() {
        List<StoredEntry> entries = index.lookup(keys).entries();
        Map<Long, Long> live = new HashMap<>();
        for (int i = 0; i < KEYS; i++) {
            StoredEntry entry = entries.get(i);
            StoredEntry expected = model.get(keys.get(i));
            assertEquals(expected == null, entry == null, this::seed);
            if (entry != null) {
                checkEntry(expected, entry);
                assertNotNull(entry.record());
                live.merge(entry.record().segment(), (long) entry.record().length(), Long::sum);
                if (entry.touchRecord() != null) {
                    live.merge(
                            entry.touchRecord().segment(),
                            (long) entry.touchRecord().length(),
                            Long::sum);
                }
            }
        }
        assertEquals(live, index.liveBytes(), this::seed);
        assertEquals(live, table.liveBytes(), this::seed);
        assertEquals(Map.of(), index.floors(), this::seed);
        assertEquals(log.last().position().end(), index.watermark());
    }

    void checkEverything() {
        loop.run(() -> checkFetched(keys));
        time.runUntilIdle(1_000_000);
    }

    String seed() {
        return "seed " + time.seed();
    }
}
