package io.kvswarm.jcache;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;

/**
 * A cache whose callers say how long an entry lives, instead of its expiry policy; all else is as in {@link
 * javax.cache.Cache}. The policy is asked again at later updates and accesses: with one that knows only creation, such
 * as the default, a life that is set here stays. Got by {@code cache.unwrap(KvSwarmTimedCache.class)}. Safe from any
 * thread.
 *
 * <p>Lives are counted in milliseconds, rounded up, from when the owner of the entry makes the change. A life of zero
 * is over at once: a new entry is not added, one that is there expires.
 *
 * @param <K> class of keys
 * @param <V> class of values
 */
public interface KvSwarmTimedCache<K, V> {
    /** A life without end. */
    Duration FOR_EVER = ChronoUnit.FOREVER.getDuration();

    /**
     * As {@link javax.cache.Cache#put}.
     *
     * @throws IllegalArgumentException if {@code life} is negative, as for the others
     */
    void put(K key, V value, Duration life);

    /** As {@link javax.cache.Cache#putAll}. */
    void putAll(Map<? extends K, ? extends V> map, Duration life);

    /** As {@link javax.cache.Cache#getAndPut}. */
    V getAndPut(K key, V value, Duration life);

    /** As {@link javax.cache.Cache#putIfAbsent}; leaves the life of an entry that is there. */
    boolean putIfAbsent(K key, V value, Duration life);

    /** As {@link javax.cache.Cache#replace(Object, Object)}. */
    boolean replace(K key, V value, Duration life);

    /**
     * Sets how long an entry lives from now on. Counts as no access.
     *
     * @return false if there is no entry
     */
    boolean expire(K key, Duration life);

    /**
     * What is left of an entry's life, {@link #FOR_EVER} if it has no end; empty if there is no entry. Counts as no
     * access.
     */
    Optional<Duration> timeToLive(K key);
}
