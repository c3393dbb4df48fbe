package io.kvswarm.jcache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.cache.CacheException;
import javax.cache.configuration.FactoryBuilder;
import javax.cache.configuration.MutableCacheEntryListenerConfiguration;
import javax.cache.configuration.MutableConfiguration;
import javax.cache.event.CacheEntryCreatedListener;
import javax.cache.event.CacheEntryEvent;
import javax.cache.event.CacheEntryUpdatedListener;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Goal: threads that use one key at a time lose nothing, and of several that want the same one wins. */
final class ConcurrencyTest {
    private static final int THREADS = 8;
    private static final int ROUNDS = 200;

    private final Caches caches = new Caches();
    private final ExecutorService threads = Executors.newFixedThreadPool(THREADS);

    @AfterEach
    void close() {
        threads.shutdownNow();
        caches.close();
    }

    @Test
    void noIncrementOfOneKeyIsLost() throws Exception {
        KvSwarmCache<String, Integer> cache = caches.make("numbers", new MutableConfiguration<>());
        inParallel(() -> {
            for (int i = 0; i < ROUNDS; i++) {
                cache.invoke("hot", (entry, arguments) -> {
                    entry.setValue(entry.exists() ? entry.getValue() + 1 : 1);
                    return null;
                });
            }
            return true;
        });
        assertEquals(THREADS * ROUNDS, cache.get("hot"));
    }

    @Test
    void eventsOfOneKeyComeInTheOrderOfItsChanges() throws Exception {
        KvSwarmCache<String, Integer> cache = caches.make("numbers", new MutableConfiguration<>());
        Values listener = new Values(Collections.synchronizedList(new ArrayList<>()));
        cache.registerCacheEntryListener(
                new MutableCacheEntryListenerConfiguration<>(FactoryBuilder.factoryOf(listener), null, false, true));
        inParallel(() -> {
            for (int i = 0; i < ROUNDS / 4; i++) {
                cache.invoke("hot", (entry, arguments) -> {
                    entry.setValue(entry.exists() ? entry.getValue() + 1 : 1);
                    return null;
                });
            }
            return true;
        });
        List<Integer> expected = new ArrayList<>();
        for (int i = 1; i <= THREADS * (ROUNDS / 4); i++) {
            expected.add(i);
        }
        assertEquals(expected, listener.values());
    }

    @Test
    void ofSeveralThatPutIfAbsentOneWins() throws Exception {
        KvSwarmCache<Integer, String> cache = caches.make("firsts", new MutableConfiguration<>());
        for (int key = 0; key < 20; key++) {
            int wanted = key;
            assertEquals(1, inParallel(() -> cache.putIfAbsent(wanted, "mine")), "winners");
        }
    }

    @Test
    void ofSeveralThatGetAndRemoveOneHasTheValue() throws Exception {
        KvSwarmCache<Integer, String> cache = caches.make("lasts", new MutableConfiguration<>());
        for (int key = 0; key < 20; key++) {
            int wanted = key;
            cache.put(wanted, "mine");
            assertEquals(1, inParallel(() -> cache.getAndRemove(wanted) != null), "winners");
            assertNull(cache.get(wanted));
        }
    }

    @Test
    void ofSeveralThatCreateACacheOneWins() throws Exception {
        KvSwarmCacheManager manager = caches.manager();
        assertEquals(1, inParallel(() -> {
            try {
                return manager.createCache("wanted", new MutableConfiguration<>()) != null;
            } catch (CacheException e) {
                assertEquals("a cache named \"wanted\" is open in this manager already", e.getMessage());
                return false;
            }
        }));
    }

    /** Runs it on all threads at a time; says how many gave true. */
    private int inParallel(Callable<Boolean> task) throws Exception {
        CountDownLatch start = new CountDownLatch(THREADS);
        List<Future<Boolean>> results = new ArrayList<>();
        for (int i = 0; i < THREADS; i++) {
            results.add(threads.submit(() -> {
                start.countDown();
                start.await();
                return task.call();
            }));
        }
        int count = 0;
        for (Future<Boolean> result : results) {
            count += result.get() ? 1 : 0;
        }
        return count;
    }

    /** Writes down the values it is told. */
    private record Values(List<Integer> values)
            implements CacheEntryCreatedListener<String, Integer>,
                    CacheEntryUpdatedListener<String, Integer>,
                    java.io.Serializable {
        @Override
        public void onCreated(Iterable<CacheEntryEvent<? extends String, ? extends Integer>> events) {
            events.forEach(event -> values.add(event.getValue()));
        }

        @Override
        public void onUpdated(Iterable<CacheEntryEvent<? extends String, ? extends Integer>> events) {
            events.forEach(event -> values.add(event.getValue()));
        }
    }
}
