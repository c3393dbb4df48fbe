package io.kvswarm.jcache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.kvswarm.jcache.config.ConfigLocator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import javax.cache.Cache;
import javax.cache.configuration.MutableConfiguration;
import javax.cache.integration.CacheLoader;
import javax.cache.integration.CompletionListenerFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Goal: where a cache is read and written through, nothing is loaded while another process writes it: it could be kept
 * behind what that one did. Method: a cache of this process that believes it is shared.
 */
final class LoadLeasesTest {
    private final RivalEngine engine = new RivalEngine();
    private final KvSwarmCachingProvider provider = new KvSwarmCachingProvider(new Engines(swarm -> engine));

    @AfterEach
    void close() {
        provider.close();
    }

    @Test
    void aMissIsLoadedUnderTheLease() {
        Cache<String, String> cache = cache(true);
        assertEquals("of a", cache.get("a"));
        assertEquals(List.of("lease", "keep", "load a", "PUT if ABSENT", "close"), List.copyOf(engine.steps));
        engine.steps.clear();
        assertEquals("of a", cache.get("a"));
        assertNull(cache.get("none"));
        assertEquals(List.of("lease", "keep", "load none", "close"), List.copyOf(engine.steps));
    }

    @Test
    void manyAreLoadedUnderAllTheirLeases() {
        Cache<String, String> cache = cache(true);
        cache.get("a");
        engine.steps.clear();
        assertEquals(Map.of("a", "of a", "b", "of b"), cache.getAll(new TreeSet<>(Set.of("a", "b", "none"))));
        assertEquals(
                List.of("lease", "keep", "lease", "keep", "load b", "load none", "PUT if ABSENT", "close", "close"),
                List.copyOf(engine.steps));
    }

    @Test
    void whatIsLoadedByWishIsLoadedUnderLeasesToo() throws Exception {
        Cache<String, String> cache = cache(true);
        CompletionListenerFuture done = new CompletionListenerFuture();
        cache.loadAll(Set.of("a"), false, done);
        done.get();
        assertEquals(List.of("lease", "keep", "load a", "PUT if ABSENT", "close"), List.copyOf(engine.steps));
        engine.steps.clear();
        done = new CompletionListenerFuture();
        cache.loadAll(Set.of("a"), true, done);
        done.get();
        assertEquals(List.of("lease", "keep", "load a", "PUT if ALWAYS", "close"), List.copyOf(engine.steps));
    }

    @Test
    void whereNobodyWritesThereAreNoLeases() {
        Cache<String, String> cache = cache(false);
        assertEquals("of a", cache.get("a"));
        assertEquals(Map.of("b", "of b"), cache.getAll(Set.of("b")));
        assertFalse(engine.steps.contains("lease"));
    }

    private Cache<String, String> cache(boolean isWritten) {
        MutableConfiguration<String, String> configuration = new MutableConfiguration<String, String>()
                .setReadThrough(true)
                .setCacheLoaderFactory(NotingLoader::new);
        if (isWritten) {
            configuration.setWriteThrough(true).setCacheWriterFactory(() -> new NotingWriter(engine.steps));
        }
        return provider.getCacheManager(ConfigLocator.EMBEDDED, LoadLeasesTest.class.getClassLoader(), null)
                .createCache("c", configuration);
    }

    /** Notes what it is asked for, and has everything but "none". */
    private final class NotingLoader implements CacheLoader<String, String> {
        @Override
        public String load(String key) {
            engine.steps.add("load " + key);
            return key.equals("none") ? null : "of " + key;
        }

        @Override
        public Map<String, String> loadAll(Iterable<? extends String> keys) {
            Map<String, String> found = new HashMap<>();
            keys.forEach(key -> {
                String value = load(key);
                if (value != null) {
                    found.put(key, value);
                }
            });
            return found;
        }
    }
}
