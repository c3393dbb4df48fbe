package io.kvswarm.jcache;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.kvswarm.api.ErrorCode;
import io.kvswarm.api.SwarmException;
import io.kvswarm.jcache.config.ConfigLocator;
import io.kvswarm.jcache.config.SwarmSettings;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import javax.cache.Cache;
import javax.cache.configuration.FactoryBuilder;
import javax.cache.configuration.MutableConfiguration;
import javax.cache.expiry.Duration;
import javax.cache.expiry.ExpiryPolicy;
import javax.cache.integration.CacheLoader;
import javax.cache.integration.CompletionListenerFuture;
import javax.cache.processor.EntryProcessorException;
import javax.cache.processor.EntryProcessorResult;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Goal: operations on many keys take one request for all of them, and one that partly fails says of which keys what is
 * known. Method: a store that writes down what it is asked for, and fails what a test wants to fail.
 */
final class BulkTest {
    private static final int COUNT = 50;
    private static final SwarmException AWAY = new SwarmException(ErrorCode.UNREACHABLE, "away");
    private static final SwarmException SILENT = new SwarmException(ErrorCode.OUTCOME_UNKNOWN, "silent");

    private final WatchedStores stores = new WatchedStores(SwarmSettings.EMBEDDED);
    private final KvSwarmCachingProvider provider = new KvSwarmCachingProvider(new Engines(settings -> stores));
    private final Set<Integer> keys = new LinkedHashSet<>();
    private final Map<Integer, Integer> entries = new HashMap<>();

    BulkTest() {
        for (int i = 0; i < COUNT; i++) {
            keys.add(i);
            entries.put(i, 0);
        }
    }

    @AfterEach
    void close() {
        provider.close();
    }

    @Test
    void everyOperationOnManyKeysIsOneRequest() {
        Cache<Integer, Integer> cache = cache(new MutableConfiguration<Integer, Integer>()
                .setCacheLoaderFactory(FactoryBuilder.factoryOf(Zeros.class))
                .setReadThrough(true));
        assertEquals(List.of("changeAll 50"), callsOf(() -> cache.putAll(entries)));
        assertEquals(List.of("getAll 50"), callsOf(() -> assertEquals(entries, cache.getAll(keys))));
        assertEquals(List.of("getAll 50", "changeAll 50"), callsOf(() -> increment(cache, keys)));
        assertEquals(List.of("getAll 50"), callsOf(() -> sum(cache, keys)));
        assertEquals(List.of("changeAll 50"), callsOf(() -> cache.removeAll(keys)));
        assertEquals(List.of("getAll 50", "changeAll 50"), callsOf(() -> load(cache, keys, false)));
        assertEquals(List.of("getAll 50"), callsOf(() -> load(cache, keys, false)));
        assertEquals(List.of("changeAll 50"), callsOf(() -> load(cache, keys, true)));
        assertEquals(List.of("clearUnwatched"), callsOf(cache::removeAll));
        assertEquals(List.of("getAll 50", "changeAll 50"), callsOf(() -> cache.getAll(keys)));
    }

    @Test
    void alsoWhereLivesHaveToBeAskedFor() {
        Cache<Integer, Integer> cache = cache(new MutableConfiguration<Integer, Integer>()
                .setExpiryPolicyFactory(FactoryBuilder.factoryOf(OwnPolicy.class)));
        assertEquals(List.of("getAll 50", "changeAll 50"), callsOf(() -> cache.putAll(entries)));
        assertEquals(entries, cache.getAll(keys));
    }

    @Test
    void ofEntriesInvokedTogetherThoseThatLoseARaceGoOnOneByOne() {
        Cache<Integer, Integer> cache = cache(new MutableConfiguration<>());
        cache.putAll(entries);
        Cache<Integer, Integer> other = provider.getCacheManager(
                        ConfigLocator.EMBEDDED,
                        new URLClassLoader(new URL[0], getClass().getClassLoader()))
                .createCache("c", new MutableConfiguration<>());
        Set<Integer> raced = new HashSet<>();
        List<String> calls = callsOf(() -> cache.invokeAll(keys, (entry, arguments) -> {
            // Another one is quicker with each tenth entry, once.
            if (entry.getKey() % 10 == 0 && raced.add(entry.getKey())) {
                other.put(entry.getKey(), 100);
            }
            entry.setValue(entry.getValue() + 1);
            return null;
        }));
        assertEquals(5, calls.stream().filter("get"::equals).count());
        assertEquals(1, calls.stream().filter("changeAll 50"::equals).count());
        keys.forEach(key -> assertEquals(key % 10 == 0 ? 101 : 1, cache.get(key), "key " + key));
    }

    @Test
    void whatAProcessorThrowsConcernsItsKeyOnly() {
        Cache<Integer, Integer> cache = cache(new MutableConfiguration<>());
        cache.putAll(entries);
        Map<Integer, EntryProcessorResult<Integer>> results = cache.invokeAll(keys, (entry, arguments) -> {
            if (entry.getKey() == 7) {
                throw new IllegalStateException("seven");
            }
            entry.setValue(1);
            return entry.getKey();
        });
        assertEquals(keys, results.keySet());
        assertEquals(8, results.get(8).get());
        EntryProcessorException thrown =
                assertThrows(EntryProcessorException.class, () -> results.get(7).get());
        assertEquals("seven", thrown.getCause().getMessage());
        assertEquals(0, cache.get(7));
        assertEquals(1, cache.get(8));
    }

