package io.kvswarm.jcache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kvswarm.KvSwarm;
import io.kvswarm.api.ErrorCode;
import io.kvswarm.api.SwarmException;
import io.kvswarm.jcache.statistics.Counters;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicInteger;
import javax.cache.Cache;
import javax.cache.CacheException;
import javax.cache.configuration.FactoryBuilder;
import javax.cache.configuration.MutableConfiguration;
import javax.cache.expiry.AccessedExpiryPolicy;
import javax.cache.expiry.Duration;
import javax.cache.integration.CacheLoader;
import javax.cache.integration.CacheLoaderException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

/**
 * Goal: whatever a cache is told to do while its storage node is away (RULES 25), an application that changed its
 * database then never reads the old value afterwards, in no process. Method: a database, a cut, a heal; the storage
 * node is closed and opened again on its directory and port; the other process is another engine in this JVM.
 */
@Timeout(120)
final class UnreachableTest {
    private static final Map<String, String> FAIL = Map.of("on-unreachable", "fail", "deadline", "2s");
    private static final Map<String, String> MISS = Map.of("on-unreachable", "miss", "deadline", "1m");
    private static final Map<String, String> QUEUE = Map.of("on-unreachable", "queue", "deadline", "2s");
    private static final Map<String, String> PATIENT = Map.of("deadline", "1m");

    @TempDir
    Path directory;

    private ComingAndGoing swarm;
    private KvSwarmCacheManager manager;
    private Cache<String, String> cache;
    private Cache<String, String> other;
    private final Map<String, String> database = new HashMap<>();

    @BeforeEach
    void open() throws IOException {
        swarm = new ComingAndGoing(directory, List.of("x", "y"));
    }

    @AfterEach
    void close() {
        swarm.close();
    }

    @Test
    void whereItMissesTheOldValueIsGone() throws IOException {
        open(MISS);
        List.of("put", "removed", "all", "none", "kept").forEach(key -> change(key, "old"));
        swarm.goAway();
        changeWithoutOwner();
        assertNull(cache.get("put"));
        assertFalse(cache.containsKey("kept"));
        assertEquals(Map.of(), cache.getAll(Set.of("all", "kept")));
        assertFails(() -> cache.putIfAbsent("kept", "new"));
        assertFails(() -> cache.getAndPut("kept", "new"));
        assertFails(() -> cache.getAndRemove("kept"));
        assertFails(() -> cache.replace("kept", "new"));
        assertFails(() -> cache.remove("kept", "old"));
        assertFails(() -> cache.invoke("kept", (entry, arguments) -> entry.getValue()));
        assertFails(() -> cache.iterator().hasNext());
        swarm.comeBack();
        assertNoOldValueIsRead();
        assertNull(other.get("put"));
        assertEquals("old", other.get("kept"));
        assertEquals("old", cache.get("kept"));
        change("put", "newest");
        assertEquals("newest", other.get("put"));
    }

    @Test
    void whereItMissesWhatIsClearedIsGone() throws IOException {
        open(MISS);
        change("k", "old");
        change("l", "old");
        swarm.goAway();
        cache.clear();
        assertNull(cache.get("k"));
        swarm.comeBack();
        delivered();
        assertNull(other.get("k"));
        change("l", "new");
        swarm.goAway();
        cache.removeAll();
        swarm.comeBack();
        delivered();
        assertNull(other.get("l"));
        assertNull(cache.get("l"));
    }

    @Test
    void whereItMissesMissesAreCountedAndTheLoaderIsAsked() throws IOException {
        Loader.COUNT.set(0);
        open(
                MISS,
                new MutableConfiguration<String, String>()
                        .setReadThrough(true)
                        .setCacheLoaderFactory(FactoryBuilder.factoryOf(Loader.class))
                        .setStatisticsEnabled(true));
        change("k", "old");
        swarm.goAway();
        assertEquals("k loaded", cache.get("k"));
        assertEquals(Map.of("k", "k loaded", "l", "l loaded"), cache.getAll(Set.of("k", "l")));
        Counters counters = cache.unwrap(Counters.class);
        assertEquals(3, counters.getCacheMisses());
        assertEquals(3, counters.unreachableMisses());
        assertEquals(0, counters.getCacheHits());
        assertEquals(3, Loader.COUNT.get());
        swarm.comeBack();
        assertEquals("old", other.get("k"));
    }

