package io.kvswarm.jcache;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kvswarm.api.ErrorCode;
import io.kvswarm.api.SwarmException;
import io.kvswarm.jcache.config.ConfigLocator;
import io.kvswarm.spi.CacheStore;
import io.kvswarm.spi.ChangeResult;
import io.kvswarm.spi.EntryChange;
import io.kvswarm.spi.Patience;
import io.kvswarm.spi.StorePage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import javax.cache.Cache;
import javax.cache.CacheException;
import javax.cache.configuration.MutableCacheEntryListenerConfiguration;
import javax.cache.configuration.MutableConfiguration;
import javax.cache.event.CacheEntryCreatedListener;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Goal: who loses to other processes twice goes on under the key's lease, and a writer is called under it alone, so
 * that what it was given last is what the entry says. Method: a cache of this process that believes it is shared; the
 * test is the other process.
 */
final class LeasesTest {
    private static final int THREADS = 8;
    private static final int ROUNDS = 50;

    private final RivalEngine engine = new RivalEngine();
    private final KvSwarmCachingProvider provider = new KvSwarmCachingProvider(new Engines(swarm -> engine));
    private final ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    private final NotingWriter writer = new NotingWriter(engine.steps);

    @AfterEach
    void close() {
        threads.shutdownNow();
        provider.close();
    }

    @Test
    void afterTheSecondLostRaceTheStepGoesOnUnderTheLease() {
        Cache<String, Integer> cache = numbers();
        engine.before.add(() -> otherPuts(10));
        engine.before.add(() -> otherPuts(20));
        increment(cache);
        assertEquals(21, cache.get("k"));
        assertEquals(
                List.of("PUT if ABSENT", "PUT if VERSION", "lease", "PUT if VERSION", "close"),
                List.copyOf(engine.steps));
    }

    @Test
    void oneLostRaceTakesNoLease() {
        Cache<String, Integer> cache = numbers();
        engine.before.add(() -> otherPuts(10));
        increment(cache);
        assertEquals(11, cache.get("k"));
        assertFalse(engine.steps.contains("lease"));
    }

    @Test
    void whoIsHeldOffAsksForTheLeaseAtOnceAndReadsAnew() {
        Cache<String, Integer> cache = numbers();
        cache.put("k", 1);
        engine.steps.clear();
        engine.before.add(() -> {
            otherPuts(30);
            engine.instead = new ChangeResult(false, versionNow(), null, 1_500);
        });
        increment(cache);
        assertEquals(31, cache.get("k"));
        assertEquals(List.of("lease", "PUT if VERSION", "close"), List.copyOf(engine.steps));
    }

    @Test
    void whoGetsNoLeaseInTimeChangesNothing() {
        Cache<String, Integer> cache = numbers();
        engine.isLeaseGiven = false;
        engine.before.add(() -> otherPuts(10));
        engine.before.add(() -> otherPuts(20));
        CacheException thrown = assertThrows(CacheException.class, () -> increment(cache));
        assertEquals(
                "other changes of the entry were quicker for 10000 ms; this one was not made", thrown.getMessage());
        assertEquals(20, cache.get("k"));
    }

    @Test
    void whereNoOtherProcessIsThereAreNoLeases() {
        engine.isShared = false;
        Cache<String, Integer> cache = numbers();
        engine.before.add(() -> otherPuts(10));
        engine.before.add(() -> otherPuts(20));
        engine.before.add(() -> otherPuts(30));
        increment(cache);
        assertEquals(31, cache.get("k"));
        Cache<String, String> through = writingThrough("through");
        through.put("k", "a");
        through.getAndPut("k", "b");
        assertFalse(engine.steps.contains("lease"));
    }

    @Test
    void theWriterIsCalledUnderTheLeaseThatWasAskedForFirst() {
        Cache<String, String> cache = writingThrough("c");
        cache.put("k", "a");
        assertEquals(List.of("lease", "keep", "write k a", "PUT if ABSENT", "close"), List.copyOf(engine.steps));
        engine.steps.clear();
        cache.remove("k");
        assertEquals(List.of("lease", "keep", "delete k", "REMOVE if VERSION", "close"), List.copyOf(engine.steps));
        engine.steps.clear();
        assertTrue(cache.putIfAbsent("k", "b"));
        assertFalse(cache.replace("k", "c", "d"));
        assertEquals(
                List.of("lease", "keep", "write k b", "PUT if ABSENT", "close", "lease", "keep", "close"),
                List.copyOf(engine.steps));
    }

