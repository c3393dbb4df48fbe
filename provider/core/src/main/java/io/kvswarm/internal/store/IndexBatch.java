package io.kvswarm.internal.store;

import io.kvswarm.internal.log.RecordPosition;
import io.kvswarm.internal.wire.Version;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

/**
 * What one commit changes: clears first, then entries. Of several changes of a key the last one counts. Not shared
 * between threads, and not changed any more once it is committed.
 *
 * <p>To rebuild an index, fill batches of about {@value #BULK_CHANGES} changes from the log and commit each.
 */
public final class IndexBatch {
    /** Changes of a batch that loads many entries: more gain little speed, fewer cost it. */
    public static final int BULK_CHANGES = 50_000;

    private final Map<PlacedKey, StoredEntry> entries = new HashMap<>();
    private final Map<CacheCell, Version> clears = new HashMap<>();
    private final Map<Integer, byte[]> cellStates = new HashMap<>();
    private RecordPosition watermark;
    private byte[] nodeState;

    /** Sets an entry; its value is in memory, or its record is known. */
    public void put(StoredEntry entry) {
        if (entry.value() == null && entry.record() == null) {
            throw new IllegalArgumentException("entry has neither value nor record");
        }
        entries.put(entry.placed(), entry);
    }

    /** Removes an entry, if it is there. */
    public void remove(PlacedKey placed) {
        entries.put(placed, null);
    }

    /**
     * Kills all entries of a cache in a cell with versions below {@code floor}, those of this batch too. Changes of
     * that cell that came before it may be left out of the batch.
     */
    public void clear(CacheCell part, Version floor) {
        clears.merge(part, floor, (one, other) -> one.compareTo(other) >= 0 ? one : other);
    }

    /** Sets the state of a cell; opaque here. */
    public void cellState(int cell, byte[] state) {
        cellStates.put(cell, Objects.requireNonNull(state, "state"));
    }

    /** Sets the state of the node; opaque here. */
    public void nodeState(byte[] state) {
        nodeState = Objects.requireNonNull(state, "state");
    }

    /** With this batch the index holds what the log says up to {@code mark}. */
    public void watermark(RecordPosition mark) {
        watermark = Objects.requireNonNull(mark, "mark");
    }

    /** How many entries it changes. */
    public int size() {
        return entries.size();
    }

    /** Each key with its new entry, or null if it is removed. */
    Map<PlacedKey, StoredEntry> entries() {
        return entries;
    }

    Map<CacheCell, Version> clears() {
        return clears;
    }

    Map<Integer, byte[]> cellStates() {
        return cellStates;
    }

    /** Null if it stays. */
    RecordPosition watermark() {
        return watermark;
    }

    /** Null if it stays. */
    byte[] nodeState() {
        return nodeState;
    }
}
