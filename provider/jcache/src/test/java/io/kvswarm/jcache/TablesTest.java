package io.kvswarm.jcache;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.kvswarm.jcache.statistics.Counters;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.cache.Cache;
import javax.cache.configuration.FactoryBuilder;
import javax.cache.configuration.MutableCacheEntryListenerConfiguration;
import javax.cache.configuration.MutableConfiguration;
import javax.cache.event.CacheEntryCreatedListener;
import javax.cache.event.CacheEntryEvent;
import javax.cache.event.CacheEntryRemovedListener;
import javax.cache.event.CacheEntryUpdatedListener;
import javax.cache.expiry.Duration;
import javax.cache.expiry.ExpiryPolicy;
import javax.cache.integration.CompletionListenerFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Goal: the specification's tables of expiry, events and statistics hold, row by row. Method: each operation on an
 * entry that is absent, present, or present with another value than the one compared; what the expiry policy is asked,
 * what a listener is told and what is counted stands in one line. Each row runs by the long way, as there is a policy
 * of the application's own, and by the direct way, with a policy of the API.
 */
final class TablesTest {
    private static Caches caches;

    private final List<String> asked = new ArrayList<>();
    private final List<String> told = new ArrayList<>();

    @BeforeAll
    static void open() {
        caches = new Caches();
    }