    @Test
    void readingTakesNoLease() {
        Cache<String, String> cache = writingThrough("c");
        cache.put("k", "a");
        engine.steps.clear();
        assertEquals("a", cache.get("k"));
        assertEquals(Map.of("k", "a"), cache.getAll(Set.of("k", "l")));
        assertTrue(cache.containsKey("k"));
        assertEquals(List.of(), List.copyOf(engine.steps));
    }

    @Test
    void aChangeThatComesBetweenIsFollowedByAnotherRoundWithTheWriter() {
        Cache<String, String> cache = writingThrough("c");
        cache.put("k", "a");
        engine.steps.clear();
        engine.before.add(() -> otherPuts("theirs"));
        cache.invoke("k", (entry, arguments) -> {
            entry.setValue(entry.getValue() + "+");
            return null;
        });
        assertEquals("theirs+", cache.get("k"));
        assertEquals(
                List.of(
                        "lease",
                        "keep",
                        "write k a+",
                        "PUT if VERSION",
                        "keep",
                        "write k theirs+",
                        "PUT if VERSION",
                        "close"),
                List.copyOf(engine.steps));
    }

    @Test
    void ifTheLeaseIsLostAfterTheWriterRanTheEntryIsRemoved() {
        Cache<String, String> cache = writingThrough("c");
        cache.put("k", "a");
        engine.before.add(() -> {
            otherPuts("theirs");
            engine.isLost = true;
        });
        CacheException thrown = assertThrows(CacheException.class, () -> cache.put("k", "b"));
        assertEquals(
                "the lease of the key was lost after the cache writer had run: another process may have written since;"
                        + " the entry was removed, and what the writer was given last holds",
                thrown.getMessage());
        assertEquals(
                ErrorCode.OUTCOME_UNKNOWN,
                assertInstanceOf(SwarmException.class, thrown.getCause()).code());
        assertNull(cache.get("k"));
        assertEquals(List.of("write k a", "write k b"), writer.given());
    }

    @Test
    void ifAnotherProcessHasTheLeaseAfterTheWriterRanTheEntryIsRemovedToo() {
        Cache<String, String> cache = writingThrough("c");
        cache.put("k", "a");
        engine.before.add(() -> engine.instead = new ChangeResult(false, versionNow(), null, 1));
        assertThrows(CacheException.class, () -> cache.put("k", "b"));
        assertNull(cache.get("k"));
    }

    @Test
    void aLeaseThatIsLostWithoutAnyHarmDoesNotMatter() {
        Cache<String, String> cache = writingThrough("c");
        engine.before.add(() -> engine.isLost = true);
        cache.put("k", "b");
        assertEquals("b", cache.get("k"));
    }

    @Test
    void ifTheChangeFailsAfterTheWriterRanTheEntryIsForgotten() {
        Cache<String, String> cache = writingThrough("c");
        cache.put("k", "a");
        engine.failure = new SwarmException(ErrorCode.UNREACHABLE, "cut");
        assertThrows(CacheException.class, () -> cache.put("k", "b"));
        assertTrue(engine.steps.contains("forget 1"), engine.steps::toString);
        assertNull(cache.get("k"));
    }

    @Test
    void aWriterThatThrowsGivesTheLeaseBack() {
        Cache<String, String> cache = writingThrough("c");
        assertThrows(CacheException.class, () -> cache.put("k", "bad"));
        assertEquals(List.of("lease", "keep", "write k bad", "close"), List.copyOf(engine.steps));
        assertNull(cache.get("k"));
    }

    @Test
    void listenersRunWhenTheLeaseWasGivenBack() {
        Cache<String, String> cache = writingThrough("c");
        CacheEntryCreatedListener<String, String> listener =
                events -> events.forEach(event -> engine.steps.add("listener"));
        cache.registerCacheEntryListener(
                new MutableCacheEntryListenerConfiguration<>(() -> listener, null, false, true));
        engine.steps.clear();
        cache.put("k", "a");
        assertEquals("listener", engine.steps.get(engine.steps.size() - 1));
        assertTrue(engine.steps.contains("close"));
    }

