package io.kvswarm.samples.quickstart;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import javax.cache.Cache;
import javax.cache.CacheManager;
import javax.cache.Caching;
import javax.cache.configuration.MutableConfiguration;
import javax.cache.integration.CacheLoader;

/**
 * Which characters have ARROW in their names, or GREEK? To find out takes a look at all names there are. Here a cache
 * asks for itself, through its loader, and remembers.
 */
public final class Quickstart {
    private static final int WORDS = 2_000;
    private static final int LOOKUPS = 2_000;
    private static final long SEED = 20;

    private final LongAdder loads = new LongAdder();
    private final LongAdder loadNanos = new LongAdder();

    private Quickstart() {}

    /** Without arguments: the swarm is in this process, or where {@code kvswarm.uri} says. */
    public static void main(String[] arguments) {
        new Quickstart().run();
    }

    private void run() {
        List<String> words = CharacterNames.commonestWords(WORDS);
        try (CacheManager manager = Caching.getCachingProvider().getCacheManager()) {
            System.out.println("cache: " + manager.getURI());
            Cache<String, int[]> characters = manager.createCache(
                    "characters-by-word",
                    new MutableConfiguration<String, int[]>()
                            .setTypes(String.class, int[].class)
                            .setReadThrough(true)
                            .setCacheLoaderFactory(() -> new Loader()));
            System.out.println("ARROW is in " + characters.get("ARROW").length + " names, GREEK in "
                    + characters.get("GREEK").length);
            report(lookUp(characters, words));
        }
    }

    private Duration lookUp(Cache<String, int[]> characters, List<String> words) {
        loads.reset();
        loadNanos.reset();
        Zipf zipf = new Zipf(words.size(), SEED);
        Instant start = Instant.now();
        for (int i = 0; i < LOOKUPS; i++) {
            String word = words.get(zipf.next());
            if (characters.get(word).length == 0) {
                throw new IllegalStateException("no name has " + word + ", of which it was taken");
            }
        }
        return Duration.between(start, Instant.now());
    }

    private void report(Duration took) {
        long misses = loads.sum();
        long hits = LOOKUPS - misses;
        Duration loading = Duration.ofNanos(loadNanos.sum());
        Duration meanLoad = misses == 0 ? Duration.ZERO : loading.dividedBy(misses);
        Duration inCache = took.minus(loading);
        System.out.printf("lookups: %d, hits: %d, misses: %d%n", LOOKUPS, hits, misses);
        System.out.printf(
                "mean load: %.1f ms; in the cache: %.1f ms in all, %.3f ms a lookup%n",
                millis(meanLoad), millis(inCache), millis(inCache) / LOOKUPS);
        System.out.printf(
                "time saved: %.1f s%n", millis(meanLoad.multipliedBy(hits).minus(inCache)) / 1000);
    }

    private static double millis(Duration time) {
        return time.toNanos() / 1e6;
    }

    /** Finds out what is not in the cache yet, and how long that takes. */
    private final class Loader implements CacheLoader<String, int[]> {
        @Override
        public int[] load(String word) {
            Instant start = Instant.now();
            int[] found = CharacterNames.with(word);
            loads.increment();
            loadNanos.add(Duration.between(start, Instant.now()).toNanos());
            return found;
        }

        @Override
        public Map<String, int[]> loadAll(Iterable<? extends String> words) {
            return StreamSupport.stream(words.spliterator(), false).collect(Collectors.toMap(word -> word, this::load));
        }
    }
}