    @Test
    void aPartialFailureSaysWhatBecameOfEachKey() {
        Cache<Integer, Integer> cache = cache(new MutableConfiguration<>());
        stores.change = (index, made) -> switch (index) {
            case 1 -> CompletableFuture.failedFuture(AWAY);
            case 2, 3 -> CompletableFuture.failedFuture(SILENT);
            default -> made;
        };
        List<Integer> ordered = new ArrayList<>(entries.keySet());
        assertPartly(ordered, assertThrows(CachePartialUpdateException.class, () -> cache.putAll(entries)));
        assertPartly(List.copyOf(keys), assertThrows(CachePartialUpdateException.class, () -> cache.removeAll(keys)));
    }

    private static void assertPartly(List<Integer> ordered, CachePartialUpdateException thrown) {
        assertEquals("of 50 entries 47 were done, 1 were not, and of 2 it is not known: away", thrown.getMessage());
        assertEquals(AWAY, thrown.getCause());
        assertEquals(Set.of(ordered.get(1)), thrown.notApplied());
        assertEquals(Set.of(ordered.get(2), ordered.get(3)), thrown.unknown());
        Set<Object> applied = new HashSet<>(ordered);
        applied.removeAll(thrown.notApplied());
        applied.removeAll(thrown.unknown());
        assertEquals(applied, thrown.applied());
    }

    @Test
    void aLoadThatPartlyFailsTellsItsListener() {
        Cache<Integer, Integer> cache = cache(new MutableConfiguration<Integer, Integer>()
                .setCacheLoaderFactory(FactoryBuilder.factoryOf(Zeros.class)));
        stores.change = (index, made) -> index == 1 ? CompletableFuture.failedFuture(AWAY) : made;
        CompletionListenerFuture done = new CompletionListenerFuture();
        cache.loadAll(keys, true, done);
        var thrown = assertThrows(java.util.concurrent.ExecutionException.class, done::get);
        assertEquals(
                1,
                assertInstanceOf(CachePartialUpdateException.class, thrown.getCause())
                        .notApplied()
                        .size());
    }

    @Test
    void entriesInvokedTogetherFailEachByItself() {
        Cache<Integer, Integer> cache = cache(new MutableConfiguration<>());
        stores.change = (index, made) -> index == 1 ? CompletableFuture.failedFuture(AWAY) : made;
        Map<Integer, EntryProcessorResult<Integer>> results = cache.invokeAll(keys, (entry, arguments) -> {
            entry.setValue(1);
            return 1;
        });
        long failed = results.values().stream().filter(BulkTest::isFailed).count();
        assertEquals(1, failed);
        assertEquals(COUNT, results.size());
    }

    private static boolean isFailed(EntryProcessorResult<Integer> result) {
        try {
            return result.get() != 1;
        } catch (EntryProcessorException e) {
            return e.getCause().getCause() == AWAY;
        }
    }

    private Cache<Integer, Integer> cache(MutableConfiguration<Integer, Integer> configuration) {
        return provider.getCacheManager(ConfigLocator.EMBEDDED, getClass().getClassLoader())
                .createCache("c", configuration);
    }

    private static void increment(Cache<Integer, Integer> cache, Set<Integer> keys) {
        cache.invokeAll(keys, (entry, arguments) -> {
            entry.setValue(entry.getValue() + 1);
            return null;
        });
    }

    private static void sum(Cache<Integer, Integer> cache, Set<Integer> keys) {
        Map<Integer, EntryProcessorResult<Integer>> results =
                cache.invokeAll(keys, (entry, arguments) -> entry.getValue());
        results.values().forEach(result -> assertEquals(1, result.get()));
    }

    private static void load(Cache<Integer, Integer> cache, Set<Integer> keys, boolean isReplacing) {
        CompletionListenerFuture done = new CompletionListenerFuture();
        cache.loadAll(keys, isReplacing, done);
        assertDoesNotThrow(() -> done.get());
    }

    private List<String> callsOf(Runnable operation) {
        stores.calls.clear();
        operation.run();
        return List.copyOf(stores.calls);
    }

    /** Loads 0 for every key. */
    public static final class Zeros implements CacheLoader<Integer, Integer> {
        @Override
        public Integer load(Integer key) {
            return 0;
        }

        @Override
        public Map<Integer, Integer> loadAll(Iterable<? extends Integer> keys) {
            Map<Integer, Integer> loaded = new HashMap<>();
            keys.forEach(key -> loaded.put(key, 0));
            return loaded;
        }
    }

    /** A policy that only this process knows. */
    public static final class OwnPolicy implements ExpiryPolicy {
        @Override
        public Duration getExpiryForCreation() {
            return Duration.ONE_DAY;
        }

        @Override
        public Duration getExpiryForAccess() {
            return null;
        }

        @Override
        public Duration getExpiryForUpdate() {
            return Duration.ONE_HOUR;
        }
    }
}
