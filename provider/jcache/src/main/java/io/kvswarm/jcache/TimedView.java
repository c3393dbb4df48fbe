package io.kvswarm.jcache;

import io.kvswarm.jcache.expiry.Lives;
import io.kvswarm.jcache.operation.Operation;
import io.kvswarm.jcache.operation.Operations;
import io.kvswarm.spi.EntryChange;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** The operations of an open cache that set lives. Safe from any thread. */
@SuppressWarnings("unchecked")
final class TimedView<K, V> implements KvSwarmTimedCache<K, V> {
    private final KvSwarmCache<K, V> cache;
    private final Operations operations;
    private final Arguments arguments;

    /** A view of a cache. */
    TimedView(KvSwarmCache<K, V> cache, Operations operations, Arguments arguments) {
        this.cache = cache;
        this.operations = operations;
        this.arguments = arguments;
    }

    @Override
    public void put(K key, V value, Duration life) {
        run(Operation.PUT_VALUE, key, value, life);
    }

    @Override
    public void putAll(Map<? extends K, ? extends V> map, Duration life) {
        cache.open(() -> {
            operations.putAll(arguments.requireEntries(map), millis(life));
            return null;
        });
    }

    @Override
    public V getAndPut(K key, V value, Duration life) {
        return (V) run(Operation.GET_AND_PUT, key, value, life);
    }

    @Override
    public boolean putIfAbsent(K key, V value, Duration life) {
        return (boolean) run(Operation.PUT_IF_ABSENT, key, value, life);
    }

    @Override
    public boolean replace(K key, V value, Duration life) {
        return (boolean) run(Operation.REPLACE, key, value, life);
    }

    @Override
    public boolean expire(K key, Duration life) {
        return (boolean)
                cache.open(() -> operations.runLiving(Operation.EXPIRE, arguments.requireKey(key), null, millis(life)));
    }

    @Override
    public Optional<Duration> timeToLive(K key) {
        Long left = cache.open(() -> operations.lifeOf(arguments.requireKey(key)));
        return Optional.ofNullable(left)
                .map(millis -> millis == EntryChange.FOR_EVER ? FOR_EVER : Duration.ofMillis(millis));
    }

    private Object run(Operation operation, K key, V value, Duration life) {
        return cache.open(() -> operations.runLiving(
                operation, arguments.requireKey(key), arguments.requireValue(value), millis(life)));
    }

    private static long millis(Duration life) {
        if (life.isNegative()) {
            throw new IllegalArgumentException("the life is " + life + ", expected zero or more");
        }
        if (life.isZero()) {
            return Lives.OVER;
        }
        // Longer than anything can be counted in milliseconds is for ever.
        boolean isCountable = life.compareTo(Duration.ofMillis(Long.MAX_VALUE)) < 0;
        return isCountable ? life.plusNanos(999_999).toMillis() : EntryChange.FOR_EVER;
    }
}