    @Test
    void callersOfThisProcessPassALeaseOn() throws Exception {
        Cache<String, Integer> cache = numbers();
        CountDownLatch start = new CountDownLatch(THREADS);
        List<Future<?>> done = new ArrayList<>();
        for (int i = 0; i < THREADS; i++) {
            done.add(threads.submit(() -> {
                start.countDown();
                start.await();
                for (int round = 0; round < ROUNDS; round++) {
                    if (round % 5 == 0) {
                        engine.instead = new ChangeResult(false, versionNow(), null, 1);
                    }
                    increment(cache);
                }
                return null;
            }));
        }
        for (Future<?> one : done) {
            one.get();
        }
        assertEquals(THREADS * ROUNDS, cache.get("k"));
        long asked = engine.steps.stream().filter("lease"::equals).count();
        assertEquals(asked, engine.steps.stream().filter("close"::equals).count());
        assertTrue(asked > 0 && asked < THREADS * ROUNDS / 2, "asked for " + asked + " leases");
    }

    @Test
    void whoHasWaitedForOthersHasLessTimeForTheOwner() throws Exception {
        Duration deadline = Duration.ofMillis(300);
        Cache<String, String> cache = manager()
                .createCache("c", new KvSwarmConfiguration<String, String>(throughWriter()).setDeadline(deadline));
        CountDownLatch isWriting = new CountDownLatch(1);
        CountDownLatch goesOn = new CountDownLatch(1);
        writer.meanwhile = () -> {
            writer.meanwhile = () -> {};
            isWriting.countDown();
            assertTrue(assertDoesNotThrow(() -> goesOn.await(30, TimeUnit.SECONDS)));
        };
        Future<?> first = threads.submit(() -> cache.put("k", "a"));
        isWriting.await();
        cache.put("k", "b");
        Duration left = engine.patience.deadline();
        assertTrue(left.compareTo(deadline.dividedBy(2)) <= 0, left::toString);
        goesOn.countDown();
        first.get();
    }

    @Test
    void anEntryThatCannotBeDecodedIsNotReplaced() {
        Cache<String, Integer> cache = numbers();
        cache.put("k", 1);
        CacheStore other = engine.other("numbers");
        byte[] key = keyOf(other);
        byte[] foreign = {(byte) 0xff, 1, 2};
        other.change(EntryChange.put(key, foreign), Patience.DEFAULT).join();
        assertFalse(cache.replace("k", 2));
        assertNull(cache.getAndReplace("k", 3));
        assertEquals(3, other.get(key, Patience.DEFAULT).join().value().length);
        assertTrue(cache.putIfAbsent("k", 4));
        assertEquals(4, cache.get("k"));
        assertTrue(cache.replace("k", 5));
        assertEquals(5, cache.getAndReplace("k", 6));
    }

    private Cache<String, Integer> numbers() {
        return manager().createCache("numbers", new MutableConfiguration<>());
    }

    private Cache<String, String> writingThrough(String name) {
        return manager().createCache(name, throughWriter());
    }

    private MutableConfiguration<String, String> throughWriter() {
        MutableConfiguration<String, String> configuration = new MutableConfiguration<>();
        return configuration.setWriteThrough(true).setCacheWriterFactory(() -> writer);
    }

    private KvSwarmCacheManager manager() {
        return (KvSwarmCacheManager)
                provider.getCacheManager(ConfigLocator.EMBEDDED, LeasesTest.class.getClassLoader(), null);
    }

    private static void increment(Cache<String, Integer> cache) {
        cache.invoke("k", (entry, arguments) -> {
            entry.setValue(entry.exists() ? entry.getValue() + 1 : 1);
            return null;
        });
    }

    private void otherPuts(int value) {
        try (KvSwarmCachingProvider elsewhere = elsewhere()) {
            other(elsewhere)
                    .createCache("numbers", new MutableConfiguration<>())
                    .put("k", value);
        }
    }

    private void otherPuts(String value) {
        try (KvSwarmCachingProvider elsewhere = elsewhere()) {
            other(elsewhere).createCache("c", new MutableConfiguration<>()).put("k", value);
        }
    }

    /** Another manager on the same swarm, which knows of no lease and calls no writer. */
    private KvSwarmCachingProvider elsewhere() {
        return new KvSwarmCachingProvider(new Engines(swarm -> engine.plain()));
    }

    private static KvSwarmCacheManager other(KvSwarmCachingProvider provider) {
        return (KvSwarmCacheManager)
                provider.getCacheManager(ConfigLocator.EMBEDDED, LeasesTest.class.getClassLoader(), null);
    }

    private io.kvswarm.api.EntryVersion versionNow() {
        return new io.kvswarm.api.EntryVersion(1, 1, 1);
    }

    private static byte[] keyOf(CacheStore store) {
        StorePage page = store.scan(null, 10, Patience.DEFAULT).join();
        return page.entries().get(0).key();
    }
}
