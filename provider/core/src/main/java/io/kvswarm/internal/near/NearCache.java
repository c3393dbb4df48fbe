package io.kvswarm.internal.near;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.RemovalCause;
import io.kvswarm.internal.base.Clock;
import io.kvswarm.internal.wire.CacheId;
import io.kvswarm.internal.wire.CacheKey;
import io.kvswarm.spi.NearCounts;
import io.kvswarm.spi.NearPlan;
import io.kvswarm.spi.VersionedValue;
import java.util.Iterator;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.LongAdder;

/**
 * The entries of one cache that are kept near. Looked at from any thread; all else is confined to the loop.
 *
 * <p>At a bound goes what was least of use, recently and on the whole, as Caffeine has it; that may be what came last.
 */
public final class NearCache {
    private static final int SWEPT_AT_ONCE = 1024;
    private static final long UNBOUNDED = Long.MAX_VALUE / 2;

    private final CacheId cache;
    private final NearPlan plan;
    private final Clock clock;
    private final long freshNanos;
    private final Cache<CacheKey, NearEntry> entries;
    private final LongAdder hits = new LongAdder();
    /** Entries may be evicted on any thread that uses the cache. */
    private final LongAdder bytes = new LongAdder();

    private final LongAdder evicted = new LongAdder();
    private volatile AtomicIntegerArray clears;
    private volatile long misses;
    private volatile long invalidated;
    /** What a sweep has still to look at; null without one. */
    private Iterator<NearEntry> swept;

    /** An empty one, that {@link Near} gets to know with the first read. */
    public NearCache(CacheId cache, NearPlan plan, Clock clock) {
        this.cache = cache;
        this.plan = plan;
        this.clock = clock;
        boolean isCoherent = plan.mode() == NearPlan.Mode.COHERENT;
        this.freshNanos = isCoherent ? Source.LEASE_NANOS : plan.staleness().toNanos();
        this.entries = bounded(plan)
                .executor(Runnable::run)
                .removalListener((CacheKey key, NearEntry entry, RemovalCause cause) -> onRemoved(entry, cause))
                .build();
    }

    /** Caffeine knows one bound: with two, an entry weighs at least what keeps the number of entries within theirs. */
    private static Caffeine<CacheKey, NearEntry> bounded(NearPlan plan) {
        if (plan.maxBytes() > 0) {
            long least = plan.maxEntries() == 0 ? 1 : 1 + (plan.maxBytes() - 1) / plan.maxEntries();
            return Caffeine.newBuilder().maximumWeight(plan.maxBytes()).weigher((CacheKey key, NearEntry entry) ->
                    (int) Math.min(Integer.MAX_VALUE, Math.max(least, entry.bytes())));
        }
        return Caffeine.newBuilder()
                .maximumWeight(plan.maxEntries() > 0 ? plan.maxEntries() : UNBOUNDED)
                .weigher((CacheKey key, NearEntry entry) -> 1);
    }

    private void onRemoved(NearEntry entry, RemovalCause cause) {
        bytes.add(-entry.bytes());
        if (cause.wasEvicted()) {
            evicted.add(isUseless(entry) ? 0 : 1);
            entry.drop();
        }
    }

    /** Of which cache it has entries. */
    public CacheId cache() {
        return cache;
    }

    boolean isCoherent() {
        return plan.mode() == NearPlan.Mode.COHERENT;
    }

    /** How old an entry, or the last word of its owner, may be. */
    long freshNanos() {
        return freshNanos;
    }

    /**
     * What is known of a key, from any thread: an entry, {@link VersionedValue#ABSENT}, or null if it has to be asked
     * for.
     *
     * <p>The order counts: the entry first, then the lease, then whether the entry is still there. What a lease does
     * not cover was dropped before it came.
     */
    public VersionedValue find(CacheKey key) {
        NearEntry entry = entries.getIfPresent(key);
        if (entry == null) {
            return null;
        }
        long nanos = clock.nanos();
        long wallMillis = clock.wallMillis();
        if (!isFresh(entry, nanos, wallMillis) || isGone(entry)) {
            return null;
        }
        VersionedValue shown = entry.shown(nanos, wallMillis);
        if (shown != null) {
            entry.source().use();
            hits.increment();
        }
        return shown;
    }

    private boolean isFresh(NearEntry entry, long nanos, long wallMillis) {
        Source source = entry.source();
        if (isCoherent()) {
            return source.isLeased(nanos, wallMillis);
        }
        return source.isAlive()
                && (entry.asked().isWithin(freshNanos, nanos, wallMillis)
                        || source.isFresh(freshNanos, nanos, wallMillis));
    }

    private boolean isGone(NearEntry entry) {
        return entry.isDropped() || entry.clears() != clears(entry.cell());
    }

    /** How often it was cleared in a cell. */
    int clears(int cell) {
        AtomicIntegerArray all = clears;
        return all == null ? 0 : all.get(cell);
    }

    /** How it was used. */
    public NearCounts counts() {
        return new NearCounts(hits.sum(), misses, entries.estimatedSize(), bytes.sum(), invalidated, evicted.sum());
    }

    @SuppressWarnings("NonAtomicVolatileUpdate")
    void missed() {
        misses++;
    }

    void put(NearEntry entry) {
        NearEntry before = entries.policy().getIfPresentQuietly(entry.key());
        if (before != null && !isGone(before) && entry.isOlderThan(before)) {
            return;
        }
        if (plan.maxBytes() > 0 && entry.bytes() > plan.maxBytes()) {
            remove(entry.key());
            return;
        }
        if (before != null) {
            before.drop();
        }
        bytes.add(entry.bytes());
        entries.put(entry.key(), entry);
    }

    private boolean isUseless(NearEntry entry) {
        return isGone(entry) || !entry.source().isAlive();
    }

    /** Drops the entry of a key; true if there was one. */
    boolean remove(CacheKey key) {
        NearEntry entry = entries.policy().getIfPresentQuietly(key);
        if (entry == null) {
            return false;
        }
        entry.drop();
        entries.invalidate(key);
        return true;
    }

    /** Drops the entry of a key that an owner says changes. */
    @SuppressWarnings("NonAtomicVolatileUpdate")
    void invalidate(CacheKey key) {
        if (remove(key)) {
            invalidated++;
        }
    }

    /** Drops all entries of a cell, at once however many there are. */
    void clear(int cell, int cells) {
        if (entries.estimatedSize() == 0) {
            return;
        }
        if (clears == null) {
            clears = new AtomicIntegerArray(cells);
        }
        clears.incrementAndGet(cell);
    }

    /** Begins to take out what cannot be used any more; false if that is under way, and begins anew. */
    boolean beginSweep() {
        boolean isSwept = swept != null;
        swept = entries.asMap().values().iterator();
        return !isSwept;
    }

    /** Looks at some more; false if it is done with it. */
    boolean sweep() {
        for (int left = SWEPT_AT_ONCE; left > 0 && swept.hasNext(); left--) {
            NearEntry entry = swept.next();
            if (isUseless(entry)) {
                remove(entry.key());
            }
        }
        if (!swept.hasNext()) {
            swept = null;
        }
        return swept != null;
    }

    /** Mode and size. */
    @Override
    public String toString() {
        return plan.mode() + " near cache of " + entries.estimatedSize() + " entries";
    }
}
