package io.kvswarm.internal.near;

import io.kvswarm.internal.base.Clock;
import io.kvswarm.internal.wire.CacheId;
import io.kvswarm.internal.wire.CacheKey;
import io.kvswarm.spi.NearCounts;
import io.kvswarm.spi.NearPlan;
import io.kvswarm.spi.VersionedValue;
import java.util.ArrayDeque;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.LongAdder;

/**
 * The entries of one cache that are kept near. Looked at from any thread; all else is confined to the loop.
 *
 * <p>At a bound the entry that was put longest ago goes, unless it was of use since: then it is passed over once.
 */
public final class NearCache {
    private static final int SWEPT_AT_ONCE = 1024;

    private final CacheId cache;
    private final NearPlan plan;
    private final Clock clock;
    private final long freshNanos;
    private final ConcurrentHashMap<CacheKey, NearEntry> entries = new ConcurrentHashMap<>();
    private final LongAdder hits = new LongAdder();
    /** In the order they were put; also such that are dropped. */
    private final ArrayDeque<NearEntry> order = new ArrayDeque<>();

    private volatile AtomicIntegerArray clears;
    private volatile long bytes;
    private volatile long misses;
    private volatile long invalidated;
    private volatile long evicted;
    private int count;
    private int toSweep;

    /** An empty one, that {@link Near} gets to know with the first read. */
    public NearCache(CacheId cache, NearPlan plan, Clock clock) {
        this.cache = cache;
        this.plan = plan;
        this.clock = clock;
        boolean isCoherent = plan.mode() == NearPlan.Mode.COHERENT;
        this.freshNanos = isCoherent ? Source.LEASE_NANOS : plan.staleness().toNanos();
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
        NearEntry entry = entries.get(key);
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
            entry.use();
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
        return new NearCounts(hits.sum(), misses, entries.size(), bytes, invalidated, evicted);
    }

    @SuppressWarnings("NonAtomicVolatileUpdate")
    void missed() {
        misses++;
    }

    @SuppressWarnings("NonAtomicVolatileUpdate")
    void put(NearEntry entry) {
        NearEntry before = entries.get(entry.key());
        if (before != null && !isGone(before) && entry.isOlderThan(before)) {
            return;
        }
        if (plan.maxBytes() > 0 && entry.bytes() > plan.maxBytes()) {
            remove(entry.key());
            return;
        }
        if (before != null) {
            before.drop();
            forget(before);
        }
        entries.put(entry.key(), entry);
        order.addLast(entry);
        count++;
        bytes += entry.bytes();
        while (isOverBounds()) {
            evictOne();
        }
        if (order.size() > 2 * count + SWEPT_AT_ONCE) {
            order.removeIf(NearEntry::isDropped);
        }
    }

    private boolean isOverBounds() {
        return (plan.maxEntries() > 0 && count > plan.maxEntries()) || (plan.maxBytes() > 0 && bytes > plan.maxBytes());
    }

    @SuppressWarnings("NonAtomicVolatileUpdate")
    private void evictOne() {
        NearEntry first = order.removeFirst();
        if (first.isDropped()) {
            return;
        }
        if (!isUseless(first) && first.wasUsed()) {
            order.addLast(first);
            return;
        }
        evicted += isUseless(first) ? 0 : 1;
        remove(first.key());
    }

    private boolean isUseless(NearEntry entry) {
        return isGone(entry) || !entry.source().isAlive();
    }

    /** Drops the entry of a key; true if there was one. */
    boolean remove(CacheKey key) {
        NearEntry entry = entries.remove(key);
        if (entry == null) {
            return false;
        }
        entry.drop();
        forget(entry);
        return true;
    }

    @SuppressWarnings("NonAtomicVolatileUpdate")
    private void forget(NearEntry entry) {
        count--;
        bytes -= entry.bytes();
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
        if (count == 0) {
            return;
        }
        if (clears == null) {
            clears = new AtomicIntegerArray(cells);
        }
        clears.incrementAndGet(cell);
    }

    /** Begins to take out what cannot be used any more. */
    boolean beginSweep() {
        boolean isSwept = toSweep > 0;
        toSweep = order.size();
        return !isSwept && toSweep > 0;
    }

    /** Looks at some more; false if it is done with it. */
    boolean sweep() {
        for (int left = SWEPT_AT_ONCE; left > 0 && toSweep > 0 && !order.isEmpty(); left--) {
            toSweep--;
            NearEntry first = order.removeFirst();
            if (first.isDropped()) {
                continue;
            }
            if (isUseless(first)) {
                remove(first.key());
            } else {
                order.addLast(first);
            }
        }
        toSweep = Math.min(toSweep, order.size());
        return toSweep > 0;
    }

    /** Entries in line to be looked at, dropped ones included. */
    int orderLength() {
        return order.size();
    }

    /** Mode and size. */
    @Override
    public String toString() {
        return plan.mode() + " near cache of " + entries.size() + " entries";
    }
}
