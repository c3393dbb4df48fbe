package io.kvswarm.jcache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.kvswarm.jcache.config.NearMode;
import io.kvswarm.jcache.config.OnUnreachable;
import io.kvswarm.jcache.statistics.Counters;
import io.kvswarm.jcache.statistics.Tally;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.cache.Cache;
import javax.cache.configuration.MutableConfiguration;
import javax.cache.integration.CacheLoader;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Goal: statistics are exact however many threads work, and say where hits came from and why misses were none. Method:
 * each thread adds up what its own calls must have counted, by what they returned.
 */
final class StatisticsTest {
    private static final int THREADS = 8;
    private static final int CALLS = 400;
    private static final int KEYS = 20;

    private final Caches caches = new Caches();
    private final ExecutorService threads = Executors.newFixedThreadPool(THREADS);

    @AfterEach
    void close() {
        threads.shutdownNow();
        caches.close();
    }

    @Test
    void everyCounterAddsUp() throws Exception {
        long seed = new SplittableRandom().nextLong();
        KvSwarmCache<Integer, String> cache = caches.make("counted", counted());
        List<Future<Tally>> expected = new ArrayList<>();
        for (int thread = 0; thread < THREADS; thread++) {
            SplittableRandom random = new SplittableRandom(seed + thread);
            expected.add(threads.submit(() -> work(cache, random)));
        }
        Tally sum = Tally.NONE;
        for (Future<Tally> each : expected) {
            sum = sum.and(each.get());
        }
        Counters counters = cache.unwrap(Counters.class);
        KvSwarmStatistics tiers = cache.unwrap(KvSwarmStatistics.class);
        String message = "seed " + seed;
        assertEquals(sum.hits(), counters.getCacheHits(), message);
        assertEquals(sum.misses(), counters.getCacheMisses(), message);
        assertEquals(sum.puts(), counters.getCachePuts(), message);
        assertEquals(sum.removals(), counters.getCacheRemovals(), message);
        assertEquals(sum.hits(), tiers.nearHits() + tiers.remoteHits(), message);
        assertEquals(sum.misses(), tiers.missesAbsent(), message);
    }

    private static Tally work(KvSwarmCache<Integer, String> cache, SplittableRandom random) {
        Tally sum = Tally.NONE;
        for (int i = 0; i < CALLS; i++) {
            int key = random.nextInt(KEYS);
            sum = sum.and(call(cache, key, random.nextInt(10)));
        }
        return sum;
    }

    private static Tally call(KvSwarmCache<Integer, String> cache, int key, int which) {
        switch (which) {
            case 0 -> {
                cache.put(key, "a");
                return new Tally(0, 0, 1, 0);
            }
            case 1 -> {
                boolean isPut = cache.putIfAbsent(key, "a");
                return new Tally(isPut ? 0 : 1, isPut ? 1 : 0, isPut ? 1 : 0, 0);
            }
            case 2 -> {
                return new Tally(0, 0, 0, cache.remove(key) ? 1 : 0);
            }
            case 3 -> {
                boolean isHit = cache.getAndRemove(key) != null;
                return new Tally(isHit ? 1 : 0, isHit ? 0 : 1, 0, isHit ? 1 : 0);
            }
            case 4 -> {
                boolean isHit = cache.getAndPut(key, "b") != null;
                return new Tally(isHit ? 1 : 0, isHit ? 0 : 1, 1, 0);
            }
            case 5 -> {
                boolean isHit = cache.replace(key, "c");
                return new Tally(isHit ? 1 : 0, isHit ? 0 : 1, isHit ? 1 : 0, 0);
            }
            case 6 -> {
                int hits = cache.getAll(Set.of(key, KEYS)).size();
                return new Tally(hits, 2 - hits, 0, 0);
            }
            case 7 -> {
                cache.putAll(Map.of(key, "d", (key + 1) % KEYS, "e"));
                return new Tally(0, 0, 2, 0);
            }
            case 8 -> {
                boolean isHit = cache.invoke(key, StatisticsTest::change);
                return new Tally(isHit ? 1 : 0, isHit ? 0 : 1, 1, 0);
            }
            default -> {
                boolean isHit = cache.get(key) != null;
                return new Tally(isHit ? 1 : 0, isHit ? 0 : 1, 0, 0);
            }
        }
    }

