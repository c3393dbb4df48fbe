package io.kvswarm.jcache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kvswarm.jcache.statistics.Counters;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import javax.cache.configuration.FactoryBuilder;
import javax.cache.configuration.MutableCacheEntryListenerConfiguration;
import javax.cache.configuration.MutableConfiguration;
import javax.cache.event.CacheEntryCreatedListener;
import javax.cache.event.CacheEntryEvent;
import javax.cache.event.CacheEntryExpiredListener;
import javax.cache.expiry.CreatedExpiryPolicy;
import javax.cache.expiry.ExpiryPolicy;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Goal: a caller's life of an entry goes over the policy's, can be asked and changed, and ends without anyone reading.
 */
final class TimedViewTest {
    private final Caches caches = new Caches();
    private final BlockingQueue<String> told = new LinkedBlockingQueue<>();

    @AfterEach
    void close() {
        caches.close();
    }

    @Test
    void everyPutSetsTheLife() {
        for (boolean isFixed : new boolean[] {true, false}) {
            KvSwarmCache<Integer, String> cache = make(isFixed);
            KvSwarmTimedCache<Integer, String> timed = timed(cache);
            timed.put(1, "value", Duration.ofHours(2));
            timed.putAll(Map.of(2, "value"), Duration.ofHours(3));
            assertTrue(timed.putIfAbsent(3, "value", Duration.ofHours(4)));
            assertFalse(timed.putIfAbsent(1, "other", Duration.ofHours(4)));
            cache.put(4, "old");
            assertEquals("old", timed.getAndPut(4, "value", Duration.ofHours(5)));
            cache.put(5, "old");
            assertTrue(timed.replace(5, "value", Duration.ofHours(6)));
            assertFalse(timed.replace(6, "value", Duration.ofHours(6)));
            for (int key = 1; key <= 5; key++) {
                assertEquals("value", cache.get(key));
                assertEquals(key + 1, hoursLeft(timed, key));
            }
            assertEquals(Optional.empty(), timed.timeToLive(6));
            caches.manager().destroyCache("timed");
        }
    }

    @Test
    void aLifeCanBeChanged() {
        KvSwarmCache<Integer, String> cache = make(true);
        KvSwarmTimedCache<Integer, String> timed = timed(cache);
        cache.put(1, "value");
        assertEquals(1, hoursLeft(timed, 1));
        assertTrue(timed.expire(1, KvSwarmTimedCache.FOR_EVER));
        assertEquals(Optional.of(KvSwarmTimedCache.FOR_EVER), timed.timeToLive(1));
        assertTrue(timed.expire(1, Duration.ofHours(7)));
        assertEquals(7, hoursLeft(timed, 1));
        assertEquals("value", cache.get(1));
        assertFalse(timed.expire(2, Duration.ofHours(7)));
        assertThrows(NullPointerException.class, () -> timed.expire(1, null));
        IllegalArgumentException negative =
                assertThrows(IllegalArgumentException.class, () -> timed.expire(1, Duration.ofNanos(-1)));
        assertEquals("the life is PT-0.000000001S, expected zero or more", negative.getMessage());
    }

    @Test
    void aShortLifeEndsWithoutAnyoneReading() throws Exception {
        KvSwarmCache<Integer, String> cache = make(true);
        KvSwarmTimedCache<Integer, String> timed = timed(cache);
        listenTo(cache);
        timed.put(1, "value", Duration.ofNanos(1));
        assertEquals("CREATED 1", told.poll(30, TimeUnit.SECONDS));
        assertEquals("EXPIRED 1", told.poll(30, TimeUnit.SECONDS));
        assertNull(cache.get(1));
        cache.put(2, "value");
        assertEquals("CREATED 2", told.poll(30, TimeUnit.SECONDS));
        timed.expire(2, Duration.ofMillis(1));
        assertEquals("EXPIRED 2", told.poll(30, TimeUnit.SECONDS));
    }

    @Test
    void aLifeOfZeroIsOverAtOnce() throws Exception {
        KvSwarmCache<Integer, String> cache = make(true);
        KvSwarmTimedCache<Integer, String> timed = timed(cache);
        listenTo(cache);
        timed.put(1, "value", Duration.ZERO);
        timed.putAll(Map.of(1, "value"), Duration.ZERO);
        assertTrue(timed.putIfAbsent(1, "value", Duration.ZERO));
        assertFalse(cache.containsKey(1));
        assertEquals(0, cache.unwrap(Counters.class).getCachePuts());
        cache.put(2, "value");
        assertTrue(timed.expire(2, Duration.ZERO));
        assertFalse(cache.containsKey(2));
        cache.put(3, "value");
        assertEquals(List.of("CREATED 2", "EXPIRED 2", "CREATED 3"), List.copyOf(told));
    }

    private KvSwarmCache<Integer, String> make(boolean isFixed) {
        MutableConfiguration<Integer, String> configuration = new MutableConfiguration<Integer, String>()
                .setTypes(Integer.class, String.class)
                .setStatisticsEnabled(true);
        return caches.make(
                "timed",
                isFixed
                        ? configuration.setExpiryPolicyFactory(
                                CreatedExpiryPolicy.factoryOf(javax.cache.expiry.Duration.ONE_HOUR))
                        : configuration.setExpiryPolicyFactory(() -> new Own()));
    }

    @SuppressWarnings("unchecked")
    private static KvSwarmTimedCache<Integer, String> timed(KvSwarmCache<Integer, String> cache) {
        return cache.unwrap(KvSwarmTimedCache.class);
    }

    /** Rounded, as some milliseconds of it are over. */
    private static long hoursLeft(KvSwarmTimedCache<Integer, String> timed, int key) {
        return timed.timeToLive(key).orElseThrow().plusMinutes(30).toHours();
    }

    private void listenTo(KvSwarmCache<Integer, String> cache) {
        cache.registerCacheEntryListener(new MutableCacheEntryListenerConfiguration<>(
                FactoryBuilder.factoryOf(new Told(told)), null, false, true));
    }

    /** Writes down what it is told. */
    private record Told(BlockingQueue<String> told)
            implements CacheEntryCreatedListener<Integer, String>,
                    CacheEntryExpiredListener<Integer, String>,
                    java.io.Serializable {
        @Override
        public void onCreated(Iterable<CacheEntryEvent<? extends Integer, ? extends String>> events) {
            events.forEach(event -> told.add("CREATED " + event.getKey()));
        }

        @Override
        public void onExpired(Iterable<CacheEntryEvent<? extends Integer, ? extends String>> events) {
            events.forEach(event -> told.add("EXPIRED " + event.getKey()));
        }
    }

    /** A policy of an application's own that leaves lives alone once they are set. */
    private static final class Own implements ExpiryPolicy {
        @Override
        public javax.cache.expiry.Duration getExpiryForCreation() {
            return javax.cache.expiry.Duration.ONE_HOUR;
        }

        @Override
        public javax.cache.expiry.Duration getExpiryForAccess() {
            return null;
        }

        @Override
        public javax.cache.expiry.Duration getExpiryForUpdate() {
            return null;
        }
    }
}
