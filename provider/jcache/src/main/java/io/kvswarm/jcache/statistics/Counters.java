package io.kvswarm.jcache.statistics;

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
    private final LongAdder undecodable = new LongAdder();
    private final LongAdder getNanos = new LongAdder();
    private final LongAdder putNanos = new LongAdder();
    private final LongAdder removeNanos = new LongAdder();
    private volatile boolean isEnabled;

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
        addTo(getNanos, tally.hits() + tally.misses() > 0 ? nanos : 0);
        addTo(putNanos, tally.puts() > 0 ? nanos : 0);
        addTo(removeNanos, tally.removals() > 0 ? nanos : 0);
    }

    /** A value was there but could not be decoded. Counted always. */
    public void addUndecodable() {
        undecodable.increment();
    }

    /** Misses, of any operation, whose reason was a value that could not be decoded. */
    public long undecodable() {
        return undecodable.sum();
    }

    @Override
    public void clear() {
        for (LongAdder each : new LongAdder[] {hits, misses, puts, removals, getNanos, putNanos, removeNanos}) {
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

    /** Evictions happen at the storage nodes, which count them; this process makes none. */
    @Override
    public long getCacheEvictions() {
        return 0;
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
