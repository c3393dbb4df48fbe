package io.kvswarm.internal.storage;

import static io.kvswarm.internal.base.Limits.MIB;

import io.kvswarm.internal.base.Loop;
import io.kvswarm.internal.base.Worker;
import io.kvswarm.internal.log.RecordPosition;
import io.kvswarm.internal.store.CacheCell;
import io.kvswarm.internal.store.Index;
import io.kvswarm.internal.store.IndexBatch;
import io.kvswarm.internal.store.PlacedKey;
import io.kvswarm.internal.store.StoredEntry;
import io.kvswarm.internal.wire.CacheId;
import io.kvswarm.internal.wire.CacheKey;
import io.kvswarm.internal.wire.Version;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * What a replay says of entries, gathered in batches for the index. Confined to the loop; commits run on the index's
 * worker.
 *
 * <p>A record that was carried forward, and a new end, change an entry that the index may have: those are looked up
 * when the batch is committed.
 */
final class ReplayedEntries {
    /** Keys and values that wait for a commit; at most this much and what one batch of the log holds. */
    private static final long BATCH_BYTES_MAX = 32L * MIB;

    private final Loop loop;
    private final Worker worker;
    private final Index index;
    private final KeySpace keys;
    private final int inlineBytesMax;
    private Changes changes = new Changes();
    private final Map<TouchedVersion, Touch> orphans = new HashMap<>();

    /** An entry of which only a new end is known: the record with its value lies further on. */
    private record TouchedVersion(CacheKey key, Version version) {}

    /** A new end. */
    private record Touch(Version version, long expiryMillis, RecordPosition position) {}

    /** What waits for the next commit. */
    private static final class Changes {
        /** Null where an entry is removed. */
        private final Map<PlacedKey, StoredEntry> set = new LinkedHashMap<>();

        private final Map<PlacedKey, StoredEntry> carried = new HashMap<>();
        private final Map<PlacedKey, Touch> touched = new HashMap<>();
        private final Map<CacheCell, Version> cleared = new HashMap<>();
        private long bytes;

        void replace(PlacedKey placed, StoredEntry entry) {
            carried.remove(placed);
            touched.remove(placed);
            set.put(placed, entry);
        }
    }

    /** Values over {@code inlineBytesMax} are left in the log. */
    ReplayedEntries(Loop loop, Worker worker, Index index, KeySpace keys, int inlineBytesMax) {
        this.loop = loop;
        this.worker = worker;
        this.index = index;
        this.keys = keys;
        this.inlineBytesMax = inlineBytesMax;
    }

    boolean isBatchFull() {
        int count = changes.set.size() + changes.carried.size() + changes.touched.size();
        return count >= IndexBatch.BULK_CHANGES || changes.bytes >= BATCH_BYTES_MAX;
    }

    CompletionStage<?> nothing() {
        return CompletableFuture.completedFuture(null);
    }

    void set(Effect effect, Version version, RecordPosition position) {
        StoredEntry entry = entryOf(effect, version, position);
        changes.replace(entry.placed(), entry);
    }

    void removed(CacheKey key) {
        changes.replace(placed(key), null);
    }

    void cleared(CacheId cache, int cell, Version floor) {
        changes.cleared.put(new CacheCell(cache, cell), floor);
        changes.set.keySet().removeIf(placed -> isIn(placed, cache, cell));
        changes.carried.keySet().removeIf(placed -> isIn(placed, cache, cell));
        changes.touched.keySet().removeIf(placed -> isIn(placed, cache, cell));
    }

    void carried(Effect effect, Version version, RecordPosition position) {
        StoredEntry entry = entryOf(effect, version, position);
        Touch orphan = orphans.remove(new TouchedVersion(entry.key(), version));
        if (orphan != null) {
            entry = entry.withExpiry(orphan.expiryMillis()).withTouchRecord(orphan.position());
        }
        StoredEntry known = changes.set.get(entry.placed());
        if (known != null && known.version().equals(version)) {
            changes.set.put(entry.placed(), known.withRecord(position));
        } else if (changes.set.containsKey(entry.placed())) {
            // A damaged segment that stayed has an older entry, or its removal is known: this was live after both.
            changes.set.put(entry.placed(), entry);
        } else {
            changes.carried.put(entry.placed(), entry);
        }
    }

