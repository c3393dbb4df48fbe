package io.kvswarm.internal.store;

import io.kvswarm.internal.wire.CacheId;
import java.util.HashMap;
import java.util.Map;

/** What the loop knows of one cache: its parts, its count, its bounds. Confined to the loop. */
final class CacheState {
    private final CacheId id;
    private final Map<Integer, Part> parts = new HashMap<>();
    private CacheBounds bounds = CacheBounds.NONE;
    private long entries;
    private long bytes;
    private long assumed;

    CacheState(CacheId id) {
        this.id = id;
    }

    CacheId id() {
        return id;
    }

    /** The part in {@code cell}; made if it is new. */
    Part part(int cell) {
        Part part = parts.get(cell);
        if (part == null) {
            part = new Part(this, cell);
            parts.put(cell, part);
        }
        return part;
    }

    /** The part in {@code cell}; null if nothing is known of it. */
    Part partOrNull(int cell) {
        return parts.get(cell);
    }

    /** Drops a part; true if none is left. */
    boolean drop(Part part) {
        parts.remove(part.cell());
        return parts.isEmpty();
    }

    CacheBounds bounds() {
        return bounds;
    }

    void setBounds(CacheBounds newBounds) {
        bounds = newBounds;
    }

    EntryCount count() {
        return new EntryCount(entries, bytes);
    }

    /** Of the count, how many may be too much: changes of keys of which it is not known whether they were there. */
    long assumed() {
        return assumed;
    }

    void changed(long moreEntries, long moreBytes, long moreAssumed) {
        entries += moreEntries;
        bytes += moreBytes;
        assumed += moreAssumed;
    }
}
