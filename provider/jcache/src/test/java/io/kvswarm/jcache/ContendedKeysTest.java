package io.kvswarm.jcache;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.kvswarm.KvSwarm;
import io.kvswarm.SwarmBuilder;
import io.kvswarm.SwarmConfig;
import io.kvswarm.api.ListenOptions;
import io.kvswarm.api.NodeId;
import io.kvswarm.jcache.config.ConfigLocator;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import javax.cache.Cache;
import javax.cache.configuration.MutableConfiguration;
import javax.cache.integration.CacheWriter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Goal: where several clients want one key, all get on, nothing is lost, and the writers of all end with what the entry
 * says. Method: three storage nodes and three clients over TLS, in one process, with a writer each to one database.
 */
final class ContendedKeysTest {
    private static final List<String> STORAGE = List.of("a", "b", "c");
    private static final List<String> CLIENTS = List.of("x", "y", "z");
    private static final int THREADS = 4;
    private static final int ROUNDS = 60;

    @TempDir
    private Path directory;

    private final List<KvSwarm> nodes = new ArrayList<>();
    private final List<KvSwarmCachingProvider> providers = new ArrayList<>();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Map<Object, Object> database = new ConcurrentHashMap<>();
    private final AtomicInteger writing = new AtomicInteger();
    private final AtomicInteger clashes = new AtomicInteger();

    @BeforeEach
    void open() {
        Map<NodeId, Long> capacities = new LinkedHashMap<>();
        STORAGE.forEach(name -> capacities.put(idOf(name), 1L));
        SwarmConfig config =
                SwarmConfig.of(capacities, CLIENTS.stream().map(this::idOf).toList());
        for (String name : STORAGE) {
            KvSwarm node = node(name, config);
            nodes.add(node);
            node.listen(ListenOptions.LOOPBACK).join();
        }
        for (String name : CLIENTS) {
            KvSwarm node = node(name, config);
            providers.add(new KvSwarmCachingProvider(new Engines(swarm -> new NodeEngine(node))));
        }
    }

    @AfterEach
    void close() {
        threads.shutdownNow();
        providers.forEach(KvSwarmCachingProvider::close);
        nodes.forEach(KvSwarm::close);
    }

    @Test
    void noIncrementOfAnyClientIsLost() throws Exception {
        List<Cache<String, Long>> caches = caches(new MutableConfiguration<>());
        everywhere(caches, cache -> {
            for (int i = 0; i < ROUNDS; i++) {
                increment(cache);
            }
            return null;
        });
        assertEquals((long) CLIENTS.size() * THREADS * ROUNDS, caches.get(0).get("hot"));
    }

    @Test
    void replacingAndInvokingGetOnBesideEachOther() throws Exception {
        List<Cache<String, Long>> caches = caches(new MutableConfiguration<>());
        caches.get(0).put("hot", 0L);
        everywhere(caches, cache -> {
            for (int i = 0; i < ROUNDS / 2; i++) {
                increment(cache);
                Long there = cache.get("hot");
                while (!cache.replace("hot", there, there + 1)) {
                    there = cache.get("hot");
                }
            }
            return null;
        });
        assertEquals((long) CLIENTS.size() * THREADS * ROUNDS, caches.get(0).get("hot"));
    }

    @Test
    void whatWasWrittenLastIsWhatTheEntrySays() throws Exception {
        MutableConfiguration<String, Long> configuration = new MutableConfiguration<>();
        configuration.setWriteThrough(true).setCacheWriterFactory(Database::new);
        List<Cache<String, Long>> caches = caches(configuration);
        AtomicInteger number = new AtomicInteger();
        everywhere(caches, cache -> {
            for (int i = 0; i < ROUNDS / 4; i++) {
                long mine = number.incrementAndGet();
                switch (i % 4) {
                    case 0 -> cache.put("hot", mine);
                    case 1 -> cache.getAndPut("hot", mine);
                    case 2 -> cache.replace("hot", mine);
                    default -> increment(cache);
                }
            }
            return null;
        });
        assertEquals(database.get("hot"), caches.get(0).get("hot"));
        assertEquals(0, clashes.get(), "writers of one key at the same time");
    }

    private static void increment(Cache<String, Long> cache) {
        cache.invoke("hot", (entry, arguments) -> {
            entry.setValue(entry.exists() ? entry.getValue() + 1 : 1);
            return null;
        });
    }

    private List<Cache<String, Long>> caches(MutableConfiguration<String, Long> configuration) {
        List<Cache<String, Long>> caches = new ArrayList<>();
        for (KvSwarmCachingProvider provider : providers) {
            caches.add(provider.getCacheManager(ConfigLocator.EMBEDDED, ContendedKeysTest.class.getClassLoader(), null)
                    .createCache("numbers", configuration));
        }
        return caches;
    }

    /** What each thread of each client does. */
    private interface Work {
        Void on(Cache<String, Long> cache) throws Exception;
    }

    private void everywhere(List<Cache<String, Long>> caches, Work work) throws Exception {
        CountDownLatch start = new CountDownLatch(caches.size() * THREADS);
        List<Future<Void>> results = new ArrayList<>();
        for (Cache<String, Long> cache : caches) {
            Callable<Void> task = () -> {
                start.countDown();
                start.await();
                return work.on(cache);
            };
            for (int i = 0; i < THREADS; i++) {
                results.add(threads.submit(task));
            }
        }
        for (Future<Void> result : results) {
            result.get();
        }
    }

    private NodeId idOf(String name) {
        try (KvSwarm node = builder(name).open()) {
            return node.id();
        }
    }

    private KvSwarm node(String name, SwarmConfig config) {
        return builder(name).config(config).open();
    }

    private SwarmBuilder builder(String name) {
        return KvSwarm.builder().directory(directory.resolve(name)).runDirectory(directory.resolve("run"));
    }

    /** Writes to the one database, and notes if two write one key at a time. */
    private final class Database implements CacheWriter<String, Long> {
        @Override
        public void write(Cache.Entry<? extends String, ? extends Long> entry) {
            alone(() -> database.put(entry.getKey(), entry.getValue()));
        }

        @Override
        public void writeAll(Collection<Cache.Entry<? extends String, ? extends Long>> entries) {
            entries.forEach(this::write);
            entries.clear();
        }

        @Override
        public void delete(Object key) {
            alone(() -> database.remove(key));
        }

        @Override
        public void deleteAll(Collection<?> keys) {
            keys.forEach(this::delete);
            keys.clear();
        }

        private void alone(Runnable write) {
            if (writing.incrementAndGet() > 1) {
                clashes.incrementAndGet();
            }
            write.run();
            Thread.yield();
            writing.decrementAndGet();
        }
    }
}
