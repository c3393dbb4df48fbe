package io.kvswarm.internal.store;

import io.kvswarm.internal.base.Limits;
import io.kvswarm.internal.wire.CacheId;

/**
 * Which entries of a cache a page is to hold, in the order of {@link PlacedKey}.
 *
 * @param cache        the cache
 * @param fromPosition first position, unsigned
 * @param afterKey     of the first position only keys behind this one; null for all
 * @param toPosition   last position, unsigned, included
 * @param entriesMax   most entries of a page; 1 to 65,536
 * @param bytesMax     a page ends with the entry that reaches this many bytes of keys and values; 1 or more
 */
public record ScanRange(
        CacheId cache, long fromPosition, byte[] afterKey, long toPosition, int entriesMax, int bytesMax) {
    /** Most entries a page may ask for. */
    public static final int ENTRIES_MAX = 65_536;

    /** Checks the limits. */
    public ScanRange {
        Limits.between("scan.entriesMax", entriesMax, 1, ENTRIES_MAX);
        Limits.between("scan.bytesMax", bytesMax, 1, Integer.MAX_VALUE);
    }

    /** The same range behind {@code last}. */
    public ScanRange after(PlacedKey last) {
        return new ScanRange(cache, last.position(), last.key().key(), toPosition, entriesMax, bytesMax);
    }
}