    @AfterAll
    static void close() {
        caches.close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                // operation        | entry    | result | asked    | told        | hits, misses, puts, removals
                "containsKey        | absent   | false  |          |             | 0 0 0 0",
                "containsKey        | present  | true   |          |             | 0 0 0 0",
                "get                | absent   | null   |          |             | 0 1 0 0",
                "get                | present  | old    | access   |             | 1 0 0 0",
                "getAll             | absent   | {}     |          |             | 0 1 0 0",
                "getAll             | present  | {1=old}| access   |             | 1 0 0 0",
                "getAndPut          | absent   | null   | creation | CREATED     | 0 1 1 0",
                "getAndPut          | present  | old    | update   | UPDATED old | 1 0 1 0",
                "getAndRemove       | absent   | null   |          |             | 0 1 0 0",
                "getAndRemove       | present  | old    |          | REMOVED old | 1 0 0 1",
                "getAndReplace      | absent   | null   |          |             | 0 1 0 0",
                "getAndReplace      | present  | old    | update   | UPDATED old | 1 0 1 0",
                "invoke nothing     | absent   | null   |          |             | 0 1 0 0",
                "invoke nothing     | present  | null   |          |             | 1 0 0 0",
                "invoke get         | absent   | null   |          |             | 0 1 0 0",
                "invoke get         | present  | old    | access   |             | 1 0 0 0",
                "invoke set         | absent   | null   | creation | CREATED     | 0 1 1 0",
                "invoke set         | present  | null   | update   | UPDATED old | 1 0 1 0",
                "invoke remove      | absent   | null   |          |             | 0 1 0 0",
                "invoke remove      | present  | null   |          | REMOVED old | 1 0 0 1",
                "invoke set, remove | absent   | null   |          |             | 0 1 0 0",
                "iterate            | absent   | []     |          |             | 0 0 0 0",
                "iterate            | present  | [old]  | access   |             | 1 0 0 0",
                "iterate, remove    | present  | []     | access   | REMOVED old | 1 0 0 1",
                "put                | absent   | null   | creation | CREATED     | 0 0 1 0",
                "put                | present  | null   | update   | UPDATED old | 0 0 1 0",
                "putAll             | absent   | null   | creation | CREATED     | 0 0 1 0",
                "putAll             | present  | null   | update   | UPDATED old | 0 0 1 0",
                "putIfAbsent        | absent   | true   | creation | CREATED     | 0 1 1 0",
                "putIfAbsent        | present  | false  |          |             | 1 0 0 0",
                "remove             | absent   | false  |          |             | 0 0 0 0",
                "remove             | present  | true   |          | REMOVED old | 0 0 0 1",
                "remove equal       | absent   | false  |          |             | 0 1 0 0",
                "remove equal       | present  | true   |          | REMOVED old | 1 0 0 1",
                "remove equal       | unequal  | false  | access   |             | 1 0 0 0",
                "removeAll keys     | absent   | null   |          |             | 0 0 0 0",
                "removeAll keys     | present  | null   |          | REMOVED old | 0 0 0 1",
                "removeAll          | present  | null   |          | REMOVED old | 0 0 0 1",
                "clear              | present  | null   |          |             | 0 0 0 0",
                "replace            | absent   | false  |          |             | 0 1 0 0",
                "replace            | present  | true   | update   | UPDATED old | 1 0 1 0",
                "replace equal      | absent   | false  |          |             | 0 1 0 0",
                "replace equal      | present  | true   | update   | UPDATED old | 1 0 1 0",
                "replace equal      | unequal  | false  | access   |             | 1 0 0 0"
            })
    void rowHolds(String operation, String entry, String result, String policy, String event, String counts) {
        for (boolean isDirect : new boolean[] {false, true}) {
            MutableConfiguration<Integer, String> configuration = new MutableConfiguration<Integer, String>()
                    .setTypes(Integer.class, String.class)
                    .setStatisticsEnabled(true);
            if (!isDirect) {
                configuration.setExpiryPolicyFactory(() -> new Asked());
            }
            KvSwarmCache<Integer, String> cache = caches.make("rows", configuration);
            try {
                if (!entry.equals("absent")) {
                    cache.put(1, entry.equals("present") ? "old" : "other");
                }
                listenTo(cache);
                asked.clear();
                cache.unwrap(Counters.class).clear();
                assertEquals(result, String.valueOf(run(operation, cache)), "result");
                assertEquals(event == null ? List.of() : List.of(event), told, "told");
                assertEquals(counts, counts(cache.unwrap(Counters.class)), "counts");
                if (!isDirect) {
                    assertEquals(policy == null ? List.of() : List.of(policy), asked, "asked");
                }
            } finally {
                caches.manager().destroyCache("rows");
                told.clear();
            }
        }
    }

    @Test
    void loadAllAsksForCreationAndCountsNothing() throws Exception {
        MutableConfiguration<Integer, String> configuration = new MutableConfiguration<Integer, String>()
                .setTypes(Integer.class, String.class)
                .setStatisticsEnabled(true)
                .setExpiryPolicyFactory(() -> new Asked())
                .setCacheLoaderFactory(() -> new Loader())
                .setReadThrough(true);
        KvSwarmCache<Integer, String> cache = caches.make("loads", configuration);
        listenTo(cache);
        CompletionListenerFuture loaded = new CompletionListenerFuture();
        cache.loadAll(Set.of(1), true, loaded);
        loaded.get();
        assertEquals(List.of("creation"), asked);
        assertEquals(List.of("CREATED"), told);
        assertEquals("0 0 0 0", counts(cache.unwrap(Counters.class)));
        assertEquals("loaded", cache.get(2));
        assertEquals("0 1 0 0", counts(cache.unwrap(Counters.class)));
        assertEquals(List.of("creation", "creation"), asked);
    }

    private static Object run(String operation, Cache<Integer, String> cache) {
        return switch (operation) {
            case "containsKey" -> cache.containsKey(1);
            case "get" -> cache.get(1);
            case "getAll" -> cache.getAll(Set.of(1));
            case "getAndPut" -> cache.getAndPut(1, "new");
            case "getAndRemove" -> cache.getAndRemove(1);
            case "getAndReplace" -> cache.getAndReplace(1, "new");
            case "putIfAbsent" -> cache.putIfAbsent(1, "new");
            case "remove" -> cache.remove(1);
            case "remove equal" -> cache.remove(1, "old");
            case "replace" -> cache.replace(1, "new");
            case "replace equal" -> cache.replace(1, "old", "new");
            case "iterate", "iterate, remove" -> iterate(cache, operation.endsWith("remove"));
            default -> operation.startsWith("invoke") ? invoke(operation, cache) : runVoid(operation, cache);
        };
    }

    private static Object runVoid(String operation, Cache<Integer, String> cache) {
        switch (operation) {
            case "put" -> cache.put(1, "new");
            case "putAll" -> cache.putAll(Map.of(1, "new"));
            case "removeAll keys" -> cache.removeAll(Set.of(1));
            case "removeAll" -> cache.removeAll();
            case "clear" -> cache.clear();
            default -> throw new IllegalArgumentException(operation);
        }
        return null;
    }

    private static Object invoke(String operation, Cache<Integer, String> cache) {
        return cache.invoke(1, (entry, arguments) -> {
            String result = operation.contains("get") ? entry.getValue() : null;
            if (operation.contains("set")) {
                entry.setValue("new");
            }
            if (operation.contains("remove")) {
                entry.remove();
            }
            return result;
        });
    }

    private static Object iterate(Cache<Integer, String> cache, boolean removes) {
        List<String> values = new ArrayList<>();
        for (Iterator<Cache.Entry<Integer, String>> entries = cache.iterator(); entries.hasNext(); ) {
            String value = entries.next().getValue();
            if (removes) {
                entries.remove();
            } else {
                values.add(value);
            }
        }
        return values;
    }

    private static String counts(Counters counters) {
        return counters.getCacheHits() + " " + counters.getCacheMisses() + " " + counters.getCachePuts() + " "
                + counters.getCacheRemovals();
    }

    private void listenTo(Cache<Integer, String> cache) {
        cache.registerCacheEntryListener(new MutableCacheEntryListenerConfiguration<>(
                FactoryBuilder.factoryOf(new Told(told)), null, true, true));
    }

    /** Writes down what it is asked, and always answers the same. */
    private final class Asked implements ExpiryPolicy {
        @Override
        public Duration getExpiryForCreation() {
            asked.add("creation");
            return Duration.ONE_DAY;
        }

        @Override
        public Duration getExpiryForAccess() {
            asked.add("access");
            return Duration.ONE_HOUR;
        }

        @Override
        public Duration getExpiryForUpdate() {
            asked.add("update");
            return Duration.ONE_MINUTE;
        }
    }

    /** Writes down what it is told. */
    private record Told(List<String> told)
            implements CacheEntryCreatedListener<Integer, String>,
                    CacheEntryUpdatedListener<Integer, String>,
                    CacheEntryRemovedListener<Integer, String>,
                    java.io.Serializable {
        @Override
        public void onCreated(Iterable<CacheEntryEvent<? extends Integer, ? extends String>> events) {
            onEvents(events);
        }

        @Override
        public void onUpdated(Iterable<CacheEntryEvent<? extends Integer, ? extends String>> events) {
            onEvents(events);
        }

        @Override
        public void onRemoved(Iterable<CacheEntryEvent<? extends Integer, ? extends String>> events) {
            onEvents(events);
        }

        private void onEvents(Iterable<CacheEntryEvent<? extends Integer, ? extends String>> events) {
            events.forEach(event ->
                    told.add(event.getEventType() + (event.isOldValueAvailable() ? " " + event.getOldValue() : "")));
        }
    }

    /** Loads the same for every key. */
    private static final class Loader implements javax.cache.integration.CacheLoader<Integer, String> {
        @Override
        public String load(Integer key) {
            return "loaded";
        }

        @Override
        public Map<Integer, String> loadAll(Iterable<? extends Integer> keys) {
            Map<Integer, String> loaded = new java.util.HashMap<>();
            keys.forEach(key -> loaded.put(key, "loaded"));
            return loaded;
        }
    }
}
