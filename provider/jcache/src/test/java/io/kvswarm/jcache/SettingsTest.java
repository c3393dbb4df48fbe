package io.kvswarm.jcache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kvswarm.api.NamespaceSettings;
import io.kvswarm.jcache.config.OnUnreachable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import javax.cache.CacheException;
import javax.cache.configuration.CompleteConfiguration;
import javax.cache.configuration.MutableConfiguration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Goal: settings beyond the API hold in the cache that is made with them, over those of the file, and are shown. */
@SuppressWarnings({"unchecked", "rawtypes"})
final class SettingsTest {
    private final Caches caches = new Caches();

    @AfterEach
    void close() {
        caches.close();
    }

    @Test
    void aBoundSetInCodeHolds() {
        KvSwarmCache<Integer, String> cache = caches.make("few", few());
        for (int key = 0; key < 3; key++) {
            cache.put(key, "value");
        }
        CacheException full = assertThrows(CacheException.class, () -> cache.put(3, "value"));
        assertEquals(
                "the owner refused the change for good: its namespace is full and must not evict", full.getMessage());
        assertFalse(cache.containsKey(3));
    }

    @Test
    void theConfigurationIsGivenBackAsACopy() {
        KvSwarmCache<Integer, String> cache = caches.make("few", few());
        KvSwarmConfiguration<?, ?> back = cache.getConfiguration(KvSwarmConfiguration.class);
        assertEquals(few(), back);
        assertNotSame(back, cache.getConfiguration(KvSwarmConfiguration.class));
        caches.manager().enableStatistics("few", true);
        assertTrue(cache.getConfiguration(KvSwarmConfiguration.class).isStatisticsEnabled());
        assertEquals(
                new MutableConfiguration<Integer, String>()
                        .setTypes(Integer.class, String.class)
                        .setStatisticsEnabled(true),
                new MutableConfiguration<>(cache.getConfiguration(CompleteConfiguration.class)));
    }

    @Test
    void aPlainConfigurationHasNothingBeyondTheApi() {
        KvSwarmCache<Object, Object> cache = caches.make("plain", new MutableConfiguration<>());
        assertEquals(new KvSwarmConfiguration<>(), cache.getConfiguration(KvSwarmConfiguration.class));
    }

    @Test
    void codeGoesOverTheFileKeyByKey(@TempDir Path directory) throws IOException {
        Path file = directory.resolve("kvswarm.yaml");
        Files.writeString(file, "templates:\n  \"f*\": { max-entries: 100, max-bytes: 4000, evict: never }\n");
        KvSwarmCacheManager manager = (KvSwarmCacheManager)
                caches.provider().getCacheManager(file.toUri(), getClass().getClassLoader(), null);
        manager.createCache("few", new KvSwarmConfiguration<>().setMaxEntries(3));
        KvSwarmCache<?, ?> cache = (KvSwarmCache<?, ?>) manager.getCache("few");
        assertEquals(new NamespaceSettings(3, 4000, false), cache.store().plan().bounds());
    }

    @Test
    void missingIsRefusedWhereItWouldBeWrong() {
        KvSwarmConfiguration<Object, Object> missing =
                new KvSwarmConfiguration<>().setOnUnreachable(OnUnreachable.MISS);
        CacheException refused =
                assertThrows(CacheException.class, () -> caches.make("app.default-update-timestamps-region", missing));
        assertEquals(
                "KvSwarmConfiguration: on-unreachable is miss, expected fail or queue for the cache"
                        + " \"app.default-update-timestamps-region\": a miss there makes Hibernate serve stale queries",
                refused.getMessage());
        assertEquals(0, caches.engines().running());
        assertFalse(caches.make("app.default-query-results-region", missing).isClosed());
    }

    @Test
    void bothHaveToAgreeOnWhatIsShared() throws IOException {
        caches.make("few", few()).close();
        CacheException other = assertThrows(CacheException.class, () -> caches.make("few", few().setMaxEntries(4)));
        assertEquals(
                "the swarm has a cache named \"few\" already: its bounds are " + new NamespaceSettings(3, 0, false)
                        + ", here they are " + new NamespaceSettings(4, 0, false),
                other.getMessage());
        assertFalse(caches.make("few", few().setDeadline(Duration.ofSeconds(1))).isClosed());
    }

    private static KvSwarmConfiguration<Integer, String> few() {
        return new KvSwarmConfiguration<Integer, String>()
                .setTypes(Integer.class, String.class)
                .setMaxEntries(3)
                .setEvicting(false);
    }
}
