package io.kvswarm.jcache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kvswarm.jcache.config.NearMode;
import io.kvswarm.jcache.statistics.Counters;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import javax.cache.expiry.AccessedExpiryPolicy;
import javax.cache.expiry.ExpiryPolicy;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Goal: what this process keeps near is read without a request, and shows in the statistics, in lives and in nothing
 * else. Method: two clients of a storage node, over TLS.
 */
@Timeout(120)
final class NearReadsTest {
    private SwarmBed bed;

    @BeforeEach
    void open(@TempDir Path directory) {
        bed = new SwarmBed(directory);
    }

    @AfterEach
    void close() {
        bed.close();
    }

    @Test
    void theSecondReadIsNear() throws IOException {
        KvSwarmCache<Integer, Object> cache = leased("x", configuration());
        cache.put(1, "value");
        assertEquals("value", cache.get(1));
        assertEquals("value", cache.get(1));
        assertEquals(Map.of(1, "value"), cache.getAll(Set.of(1, 2)));
        assertEquals("near 2, remote 1, misses 1", text(cache));
        assertEquals(3, cache.unwrap(Counters.class).getCacheHits());
    }

    @Test
    void withNearReadsOffAllAreRemote() throws IOException {
        KvSwarmCache<Integer, Object> cache = cache("x", configuration().setNearMode(NearMode.OFF));
        cache.put(1, "value");
        cache.get(1);
        cache.get(1);
        assertEquals("near 0, remote 2, misses 0", text(cache));
    }

    @Test
    void theFileTurnsThemOff() throws IOException {
        KvSwarmCacheManager manager = bed.client("x", "defaults: { near: { mode: off } }");
        KvSwarmCache<Integer, Object> cache = (KvSwarmCache<Integer, Object>)
                manager.<Integer, Object, KvSwarmConfiguration<Integer, Object>>createCache("c", configuration());
        cache.put(1, "value");
        cache.get(1);
        cache.get(1);
        assertEquals("near 0, remote 2, misses 0", text(cache));
    }

    @Test
    void whatAnotherProcessPutIsSeenAtOnce() throws IOException {
        KvSwarmCache<Integer, Object> cache = cache("x", configuration());
        KvSwarmCache<Integer, Object> other = cache("y", configuration());
        for (int round = 0; round < 200; round++) {
            other.put(1, round);
            assertEquals(round, cache.get(1));
            assertEquals(round, cache.get(1));
        }
        other.remove(1);
        assertFalse(cache.containsKey(1));
        assertTrue(cache.unwrap(KvSwarmStatistics.class).nearHits() > 0);
    }

    @Test
    void immutableValuesAreSharedAndOthersAreNot() throws IOException {
        KvSwarmCache<Integer, Object> cache = leased("x", configuration());
        cache.put(1, "text");
        cache.get(1);
        assertSame(cache.get(1), cache.get(1));
        cache.put(2, new ArrayList<>(List.of("a")));
        cache.get(2);
        Object read = cache.get(2);
        assertNotSame(read, cache.get(2));
        ((List<?>) read).clear();
        assertEquals(List.of("a"), cache.get(2));
    }

    @Test
    void aNearHitAsksTheExpiryPolicy() throws IOException {
        AtomicInteger asked = new AtomicInteger();
        KvSwarmCache<Integer, Object> cache =
                leased("x", configuration().setExpiryPolicyFactory(() -> new Counting(asked)));
        asked.set(0);
        cache.put(1, "value");
        for (int i = 0; i < 5; i++) {
            cache.get(1);
        }
        assertEquals(5, asked.get());
        assertEquals(4, cache.unwrap(KvSwarmStatistics.class).nearHits());
    }

