package io.kvswarm.internal.store;

import io.kvswarm.internal.base.Limits;

/**
 * How much of a cache this node may hold: its share, as the owner worked it out.
 *
 * @param entriesMax most entries; {@code Long.MAX_VALUE} without bound
 * @param bytesMax   most bytes of keys and values; {@code Long.MAX_VALUE} without bound
 * @param evicts     false if nothing may be evicted and the owner refuses instead
 */
public record CacheBounds(long entriesMax, long bytesMax, boolean evicts) {
    /** No bounds. */
    public static final CacheBounds NONE = new CacheBounds(Long.MAX_VALUE, Long.MAX_VALUE, true);

    /** Checks the limits. */
    public CacheBounds {
        Limits.between("bounds.entriesMax", entriesMax, 0, Long.MAX_VALUE);
        Limits.between("bounds.bytesMax", bytesMax, 0, Long.MAX_VALUE);
    }

    /** True if {@code count} is within both bounds. */
    public boolean allow(EntryCount count) {
        return count.entries() <= entriesMax && count.bytes() <= bytesMax;
    }
}
