package io.kvswarm.internal.store;

import io.kvswarm.internal.wire.CacheKey;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Keys that somebody was told of and that are not told again before they change, or, should that never happen, before
 * two periods have passed. Confined to the loop.
 *
 * @param <T> what is remembered of each
 */
final class Recently<T> {
    private final long periodNanos;
    private Map<CacheKey, T> young = new HashMap<>();
    private Map<CacheKey, T> old = new HashMap<>();
    private long turnedNanos;
    private boolean started;

    Recently(long periodNanos) {
        this.periodNanos = periodNanos;
    }

    /** Forgets what is too old, and says what it was. */
    void turn(long nowNanos, Consumer<T> onForget) {
        if (!started || nowNanos - turnedNanos >= periodNanos) {
            started = true;
            turnedNanos = nowNanos;
            Map<CacheKey, T> forgotten = old;
            old = young;
            young = new HashMap<>();
            forgotten.values().forEach(onForget);
        }
    }

    /** What is remembered of a key; null if nothing is. */
    T get(CacheKey key) {
        T what = young.get(key);
        return what != null ? what : old.get(key);
    }

    /** Remembers a key anew. */
    void put(CacheKey key, T what) {
        old.remove(key);
        young.put(key, what);
    }

    /** Forgets a key; null if it was not in it. */
    T remove(CacheKey key) {
        T removed = young.isEmpty() ? null : young.remove(key);
        return removed != null || old.isEmpty() ? removed : old.remove(key);
    }

    int size() {
        return young.size() + old.size();
    }
}
