package io.kvswarm.jcache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.kvswarm.KvSwarm;
import io.kvswarm.api.ErrorCode;
import io.kvswarm.api.SwarmException;
import io.kvswarm.jcache.config.ConfigLocator;
import io.kvswarm.spi.CacheEngine;
import io.kvswarm.spi.CachePlan;
import io.kvswarm.spi.CacheStore;
import io.kvswarm.spi.Patience;
import java.io.IOException;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import javax.cache.Cache;
import javax.cache.CacheManager;
import javax.cache.configuration.MutableConfiguration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Goal: a process has one engine for a swarm, however many managers name it, and however they name it. */
final class SharedEngineTest {
    private final Caches caches = new Caches();

    @TempDir
    private Path directory;

    @AfterEach
    void close() {
        caches.close();
    }

    @Test
    void oneDirectoryIsOneSwarmWhateverUriNamesIt() throws IOException {
        Path file = Files.writeString(directory.resolve("kvswarm.yaml"), "directory: data");
        Path other = Files.writeString(directory.resolve("other.yaml"), "directory: ./conf/../data\ncaches: {a: {}}");
        CacheManager byFile = manager(file.toUri());
        CacheManager byOther = manager(other.toUri());
        CacheManager byParameter = manager(URI.create("kvswarm:embedded?dir=" + directory.resolve("data")));
        byFile.createCache("a", new MutableConfiguration<>()).put("key", "value");
        assertEquals("value", byOther.getCache("a").get("key"));
        Cache<Object, Object> attached = byParameter.createCache("a", new MutableConfiguration<>());
        assertEquals("value", attached.get("key"));
        assertSame(byFile.unwrap(KvSwarm.class), byParameter.unwrap(KvSwarm.class));
        assertEquals(1, caches.engines().running());
        byFile.close();
        byOther.close();
        assertEquals("value", attached.get("key"));
        byParameter.close();
        assertEquals(0, caches.engines().running());
    }

    @Test
    void theDefaultUriWithAnyLoaderIsOneSwarm() throws IOException {
        try (URLClassLoader loader = new URLClassLoader(new URL[0], getClass().getClassLoader())) {
            // As Spring Boot, and as Hibernate ask for theirs.
            CacheManager one = caches.provider().getCacheManager(null, loader);
            CacheManager two = caches.provider()
                    .getCacheManager(ConfigLocator.EMBEDDED, caches.provider().getDefaultClassLoader());
            assertNotSame(one, two);
            one.createCache("a", new MutableConfiguration<>()).put("key", "value");
            assertEquals(
                    "value", two.createCache("a", new MutableConfiguration<>()).get("key"));
            assertEquals(1, caches.engines().running());
        }
    }

    @Test
    void aManagerThatClosesDoesNotWaitForACacheThatIsBeingCreated() throws Exception {
        Silent silent = new Silent();
        KvSwarmCachingProvider provider = new KvSwarmCachingProvider(new Engines(settings -> silent));
        CacheManager manager =
                provider.getCacheManager(ConfigLocator.EMBEDDED, getClass().getClassLoader());
        CompletableFuture<?> creating =
                CompletableFuture.supplyAsync(() -> manager.createCache("a", new MutableConfiguration<>()));
        silent.isAsked.await();
        CompletableFuture.runAsync(manager::close).get(5, TimeUnit.SECONDS);
        CompletionException failed = assertThrows(CompletionException.class, creating::join);
        assertEquals("the node is closed", failed.getCause().getMessage());
        IllegalStateException closed =
                assertThrows(IllegalStateException.class, () -> manager.createCache("b", new MutableConfiguration<>()));
        assertEquals("the cache manager of kvswarm:embedded is closed", closed.getMessage());
    }

    /** An engine of a swarm that does not answer. */
    private static final class Silent implements Engine, CacheEngine {
        private final CountDownLatch isAsked = new CountDownLatch(1);
        private final CompletableFuture<Creation> creation = new CompletableFuture<>();

        @Override
        public CompletableFuture<Creation> create(String name, CachePlan plan, Patience patience) {
            isAsked.countDown();
            return creation;
        }

        @Override
        public CompletableFuture<List<String>> names() {
            return new CompletableFuture<>();
        }

        @Override
        public CompletableFuture<CacheStore> find(String name, Patience patience) {
            return new CompletableFuture<>();
        }

        @Override
        public CompletableFuture<Boolean> destroy(CacheStore cache) {
            return new CompletableFuture<>();
        }

        @Override
        public CacheEngine caches() {
            return this;
        }

        @Override
        public KvSwarm swarm() {
            return null;
        }

        @Override
        public Executor executor() {
            return Runnable::run;
        }

        @Override
        public void close() {
            creation.completeExceptionally(new SwarmException(ErrorCode.CLOSED, "the node is closed"));
        }
    }

    private CacheManager manager(URI uri) {
        return caches.provider().getCacheManager(uri, getClass().getClassLoader());
    }
}
