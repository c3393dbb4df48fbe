package io.kvswarm.jcache.statistics;

import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import javax.cache.management.CacheStatisticsMXBean;

/** The statistics of one open cache: exact, however many threads count. Safe from any thread. */
public final class Counters implements CacheStatisticsMXBean {
    private static final float NANOS_PER_MICRO = 1000;
    private static final float PERCENT = 100;

    private final LongAdder hits = new LongAdder();
    private final LongAdder misses = new LongAdder();
    private final LongAdder puts = new LongAdder();
    private final LongAdder removals = new LongAdder();
    private final LongAdder nearHits = new LongAdder();
    private final LongAdder loaded = new LongAdder();
    private final LongAdder undecodableMisses = new LongAdder();
    private final LongAdder unreachableMisses = new LongAdder();
    private final LongAdder undecodable = new LongAdder();
    private final LongAdder getNanos = new LongAdder();
    private final LongAdder putNanos = new LongAdder();
    private final LongAdder removeNanos = new LongAdder();
    private final Usage usage;
    private volatile boolean isEnabled;
    private volatile long evictionsCleared;

    /**
     * Counts nothing yet.
     *
     * @param usage of the cache, for what only its storage nodes know
     */
    public Counters(Usage usage) {
        this.usage = usage;
    }

    /** What the cache takes over its whole swarm. */
    public Usage usage() {
        return usage;
    }

    /** Starts or stops counting; what was counted stays. */
    public void enable(boolean isOn) {
        isEnabled = isOn;
    }

    /** Adds what an operation counts for, and how long it took; nothing while it is not enabled. */
    public void add(Tally tally, long nanos) {
        if (!isEnabled) {
            return;
        }
        addTo(hits, tally.hits());
        addTo(misses, tally.misses());
        addTo(puts, tally.puts());
        addTo(removals, tally.removals());
        addOrigin(tally.origin());
        addTo(getNanos, tally.hits() + tally.misses() > 0 ? nanos : 0);
        addTo(putNanos, tally.puts() > 0 ? nanos : 0);
        addTo(removeNanos, tally.removals() > 0 ? nanos : 0);
    }

    /** True while operations are counted; else nobody needs to look at the clock. */
    public boolean isEnabled() {
        return isEnabled;
    }

    /** Hits among entries this process keeps near; all others came from their owners. */
    public long nearHits() {
        return nearHits.sum();
    }

    /** Misses for which the loader had a value. */
    public long loaded() {
        return loaded.sum();
    }

    /** Misses where something is stored that cannot be decoded here. */
    public long undecodableMisses() {
        return undecodableMisses.sum();
    }

    /** Misses because no owner could be asked. */
    public long unreachableMisses() {
        return unreachableMisses.sum();
    }

    /** A value was there but could not be decoded. Counted always. */
    public void addUndecodable() {
        undecodable.increment();
    }

    /** Values that could not be decoded, whatever was done with them. */
    public long undecodable() {
        return undecodable.sum();
    }

    @Override
    public void clear() {
        evictionsCleared = usage.now().evicted();
        for (LongAdder each : List.of(hits, misses, puts, removals, getNanos, putNanos, removeNanos)) {
            each.reset();
        }
        for (LongAdder each : List.of(nearHits, loaded, undecodableMisses, unreachableMisses)) {
            each.reset();
        }
    }

    @Override
    public long getCacheHits() {
        return hits.sum();
    }

    @Override
    public float getCacheHitPercentage() {
        return percentage(getCacheHits());
    }

    @Override
    public long getCacheMisses() {
        return misses.sum();
    }

    @Override
    public float getCacheMissPercentage() {
        return percentage(getCacheMisses());
    }

    @Override
    public long getCacheGets() {
        return getCacheHits() + getCacheMisses();
    }

    @Override
    public long getCachePuts() {
        return puts.sum();
    }

    @Override
    public long getCacheRemovals() {
        return removals.sum();
    }

    /**
     * Evictions of the whole swarm, which its storage nodes count from their start on, whatever made them necessary;
     * asks them, at most once a second.
     */
    @Override
    public long getCacheEvictions() {
        return Math.max(0, usage.now().evicted() - evictionsCleared);
    }

    @Override
    public float getAverageGetTime() {
        return averageMicros(getNanos.sum(), getCacheGets());
    }

    @Override
    public float getAveragePutTime() {
        return averageMicros(putNanos.sum(), getCachePuts());
    }

    @Override
    public float getAverageRemoveTime() {
        return averageMicros(removeNanos.sum(), getCacheRemovals());
    }

    private void addOrigin(Tally.Origin origin) {
        if (origin != Tally.Origin.NONE) {
            addTo(nearHits, origin.near());
            addTo(loaded, origin.loaded());
            addTo(undecodableMisses, origin.undecodable());
            addTo(unreachableMisses, origin.unreachable());
        }
    }

    private float percentage(long part) {
        long gets = getCacheGets();
        return gets == 0 ? 0 : part * PERCENT / gets;
    }

    private static float averageMicros(long nanos, long count) {
        return count == 0 ? 0 : nanos / NANOS_PER_MICRO / count;
    }

    private static void addTo(LongAdder counter, long amount) {
        if (amount != 0) {
            counter.add(amount);
        }
    }
}
