package io.kvswarm.jcache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kvswarm.jcache.statistics.Counters;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import javax.cache.configuration.FactoryBuilder;
import javax.cache.configuration.MutableCacheEntryListenerConfiguration;
import javax.cache.configuration.MutableConfiguration;
import javax.cache.event.CacheEntryCreatedListener;
import javax.cache.event.CacheEntryEvent;
import javax.cache.integration.CacheLoader;
import javax.cache.integration.CacheLoaderException;
import javax.cache.processor.EntryProcessorException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Goal: without waiting, every operation gives, counts and throws what it does with waiting, and nothing an application
 * hangs on it runs on a thread of the network. Method: each operation in one line, begun natively and, because there is
 * a listener, on a thread that waits.
 */
final class AsyncViewTest {
    private final Caches caches = new Caches();

    @AfterEach
    void close() {
        caches.close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                // operation     | entry   | result | hits, misses, puts, removals | value after
                "get             | absent  | null   | 0 1 0 0 | null",
                "get             | present | old    | 1 0 0 0 | old",
                "getAll          | present | {1=old}| 1 0 0 0 | old",
                "containsKey     | present | true   | 0 0 0 0 | old",
                "containsKey     | absent  | false  | 0 0 0 0 | null",
                "put             | absent  | null   | 0 0 1 0 | new",
                "put             | present | null   | 0 0 1 0 | new",
                "getAndPut       | present | old    | 1 0 1 0 | new",
                "putAll          | present | null   | 0 0 1 0 | new",
                "putIfAbsent     | absent  | true   | 0 1 1 0 | new",
                "putIfAbsent     | present | false  | 1 0 0 0 | old",
                "remove          | absent  | false  | 0 0 0 0 | null",
                "remove          | present | true   | 0 0 0 1 | null",
                "remove equal    | present | true   | 1 0 0 1 | null",
                "remove equal    | other   | false  | 1 0 0 0 | other",
                "getAndRemove    | present | old    | 1 0 0 1 | null",
                "replace         | absent  | false  | 0 1 0 0 | null",
                "replace         | present | true   | 1 0 1 0 | new",
                "replace equal   | present | true   | 1 0 1 0 | new",
                "replace equal   | other   | false  | 1 0 0 0 | other",
                "getAndReplace   | present | old    | 1 0 1 0 | new",
                "getAndReplace   | absent  | null   | 0 1 0 0 | null",
                "removeAll keys  | present | null   | 0 0 0 1 | null",
                "removeAll       | present | null   | 0 0 0 1 | null",
                "clear           | present | null   | 0 0 0 0 | null",
                "invoke          | present | old    | 1 0 1 0 | new",
                "invokeAll       | present | old    | 1 0 1 0 | new",
                "loadAll         | present | null   | 0 0 0 0 | old"
            })
    void everyOperationIsAsWithWaiting(String operation, String entry, String result, String counts, String after)
            throws Exception {
        for (boolean isListening : new boolean[] {false, true}) {
            KvSwarmCache<Integer, String> cache = caches.make("rows", counted());
            if (!entry.equals("absent")) {
                cache.put(1, entry.equals("present") ? "old" : entry);
            }
            if (isListening) {
                listenTo(cache, new CopyOnWriteArrayList<>());
            }
            Counters counters = cache.unwrap(Counters.class);
            counters.clear();
            assertEquals(result, String.valueOf(result(begin(operation, view(cache)))), "result");
            assertEquals(counts, counts(counters), "counts");
            assertEquals(after, String.valueOf(cache.get(1)), "after");
            caches.manager().destroyCache("rows");
        }
    }

    @Test
    void listenersHearBeforeTheStageEnds() throws Exception {
        KvSwarmCache<Integer, String> cache = caches.make("told", counted());
        List<Integer> told = new CopyOnWriteArrayList<>();
        listenTo(cache, told);
        result(view(cache).put(1, "new"));
        assertEquals(List.of(1), told);
    }

    @Test
    void aReadThroughLoads() throws Exception {
        KvSwarmCache<Integer, String> cache =
                caches.make("loads", counted().setReadThrough(true).setCacheLoaderFactory(Loader::new));
        assertEquals("loaded", result(view(cache).get(1)));
        result(view(cache).loadAll(Set.of(2), true));
        assertEquals("loaded", result(view(cache).get(2)));
        CacheLoaderException failed =
                failure(CacheLoaderException.class, view(cache).get(-1));
        assertEquals("the cache loader failed; nothing was cached", failed.getMessage());
    }

    @Test
    void failuresComeByTheStage() {
        KvSwarmCache<Integer, String> cache = caches.make("fails", counted());
        KvSwarmAsyncCache<Integer, String> view = view(cache);
        assertEquals("key", failure(NullPointerException.class, view.get(null)).getMessage());
        assertEquals(
                "value", failure(NullPointerException.class, view.put(1, null)).getMessage());
        assertEquals(
                "key",
                failure(NullPointerException.class, view.loadAll(null1(), true)).getMessage());
        EntryProcessorException processor =
                failure(EntryProcessorException.class, view.invoke(1, (entry, arguments) -> {
                    throw new IllegalStateException("no");
                }));
        assertEquals("an entry processor failed; the entry was left as it was", processor.getMessage());
        cache.close();
        assertEquals(
                "the cache \"fails\" is closed",
                failure(IllegalStateException.class, view.get(1)).getMessage());
        assertEquals(
                "the cache \"fails\" is closed",
                failure(IllegalStateException.class, view.clear()).getMessage());
    }

    @Test
    void aCacheThatIsDestroyedElsewhereCloses() throws Exception {
        KvSwarmCache<Integer, String> cache = caches.make("gone", counted());
        KvSwarmCacheManager other = caches.manager(new ClassLoader(getClass().getClassLoader()) {});
        other.createCache("kept", new MutableConfiguration<>());
        other.destroyCache("gone");
        IllegalStateException failed =
                failure(IllegalStateException.class, view(cache).put(1, "new"));
        assertEquals("the cache \"gone\" was destroyed", failed.getMessage());
        assertEquals(true, cache.isClosed());
    }

    @Test
    void afterTheEngineIsClosedNoStageWaitsForEver() {
        KvSwarmCache<Integer, String> cache = caches.make("late", counted());
        KvSwarmAsyncCache<Integer, String> view = view(cache);
        caches.manager().close();
        assertEquals(
                "the cache \"late\" is closed",
                failure(IllegalStateException.class, view.removeAll()).getMessage());
    }

    @Test
    void stagesNeverRunOnTheLoop() throws Exception {
        KvSwarmCache<Integer, String> cache = caches.make("threads", counted());
        List<CompletableFuture<String>> threads = new ArrayList<>();
        for (int key = 0; key < 500; key++) {
            threads.add(view(cache)
                    .put(key, "new")
                    .thenCombine(
                            view(cache).get(key),
                            (nothing, value) -> Thread.currentThread().getName())
                    .toCompletableFuture());
        }
        for (CompletableFuture<String> thread : threads) {
            String name = result(thread);
            boolean isAllowed = name.equals(Thread.currentThread().getName())
                    || name.startsWith("kvswarm-callbacks-")
                    || name.startsWith("kvswarm-jcache-");
            assertTrue(isAllowed, name);
        }
    }

    @Test
    void manyAtATimeAddUp() throws Exception {
        KvSwarmCache<Integer, String> cache = caches.make("many", counted());
        List<CompletionStage<?>> begun = new ArrayList<>();
        for (int key = 0; key < 300; key++) {
            begun.add(view(cache).put(key, "new"));
            begun.add(view(cache).putIfAbsent(key, "newer"));
        }
        for (CompletionStage<?> stage : begun) {
            result(stage);
        }
        Counters counters = cache.unwrap(Counters.class);
        assertEquals(300, counters.getCacheGets());
        assertEquals(300 + counters.getCacheMisses(), counters.getCachePuts());
    }

    private static CompletionStage<?> begin(String operation, KvSwarmAsyncCache<Integer, String> view) {
        return switch (operation) {
            case "get" -> view.get(1);
            case "getAll" -> view.getAll(Set.of(1));
            case "containsKey" -> view.containsKey(1);
            case "put" -> view.put(1, "new");
            case "getAndPut" -> view.getAndPut(1, "new");
            case "putAll" -> view.putAll(Map.of(1, "new"));
            case "putIfAbsent" -> view.putIfAbsent(1, "new");
            case "remove" -> view.remove(1);
            case "remove equal" -> view.remove(1, "old");
            case "getAndRemove" -> view.getAndRemove(1);
            case "replace" -> view.replace(1, "new");
            case "replace equal" -> view.replace(1, "old", "new");
            case "getAndReplace" -> view.getAndReplace(1, "new");
            case "removeAll keys" -> view.removeAll(Set.of(1));
            case "removeAll" -> view.removeAll();
            case "clear" -> view.clear();
            case "invoke" -> view.invoke(1, AsyncViewTest::change);
            case "invokeAll" ->
                view.invokeAll(Set.of(1), AsyncViewTest::change)
                        .thenApply(results -> results.get(1).get());
            case "loadAll" -> view.loadAll(Set.of(1), false);
            default -> throw new IllegalArgumentException(operation);
        };
    }

    private static String change(javax.cache.processor.MutableEntry<Integer, String> entry, Object... arguments) {
        String old = entry.getValue();
        entry.setValue("new");
        return old;
    }

    @SuppressWarnings("unchecked")
    private static KvSwarmAsyncCache<Integer, String> view(KvSwarmCache<Integer, String> cache) {
        return cache.unwrap(KvSwarmAsyncCache.class);
    }

    private static Set<Integer> null1() {
        Set<Integer> keys = new java.util.HashSet<>();
        keys.add(null);
        return keys;
    }

    private static <T> T result(CompletionStage<T> stage) throws Exception {
        return stage.toCompletableFuture().get(30, TimeUnit.SECONDS);
    }

    private static <T extends Throwable> T failure(Class<T> type, CompletionStage<?> stage) {
        ExecutionException thrown = assertThrows(ExecutionException.class, () -> result(stage));
        return assertInstanceOf(type, thrown.getCause());
    }

    private static String counts(Counters counters) {
        return counters.getCacheHits() + " " + counters.getCacheMisses() + " " + counters.getCachePuts() + " "
                + counters.getCacheRemovals();
    }

    private static MutableConfiguration<Integer, String> counted() {
        return new MutableConfiguration<Integer, String>()
                .setTypes(Integer.class, String.class)
                .setStatisticsEnabled(true);
    }

    private static void listenTo(KvSwarmCache<Integer, String> cache, List<Integer> told) {
        cache.registerCacheEntryListener(new MutableCacheEntryListenerConfiguration<>(
                FactoryBuilder.factoryOf(new Told(told)), null, false, true));
    }

    /** Writes down keys. */
    private record Told(List<Integer> keys)
            implements CacheEntryCreatedListener<Integer, String>, java.io.Serializable {
        @Override
        public void onCreated(Iterable<CacheEntryEvent<? extends Integer, ? extends String>> events) {
            events.forEach(event -> keys.add(event.getKey()));
        }
    }

    /** Has a value for keys that are not negative. */
    private static final class Loader implements CacheLoader<Integer, String> {
        @Override
        public String load(Integer key) {
            if (key < 0) {
                throw new IllegalStateException("no");
            }
            return "loaded";
        }

        @Override
        public Map<Integer, String> loadAll(Iterable<? extends Integer> keys) {
            Map<Integer, String> loaded = new java.util.HashMap<>();
            keys.forEach(key -> loaded.put(key, load(key)));
            return loaded;
        }
    }
}