    void touched(Effect effect, RecordPosition position) {
        PlacedKey placed = placed(effect.key());
        Touch touch = new Touch(effect.shown().version(), effect.expiryMillis(), position);
        StoredEntry known = changes.set.get(placed);
        if (known != null && known.version().equals(touch.version())) {
            changes.set.put(placed, apply(touch, known));
        } else if (changes.set.containsKey(placed)) {
            orphans.put(new TouchedVersion(effect.key(), touch.version()), touch);
        } else {
            changes.touched.put(placed, touch);
        }
    }

    /** Commits the batch; the stage completes on the loop. */
    CompletionStage<?> commit(Map<Integer, byte[]> cellStates, byte[] nodeState, RecordPosition watermark) {
        Changes taken = changes;
        changes = new Changes();
        IndexBatch batch = new IndexBatch();
        cellStates.forEach(batch::cellState);
        if (nodeState != null) {
            batch.nodeState(nodeState);
        }
        batch.watermark(watermark);
        CompletableFuture<Void> done = new CompletableFuture<>();
        worker.execute(() -> {
            try {
                fill(batch, taken);
                index.commit(batch);
                loop.execute(() -> done.complete(null));
            } catch (RuntimeException failure) {
                loop.execute(() -> done.completeExceptionally(failure));
            }
        });
        return done;
    }

    /** On the worker; the loop waits for it, so that it may touch what is otherwise the loop's. */
    private void fill(IndexBatch batch, Changes taken) {
        taken.cleared.forEach(batch::clear);
        taken.set.forEach((placed, entry) -> {
            if (entry == null) {
                batch.remove(placed);
            } else {
                batch.put(entry);
            }
        });
        Map<PlacedKey, StoredEntry> found = lookup(taken);
        taken.carried.forEach((placed, entry) -> {
            StoredEntry known = found.get(placed);
            StoredEntry moved =
                    known != null && known.version().equals(entry.version()) ? known.withRecord(entry.record()) : entry;
            found.put(placed, moved);
            batch.put(moved);
        });
        taken.touched.forEach((placed, touch) -> {
            StoredEntry known = found.get(placed);
            if (known != null && known.version().equals(touch.version())) {
                batch.put(apply(touch, known));
            } else {
                orphans.put(new TouchedVersion(placed.key(), touch.version()), touch);
            }
        });
    }

    private Map<PlacedKey, StoredEntry> lookup(Changes taken) {
        List<PlacedKey> wanted = new ArrayList<>(taken.carried.keySet());
        taken.touched.keySet().stream()
                .filter(placed -> !taken.carried.containsKey(placed))
                .forEach(wanted::add);
        Map<PlacedKey, StoredEntry> found = new HashMap<>();
        List<StoredEntry> entries =
                wanted.isEmpty() ? List.of() : index.lookup(wanted).entries();
        for (int i = 0; i < entries.size(); i++) {
            if (entries.get(i) != null) {
                found.put(wanted.get(i), entries.get(i));
            }
        }
        return found;
    }

    private static StoredEntry apply(Touch touch, StoredEntry entry) {
        return entry.withExpiry(touch.expiryMillis()).withTouchRecord(touch.position());
    }

    private StoredEntry entryOf(Effect effect, Version version, RecordPosition position) {
        PlacedKey placed = placed(effect.key());
        int valueBytes = effect.value().length;
        boolean staysInLog = valueBytes > inlineBytesMax;
        changes.bytes += effect.key().key().length + (staysInLog ? 0 : valueBytes);
        return staysInLog
                ? StoredEntry.inLog(placed, version, effect.expiryMillis(), valueBytes, position)
                : StoredEntry.of(effect.key(), placed.position(), version, effect.expiryMillis(), effect.value())
                        .withRecord(position);
    }

    private boolean isIn(PlacedKey placed, CacheId cache, int cell) {
        return placed.key().cache().equals(cache) && keys.cells().of(placed.position()) == cell;
    }

    private PlacedKey placed(CacheKey key) {
        return new PlacedKey(key, keys.positionOf(key.key()));
    }
}
