package io.kvswarm.internal.store;

import io.kvswarm.internal.wire.CacheId;
import io.kvswarm.internal.wire.CacheKey;
import java.util.Arrays;
import java.util.Comparator;

/**
 * A key and where it lies in the key space. Ordered as a cache's entries lie in the index: by position, unsigned, then
 * by the bytes of the key, unsigned; the cache does not count.
 *
 * @param key      cache and bytes
 * @param position SipHash of the bytes, all 64 bits
 */
public record PlacedKey(CacheKey key, long position) implements Comparable<PlacedKey> {
    /** Tells keys of different caches apart, too. */
    static final Comparator<PlacedKey> OF_ANY_CACHE = Comparator.<PlacedKey>naturalOrder()
            .thenComparing(
                    placed -> placed.key.cache(),
                    Comparator.comparingInt(CacheId::kind)
                            .thenComparingInt(CacheId::cell)
                            .thenComparing(CacheId::version));

    @Override
    public int compareTo(PlacedKey other) {
        int byPosition = Long.compareUnsigned(position, other.position);
        return byPosition != 0 ? byPosition : Arrays.compareUnsigned(key.key(), other.key.key());
    }
}
