package io.kvswarm.internal.storage;

import io.kvswarm.internal.store.CacheBounds;
import io.kvswarm.internal.wire.CacheId;
import java.util.HashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Turns the bounds of caches into this node's share of them, and counts what happens there. That a cache has reached
 * its bounds is logged once. Confined to the loop.
 */
final class Bounds {
    private static final Logger LOG = LoggerFactory.getLogger(Bounds.class);

    private final Map<CacheId, Reached> reached = new HashMap<>();
    private final Held held;
    private final int cellCount;

    Bounds(Held held, int cellCount) {
        this.held = held;
        this.cellCount = cellCount;
        held.node().caches().forEach(this::tellTable);
    }

    /** What a cache has lost to its bounds since the start. */
    private static final class Reached {
        private long evicted;
        private long refused;
    }

    /** Takes new settings of a cache. */
    void set(CacheId cache, CacheSettings settings) {
        held.node().caches().put(cache, settings);
        tellTable(cache, settings);
    }

    /** Forgets a cache that was destroyed. */
    void forget(CacheId cache) {
        held.node().caches().remove(cache);
        reached.remove(cache);
        if (held.table().caches().contains(cache)) {
            held.table().bounds(cache, CacheBounds.NONE);
        }
    }

    /** True if a put of that many more bytes has to be refused, because the cache is full and must not evict. */
    boolean refuses(CacheId cache, int moreEntries, long moreBytes) {
        CacheSettings settings = held.node().caches().get(cache);
        boolean isFull =
                settings != null && !settings.evicts() && held.table().wouldExceed(cache, moreEntries, moreBytes);
        if (isFull) {
            reached(cache, "new entries are refused").refused++;
        }
        return isFull;
    }

    /** So many entries of the cache are evicted. */
    void onEvicted(CacheId cache, int count) {
        if (count > 0) {
            reached(cache, "entries used least are evicted").evicted += count;
        }
    }

    /** Entries evicted since the start. */
    long evictedOf(CacheId cache) {
        Reached found = reached.get(cache);
        return found == null ? 0 : found.evicted;
    }

    /** Puts refused since the start. */
    long refusedOf(CacheId cache) {
        Reached found = reached.get(cache);
        return found == null ? 0 : found.refused;
    }

    private Reached reached(CacheId cache, String consequence) {
        return reached.computeIfAbsent(cache, first -> {
            LOG.warn("{} has reached its bounds, {}: from now on {}", cache, all().get(cache), consequence);
            return new Reached();
        });
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