    @Test
    void whereItQueuesEverythingIsReadBackAndDelivered() throws IOException {
        open(QUEUE);
        List.of("put", "removed", "all", "none", "kept").forEach(key -> change(key, "old"));
        delivered();
        swarm.goAway();
        changeWithoutOwner();
        database.forEach((key, value) -> {
            if (!key.equals("kept")) {
                assertEquals(value, cache.get(key), key);
            }
        });
        assertNull(cache.get("removed"));
        assertEquals(Map.of("put", "new", "all", "new"), cache.getAll(Set.of("put", "all", "none")));
        assertFails(() -> cache.get("kept"));
        assertFails(() -> cache.putIfAbsent("put", "newer"));
        assertFails(() -> cache.getAndPut("put", "newer"));
        assertFails(() -> cache.invoke("put", (entry, arguments) -> {
            entry.setValue("newer");
            return null;
        }));
        swarm.comeBack();
        delivered();
        database.forEach((key, value) -> assertEquals(value, other.get(key), key));
        assertNull(other.get("removed"));
        assertNull(other.get("none"));
        assertTrue(cache.replace("put", "new", "newest"));
    }

    @Test
    void whereItQueuesAClearIsDelivered() throws IOException {
        open(QUEUE);
        change("k", "old");
        delivered();
        swarm.goAway();
        cache.removeAll();
        assertNull(cache.get("k"));
        change("l", "new");
        swarm.comeBack();
        delivered();
        assertNull(other.get("k"));
        assertEquals("new", other.get("l"));
    }

    @Test
    void whereItQueuesAReadThatTouchesWaitsForNobody() throws IOException {
        open(
                QUEUE,
                new MutableConfiguration<String, String>()
                        .setExpiryPolicyFactory(AccessedExpiryPolicy.factoryOf(Duration.ONE_HOUR)));
        swarm.goAway();
        cache.put("k", "v");
        assertEquals("v", cache.get("k"));
    }

    @Test
    void whereItFailsWhatFailedNeverAppears() throws IOException {
        open(FAIL);
        change("k", "old");
        swarm.goAway();
        assertFails(() -> cache.put("k", "new"));
        assertFails(() -> cache.get("k"));
        assertFails(() -> cache.remove("k"));
        assertFails(() -> cache.containsKey("k"));
        assertFails(() -> cache.clear());
        CachePartialUpdateException thrown =
                assertThrows(CachePartialUpdateException.class, () -> cache.putAll(Map.of("k", "new", "l", "new")));
        assertEquals(Set.of("k", "l"), thrown.notApplied());
        assertEquals(Set.of(), thrown.applied());
        assertEquals(Set.of(), thrown.unknown());
        swarm.comeBack();
        delivered();
        assertEquals("old", other.get("k"));
        assertNull(other.get("l"));
    }

    @Test
    void anApplicationThatMissesStartsWithoutItsSwarm() throws Exception {
        swarm.goAway();
        KvSwarmCacheManager mine = swarm.client("x", MISS);
        cache = mine.createCache("c", strings());
        assertNull(cache.get("k"));
        cache.put("k", "lost");
        assertFalse(cache.remove("k"));
        assertFails(() -> cache.getAndPut("k", "v"));
        swarm.comeBack();
        other = swarm.client("y", PATIENT).createCache("c", strings());
        for (int i = 0; other.get("k") == null; i++) {
            cache.put("k", "v");
            assertTrue(i < 100_000, "the cache does not find its swarm");
        }
        assertEquals("v", cache.get("k"));
    }

    @Test
    void anApplicationThatQueuesStartsWithoutItsSwarm() throws Exception {
        swarm.goAway();
        manager = swarm.client("x", Map.of("on-unreachable", "queue", "deadline", "1m"));
        cache = manager.createCache("c", strings());
        cache.put("k", "first");
        cache.put("k", "v");
        cache.put("gone", "v");
        cache.remove("gone");
        assertEquals("v", cache.get("k"));
        assertNull(cache.get("gone"));
        swarm.comeBack();
        // What depends on the swarm waits until it is there, and comes behind what waited.
        assertTrue(cache.replace("k", "v", "w"));
        other = swarm.client("y", PATIENT).createCache("c", strings());
        assertEquals("w", other.get("k"));
        assertNull(other.get("gone"));
    }

    @Test
    void anApplicationThatFailsIsToldSoWhenItStarts() throws IOException {
        swarm.goAway();
        manager = swarm.client("x", FAIL);
        CacheException thrown = assertThrows(CacheException.class, () -> manager.createCache("c", strings()));
        assertTrue(
                thrown.getMessage().startsWith("the cache \"c\" is not open: its swarm cannot be reached ("),
                thrown.getMessage());
        assertTrue(
                thrown.getMessage()
                        .endsWith("); start its storage nodes, or let the cache begin without them by"
                                + " `on-unreachable`"),
                thrown.getMessage());
        assertNull(manager.getCache("c"));
        swarm.comeBack();
        for (int i = 0; manager.getCache("c") == null; i++) {
            assertTrue(i < 100, "the swarm is not found");
            try {
                manager.createCache("c", strings());
            } catch (CacheException stillAway) {
                assertInstanceOf(SwarmException.class, stillAway.getCause());
            }
        }
    }

