package io.kvswarm.jcache;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.kvswarm.jcache.statistics.Counters;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.cache.Cache;
import javax.cache.configuration.FactoryBuilder;
import javax.cache.configuration.MutableCacheEntryListenerConfiguration;
import javax.cache.configuration.MutableConfiguration;
import javax.cache.event.CacheEntryCreatedListener;
import javax.cache.event.CacheEntryEvent;
import javax.cache.event.CacheEntryExpiredListener;
import javax.cache.event.CacheEntryRemovedListener;
import javax.cache.event.CacheEntryUpdatedListener;
import javax.cache.expiry.Duration;
import javax.cache.expiry.ExpiryPolicy;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Goal: an expiry policy that says {@code Duration.ZERO} does what the specification says: a new entry is not added,
 * one that is updated or accessed is over. Method: each operation in one line, with listeners and without.
 */
final class ZeroLifeTest {
    private final Caches caches = new Caches();
    private final List<String> told = new CopyOnWriteArrayList<>();

    @AfterEach
    void close() {
        caches.close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                // operation     | entry   | told                    | hits, misses, puts, removals | entry after
                "put             | absent  |                         | 0 0 0 0 | false",
                "putAll          | absent  |                         | 0 0 0 0 | false",
                "putIfAbsent     | absent  |                         | 0 1 0 0 | false",
                "getAndPut       | absent  |                         | 0 1 0 0 | false",
                "invoke          | absent  |                         | 0 1 0 0 | false",
                "put             | present | UPDATED new EXPIRED new | 0 0 1 0 | false",
                "putAll          | present | UPDATED new EXPIRED new | 0 0 1 0 | false",
                "replace         | present | UPDATED new EXPIRED new | 1 0 1 0 | false",
                "getAndReplace   | present | UPDATED new EXPIRED new | 1 0 1 0 | false",
                "invoke          | present | UPDATED new EXPIRED new | 1 0 1 0 | false",
                "get             | present | EXPIRED old             | 1 0 0 0 | false",
                "getAll          | present | EXPIRED old             | 1 0 0 0 | false",
                "containsKey     | present |                         | 0 0 0 0 | true"
            })
    void zeroIsOverAtOnce(String operation, String entry, String events, String counts, boolean isThereAfter) {
        for (boolean isListening : new boolean[] {true, false}) {
            Switched policy = new Switched();
            KvSwarmCache<Integer, String> cache = caches.make(
                    "zero",
                    new MutableConfiguration<Integer, String>()
                            .setTypes(Integer.class, String.class)
                            .setStatisticsEnabled(true)
                            .setExpiryPolicyFactory(() -> policy));
            if (entry.equals("present")) {
                cache.put(1, "old");
            }
            if (isListening) {
                cache.registerCacheEntryListener(new MutableCacheEntryListenerConfiguration<>(
                        FactoryBuilder.factoryOf(new Told(told)), null, true, true));
            }
            Counters counters = cache.unwrap(Counters.class);
            counters.clear();
            policy.isZero = true;
            run(operation, cache);
            assertEquals(isListening && events != null ? events : "", String.join(" ", told), "told");
            assertEquals(
                    counts,
                    counters.getCacheHits() + " " + counters.getCacheMisses() + " " + counters.getCachePuts() + " "
                            + counters.getCacheRemovals(),
                    "counts");
            assertEquals(isThereAfter, cache.containsKey(1), "there");
            caches.manager().destroyCache("zero");
            told.clear();
        }
    }

    private static void run(String operation, Cache<Integer, String> cache) {
        switch (operation) {
            case "put" -> cache.put(1, "new");
            case "putAll" -> cache.putAll(Map.of(1, "new"));
            case "putIfAbsent" -> cache.putIfAbsent(1, "new");
            case "getAndPut" -> cache.getAndPut(1, "new");
            case "replace" -> cache.replace(1, "new");
            case "getAndReplace" -> cache.getAndReplace(1, "new");
            case "get" -> assertEquals("old", cache.get(1));
            case "getAll" -> assertEquals(Map.of(1, "old"), cache.getAll(Set.of(1)));
            case "containsKey" -> cache.containsKey(1);
            case "invoke" ->
                cache.invoke(1, (changed, arguments) -> {
                    changed.setValue("new");
                    return null;
                });
            default -> throw new IllegalArgumentException(operation);
        }
    }

    /** Gives entries a day, and once it is switched nothing. */
    private static final class Switched implements ExpiryPolicy {
        private volatile boolean isZero;

        private Duration life() {
            return isZero ? Duration.ZERO : Duration.ONE_DAY;
        }

        @Override
        public Duration getExpiryForCreation() {
            return life();
        }

        @Override
        public Duration getExpiryForAccess() {
            return life();
        }

        @Override
        public Duration getExpiryForUpdate() {
            return life();
        }
    }

    /** Writes down what it is told, with values. */
    private record Told(List<String> told)
            implements CacheEntryCreatedListener<Integer, String>,
                    CacheEntryUpdatedListener<Integer, String>,
                    CacheEntryRemovedListener<Integer, String>,
                    CacheEntryExpiredListener<Integer, String>,
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

        @Override
        public void onExpired(Iterable<CacheEntryEvent<? extends Integer, ? extends String>> events) {
            onEvents(events);
        }

        private void onEvents(Iterable<CacheEntryEvent<? extends Integer, ? extends String>> events) {
            events.forEach(event -> told.add(event.getEventType() + " " + event.getValue()));
        }
    }
}
