package io.kvswarm.jcache;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.micrometer.core.instrument.binder.cache.JCacheMetrics;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import javax.cache.Cache;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Goal: what Micrometer shows of a cache is true, without anything set up but the binder itself. */
final class MicrometerTest {
    private final Caches caches = new Caches();
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

    @AfterEach
    void close() {
        registry.close();
        caches.close();
    }

    @Test
    void itsBinderShowsTrueNumbers() {
        Cache<Integer, String> cache = JCacheMetrics.monitor(registry, caches.make("shown", counted()));
        for (int key = 0; key < 7; key++) {
            cache.put(key, "value");
        }
        for (int key = 0; key < 12; key++) {
            cache.get(key);
        }
        cache.remove(0);
        cache.remove(1);
        cache.remove(100);
        assertEquals(7, figure("cache.gets", "result", "hit"));
        assertEquals(5, figure("cache.gets", "result", "miss"));
        assertEquals(7, figure("cache.puts"));
        assertEquals(2, registry.get("cache.removals").gauge().value());
        assertEquals(0, figure("cache.evictions"));
    }

    @Test
    @Timeout(60)
    void evictionsShowAsTheyAre() {
        KvSwarmCache<Integer, String> cache = caches.make("bounded", counted().setMaxEntries(10));
        JCacheMetrics.monitor(registry, cache);
        KvSwarmStatistics statistics = cache.unwrap(KvSwarmStatistics.class);
        for (int key = 0; key < 100; key++) {
            cache.put(key, "value");
        }
        // Asked once a second, as the storage node evicts by and by.
        while (statistics.evictions() < 90) {
            Thread.onSpinWait();
        }
        assertEquals(90, figure("cache.evictions"));
        assertEquals(10, statistics.entries());
    }

    private double figure(String name, String... tags) {
        return registry.get(name).tags(tags).functionCounter().count();
    }

    private static KvSwarmConfiguration<Integer, String> counted() {
        return new KvSwarmConfiguration<Integer, String>()
                .setTypes(Integer.class, String.class)
                .setStatisticsEnabled(true);
    }
}
