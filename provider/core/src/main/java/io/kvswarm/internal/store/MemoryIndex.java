package io.kvswarm.internal.store;

import io.kvswarm.internal.log.RecordPosition;
import io.kvswarm.internal.wire.CacheId;
import io.kvswarm.internal.wire.Version;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/**
 * An index in memory, for nodes without a directory and for simulations. Safe from any thread.
 *
 * <p>Closing it does nothing: whoever still has it, as a directory would, finds what was committed.
 */
public final class MemoryIndex implements Index {
    private final Cells cells;
    private final ReadWriteLock lock = new ReentrantReadWriteLock();
    private final Map<CacheId, TreeMap<PlacedKey, StoredEntry>> caches = new HashMap<>();
    private final TreeMap<Long, TreeSet<PlacedKey>> deadlines = new TreeMap<>();
    private final Map<Integer, byte[]> cellStates = new HashMap<>();
    private final Purge purge;
    private Tally tally = new Tally();
    private RecordPosition watermark = RecordPosition.START;
    private byte[] nodeState = {};
    private long commits;

    /** An empty index. */
    public MemoryIndex(Cells cells) {
        this.cells = cells;
        this.purge = new Purge(cells);
    }

    @Override
    public RecordPosition watermark() {
        return watermark;
    }

    @Override
    public byte[] nodeState() {
        return nodeState;
    }

    @Override
    public Map<Integer, byte[]> cellStates() {
        return new HashMap<>(cellStates);
    }

    @Override
    public List<CacheId> caches() {
        return tally.counts().keySet().stream().map(CacheCell::cache).distinct().toList();
    }

    @Override
    public Map<CacheCell, EntryCount> counts() {
        return tally.counts();
    }

    @Override
    public Map<Long, Long> liveBytes() {
        return tally.liveBytes();
    }

    @Override
    public Map<CacheCell, Version> floors() {
        return tally.floors();
    }

    @Override
    public CommitResult commit(IndexBatch batch) {
        lock.writeLock().lock();
        try {
            Tally.Change change = tally.change();
            batch.clears().forEach((part, floor) -> {
                change.clear(part, floor);
                purge.restart(part);
            });
            batch.entries().forEach((placed, entry) -> set(change, placed, entry));
            setStates(batch);
            return finish(change);
        } finally {
            lock.writeLock().unlock();
        }
    }

    private CommitResult finish(Tally.Change change) {
        Map<CacheCell, Version> floors = new HashMap<>(tally.floors());
        change.floors().forEach(floors::put);
        Purge.Step step = purge.step(floors, this::page, entry -> set(change, entry.placed(), null));
        step.done().keySet().forEach(change::floorIsDone);
        change.apply();
        commits++;
        return new CommitResult(commits, change.counts(), change.liveBytes(), step.purged(), step.done());
    }

    private void setStates(IndexBatch batch) {
        cellStates.putAll(batch.cellStates());
        nodeState = batch.nodeState() == null ? nodeState : batch.nodeState();
        watermark = batch.watermark() == null ? watermark : batch.watermark();
    }

    private void set(Tally.Change change, PlacedKey placed, StoredEntry entry) {
        CacheCell part = new CacheCell(placed.key().cache(), cells.of(placed.position()));
        boolean dead = entry != null && entry.version().compareTo(change.floor(part)) < 0;
        StoredEntry after = dead ? null : entry;
        TreeMap<PlacedKey, StoredEntry> cache = caches.computeIfAbsent(part.cache(), id -> new TreeMap<>());
        StoredEntry before = after == null ? cache.remove(placed) : cache.put(placed, after);
        change.replaced(part, before, after);
        expires(before, false);
        expires(after, true);
    }

    private void expires(StoredEntry entry, boolean add) {
        if (entry == null || entry.expiryMillis() == 0) {
            return;
        }
        PlacedKey key = entry.placed();
        TreeSet<PlacedKey> keys =
                deadlines.computeIfAbsent(entry.expiryMillis(), at -> new TreeSet<>(PlacedKey.OF_ANY_CACHE));
        if (add) {
            keys.add(key);
        } else {
            keys.remove(key);
        }
        if (keys.isEmpty()) {
            deadlines.remove(entry.expiryMillis());
        }
    }

    @Override
    public long commits() {
        lock.readLock().lock();
        try {
            return commits;
        } finally {
            lock.readLock().unlock();
        }
    }

    @Override
    public Lookup lookup(List<PlacedKey> keys) {
        lock.readLock().lock();
        try {
            List<StoredEntry> found = new ArrayList<>(keys.size());
            for (PlacedKey key : keys) {
                TreeMap<PlacedKey, StoredEntry> cache = caches.get(key.key().cache());
                found.add(cache == null ? null : cache.get(key));
            }
            return new Lookup(commits, found);
        } finally {
            lock.readLock().unlock();
        }
    }

    @Override
    public IndexPage scan(ScanRange range) {
        lock.readLock().lock();
        try {
            return page(range);
        } finally {
            lock.readLock().unlock();
        }
    }

    private IndexPage page(ScanRange range) {
        PageBuilder page = new PageBuilder(range);
        NavigableMap<PlacedKey, StoredEntry> cache = caches.getOrDefault(range.cache(), new TreeMap<>());
        for (StoredEntry entry :
                cache.tailMap(page.from(), page.fromIsIncluded()).values()) {
            if (!page.add(entry)) {
                break;
            }
        }
        return page.build(commits);
    }

    @Override
    public DeadlinePage deadlines(int limit) {
        lock.readLock().lock();
        try {
            List<Deadline> first = new ArrayList<>();
            for (Map.Entry<Long, TreeSet<PlacedKey>> at : deadlines.entrySet()) {
                for (PlacedKey key : at.getValue()) {
                    if (first.size() == limit) {
                        return new DeadlinePage(commits, first);
                    }
                    first.add(new Deadline(key, at.getKey()));
                }
            }
            return new DeadlinePage(commits, first);
        } finally {
            lock.readLock().unlock();
        }
    }

    @Override
    public void sync() {
        // Memory does not survive a power cut.
    }

    @Override
    public void close() {
        // See above: the content stays.
    }

    @Override
    public void destroy() {
        lock.writeLock().lock();
        try {
            caches.clear();
            deadlines.clear();
            cellStates.clear();
            purge.restartAll();
            tally = new Tally();
            watermark = RecordPosition.START;
            nodeState = new byte[0];
        } finally {
            lock.writeLock().unlock();
        }
    }
}