    private static boolean change(javax.cache.processor.MutableEntry<Integer, String> entry, Object... arguments) {
        boolean isHit = entry.exists();
        entry.setValue("f");
        return isHit;
    }

    @Test
    void missesSayWhy() {
        KvSwarmCache<Integer, String> cache =
                caches.make("why", counted().setReadThrough(true).setCacheLoaderFactory(OddKeys::new));
        KvSwarmStatistics tiers = cache.unwrap(KvSwarmStatistics.class);
        cache.get(1);
        cache.get(1);
        cache.get(2);
        cache.getAll(Set.of(1, 3, 4));
        cache.invoke(5, (entry, arguments) -> entry.getValue());
        assertEquals("hits 2, absent 5, loaded 3", text(tiers));
        cache.unwrap(Counters.class).clear();
        assertEquals("hits 0, absent 0, loaded 0", text(tiers));
    }

    @Test
    void whatCannotBeDecodedIsAMissOfItsOwnKind() {
        KvSwarmCache<Integer, Object> cache = caches.make(
                "classes", new MutableConfiguration<Integer, Object>().setTypes(Integer.class, Object.class));
        cache.store()
                .change(
                        io.kvswarm.spi.EntryChange.put(
                                io.kvswarm.jcache.codec.JdkCodecs.of(
                                                getClass().getClassLoader(),
                                                io.kvswarm.jcache.codec.CodecSettings.DEFAULT)
                                        .encodeKey(1),
                                new byte[] {99, 1}),
                        io.kvswarm.spi.Patience.DEFAULT)
                .join();
        caches.manager().enableStatistics("classes", true);
        assertEquals(null, cache.get(1));
        KvSwarmStatistics tiers = cache.unwrap(KvSwarmStatistics.class);
        assertEquals(1, tiers.missesUndecodable());
        assertEquals(0, tiers.missesAbsent());
        assertEquals(1, cache.unwrap(Counters.class).getCacheMisses());
    }

    @Test
    void whatNobodyCouldAnswerIsAMissOfItsOwnKind(@TempDir Path directory) throws IOException {
        try (SwarmBed bed = new SwarmBed(directory)) {
            Cache<Integer, String> cache = bed.client("x")
                    .createCache(
                            "away",
                            new KvSwarmConfiguration<Integer, String>()
                                    .setTypes(Integer.class, String.class)
                                    .setStatisticsEnabled(true)
                                    .setNearMode(NearMode.OFF)
                                    .setOnUnreachable(OnUnreachable.MISS)
                                    .setDeadline(Duration.ofMillis(500)));
            cache.put(1, "value");
            bed.stopStorage();
            assertNull(cache.get(1));
            KvSwarmStatistics tiers = cache.unwrap(KvSwarmStatistics.class);
            assertEquals(1, tiers.missesUnreachable());
            assertEquals(0, tiers.missesAbsent());
        }
    }

    private static String text(KvSwarmStatistics tiers) {
        return "hits " + (tiers.nearHits() + tiers.remoteHits()) + ", absent " + tiers.missesAbsent() + ", loaded "
                + tiers.loaderHits();
    }

    private static MutableConfiguration<Integer, String> counted() {
        return new MutableConfiguration<Integer, String>()
                .setTypes(Integer.class, String.class)
                .setStatisticsEnabled(true);
    }

    /** Has a value for odd keys. */
    private static final class OddKeys implements CacheLoader<Integer, String> {
        @Override
        public String load(Integer key) {
            return key % 2 == 1 ? "loaded" : null;
        }

        @Override
        public Map<Integer, String> loadAll(Iterable<? extends Integer> keys) {
            Map<Integer, String> loaded = new java.util.HashMap<>();
            keys.forEach(key -> loaded.put(key, load(key)));
            return loaded;
        }
    }
}
