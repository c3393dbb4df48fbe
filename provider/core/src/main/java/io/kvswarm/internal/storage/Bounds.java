package io.kvswarm.internal.storage;

import io.kvswarm.internal.store.CacheBounds;
import io.kvswarm.internal.wire.CacheId;
import java.util.Map;

/** Turns the bounds of caches into this node's share of them. Confined to the loop. */
final class Bounds {
    private final Held held;
    private final int cellCount;

    Bounds(Held held, int cellCount) {
        this.held = held;
        this.cellCount = cellCount;
        held.node().caches().forEach(this::tellTable);
    }

    /** Takes new settings of a cache. */
    void set(CacheId cache, CacheSettings settings) {
        held.node().caches().put(cache, settings);
        tellTable(cache, settings);
    }

    /** Forgets a cache that was destroyed. */
    void forget(CacheId cache) {
        held.node().caches().remove(cache);
        if (held.table().caches().contains(cache)) {
            held.table().bounds(cache, CacheBounds.NONE);
        }
    }

    /** True if a put of that many more bytes has to be refused, because the cache is full and must not evict. */
    boolean refuses(CacheId cache, int moreEntries, long moreBytes) {
        CacheSettings settings = held.node().caches().get(cache);
        return settings != null && !settings.evicts() && held.table().wouldExceed(cache, moreEntries, moreBytes);
    }

    /** True if entries of the cache must not be evicted, so that puts have to look at what is there. */
    boolean neverEvicts(CacheId cache) {
        CacheSettings settings = held.node().caches().get(cache);
        return settings != null && !settings.evicts();
    }

    /** Caches with bounds. */
    Map<CacheId, CacheSettings> all() {
        return held.node().caches();
    }

    private void tellTable(CacheId cache, CacheSettings settings) {
        CacheSettings share = settings.share(held.node().owned().size(), cellCount);
        held.table()
                .bounds(
                        cache,
                        new CacheBounds(orForEver(share.entriesMax()), orForEver(share.bytesMax()), share.evicts()));
    }

    private static long orForEver(long max) {
        return max == 0 ? Long.MAX_VALUE : max;
    }
}