    @Test
    @SuppressWarnings("unchecked")
    void aNearHitTouches() throws IOException {
        KvSwarmCache<Integer, Object> cache = leased(
                "x",
                configuration()
                        .setExpiryPolicyFactory(AccessedExpiryPolicy.factoryOf(javax.cache.expiry.Duration.ONE_HOUR)));
        KvSwarmTimedCache<Integer, Object> timed = cache.unwrap(KvSwarmTimedCache.class);
        KvSwarmTimedCache<Integer, Object> other = cache(
                        "y",
                        configuration()
                                .setExpiryPolicyFactory(
                                        AccessedExpiryPolicy.factoryOf(javax.cache.expiry.Duration.ONE_HOUR)))
                .unwrap(KvSwarmTimedCache.class);
        cache.put(1, "value");
        assertEquals("value", cache.get(1));
        assertEquals("value", cache.get(1));
        assertEquals(1, cache.unwrap(KvSwarmStatistics.class).nearHits());
        // What is near lives as long as before for this process, and the next access has to lengthen it.
        timed.expire(1, Duration.ofMinutes(10));
        assertEquals(10, minutesLeft(other));
        cache.get(1);
        assertEquals(60, minutesLeft(other));
    }

    @Test
    void whatIsDecidedIsDecidedAtTheOwner() throws IOException {
        KvSwarmConfiguration<Integer, Object> old =
                configuration().setNearMode(NearMode.BOUNDED).setNearStaleness(Duration.ofHours(1));
        KvSwarmCache<Integer, Object> cache = cache("x", old);
        KvSwarmCache<Integer, Object> other = cache("y", configuration());
        awaitNear(cache);
        for (int round = 0; round < 20; round++) {
            cache.put(1, List.of("old"));
            cache.get(1);
            cache.get(1);
            other.put(1, List.of("new"));
            assertFalse(cache.remove(1, List.of("old")));
            assertTrue(cache.replace(1, List.of("new"), List.of("newer")));
        }
        assertTrue(cache.unwrap(KvSwarmStatistics.class).nearHits() > 0);
    }

    private static KvSwarmConfiguration<Integer, Object> configuration() {
        return new KvSwarmConfiguration<Integer, Object>()
                .setTypes(Integer.class, Object.class)
                .setStatisticsEnabled(true);
    }

    private KvSwarmCache<Integer, Object> cache(String client, KvSwarmConfiguration<Integer, Object> configuration)
            throws IOException {
        return (KvSwarmCache<Integer, Object>) bed.client(client)
                .<Integer, Object, KvSwarmConfiguration<Integer, Object>>createCache("c", configuration);
    }

    /** With a lease: the owner gives its first one when a file is synced, and until then nothing is near. */
    private KvSwarmCache<Integer, Object> leased(String client, KvSwarmConfiguration<Integer, Object> configuration)
            throws IOException {
        KvSwarmCache<Integer, Object> cache = cache(client, configuration);
        awaitNear(cache);
        cache.unwrap(Counters.class).clear();
        return cache;
    }

    private static void awaitNear(KvSwarmCache<Integer, Object> cache) {
        cache.put(-1, "value");
        while (cache.unwrap(KvSwarmStatistics.class).nearHits() == 0) {
            cache.get(-1);
        }
    }

    private static long minutesLeft(KvSwarmTimedCache<Integer, Object> timed) {
        return timed.timeToLive(1).orElseThrow().plusSeconds(30).toMinutes();
    }

    private static String text(KvSwarmCache<?, ?> cache) {
        KvSwarmStatistics statistics = cache.unwrap(KvSwarmStatistics.class);
        return "near " + statistics.nearHits() + ", remote " + statistics.remoteHits() + ", misses "
                + statistics.missesAbsent();
    }

    /** Counts how often it is asked about an access. */
    private record Counting(AtomicInteger asked) implements ExpiryPolicy {
        @Override
        public javax.cache.expiry.Duration getExpiryForCreation() {
            return javax.cache.expiry.Duration.ETERNAL;
        }

        @Override
        public javax.cache.expiry.Duration getExpiryForAccess() {
            asked.incrementAndGet();
            return null;
        }

        @Override
        public javax.cache.expiry.Duration getExpiryForUpdate() {
            return null;
        }
    }
}