    @Test
    void termsAreComparedOnceTheSwarmIsThere() throws IOException {
        swarm.client("y", PATIENT)
                .createCache("c", new MutableConfiguration<Integer, Object>().setTypes(Integer.class, Object.class));
        swarm.goAway();
        cache = swarm.client("x", Map.of("on-unreachable", "queue", "deadline", "1m"))
                .createCache("c", strings());
        cache.put("k", "dropped");
        swarm.comeBack();
        CacheException thrown = assertThrows(CacheException.class, () -> cache.get("other"));
        assertEquals(
                "the swarm has a cache named \"c\" already: its key type is java.lang.Integer, here it is"
                        + " java.lang.String; nothing was done",
                thrown.getMessage());
        CacheException again = assertThrows(CacheException.class, () -> cache.put("k", "dropped"));
        assertEquals(thrown.getMessage(), again.getMessage());
    }

    @Test
    void closingWithoutStorageNodesEndsWaitingCallsAndLeavesNoThread() throws Exception {
        Set<Thread> before = Thread.getAllStackTraces().keySet();
        swarm.goAway();
        manager = swarm.client("x", Map.of("deadline", "1h"));
        CompletableFuture<Cache<String, String>> opening = CompletableFuture.supplyAsync(
                () -> manager.createCache("c", strings()), task -> new Thread(task).start());
        KvSwarm node = manager.unwrap(KvSwarm.class);
        for (int i = 0; node.queued() == 0; i++) {
            assertTrue(i < 1_000_000, "nothing is asked for");
        }
        manager.close();
        assertThrows(CompletionException.class, opening::join);
        assertTrue(manager.isClosed());
        for (Thread thread : Thread.getAllStackTraces().keySet()) {
            if (thread.getName().startsWith("kvswarm") && !before.contains(thread)) {
                thread.join(60_000);
                assertFalse(thread.isAlive(), thread.getName());
            }
        }
    }

    private void open(Map<String, String> settings) throws IOException {
        open(settings, strings());
    }

    private void open(Map<String, String> settings, MutableConfiguration<String, String> configuration)
            throws IOException {
        manager = swarm.client("x", settings);
        cache = manager.createCache("c", configuration);
        other = swarm.client("y", PATIENT).createCache("c", configuration);
    }

    private static MutableConfiguration<String, String> strings() {
        return new MutableConfiguration<String, String>().setTypes(String.class, String.class);
    }

    private void change(String key, String value) {
        database.put(key, value);
        cache.put(key, value);
    }

    /** Every plain change, while the owner is away: each returns. */
    private void changeWithoutOwner() {
        change("put", "new");
        database.remove("removed");
        assertFalse(cache.remove("removed"));
        database.put("all", "new");
        cache.putAll(Map.of("all", "new"));
        database.remove("none");
        cache.removeAll(Set.of("none"));
    }

    private void assertNoOldValueIsRead() {
        List<String> changed = List.of("put", "removed", "all", "none");
        changed.forEach(key -> assertNull(cache.get(key), key));
        delivered();
        changed.forEach(key -> assertNull(cache.get(key), key));
        changed.forEach(key -> assertNull(other.get(key), key));
    }

    private void delivered() {
        manager.unwrap(KvSwarm.class).whenDelivered().join();
    }

    private static void assertFails(Executable call) {
        CacheException thrown = assertThrows(CacheException.class, call);
        Throwable cause = thrown.getCause() instanceof CacheException inner ? inner.getCause() : thrown.getCause();
        assertEquals(ErrorCode.UNREACHABLE, ((SwarmException) cause).code(), cause.getMessage());
    }

    /** Loads something for every key. */
    public static final class Loader implements CacheLoader<String, String> {
        static final AtomicInteger COUNT = new AtomicInteger();

        @Override
        public String load(String key) {
            COUNT.incrementAndGet();
            return key + " loaded";
        }

        @Override
        public Map<String, String> loadAll(Iterable<? extends String> keys) throws CacheLoaderException {
            Map<String, String> loaded = new HashMap<>();
            keys.forEach(key -> loaded.put(key, load(key)));
            return loaded;
        }
    }
}
