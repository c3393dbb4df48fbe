package io.kvswarm.jcache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kvswarm.api.EntryVersion;
import io.kvswarm.api.ErrorCode;
import io.kvswarm.api.SwarmException;
import io.kvswarm.jcache.config.ConfigLocator;
import io.kvswarm.spi.ChangeResult;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import javax.cache.Cache;
import javax.cache.CacheException;
import javax.cache.configuration.MutableConfiguration;
import javax.cache.integration.CacheWriterException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Goal: what a writer was given last in a batch is what the entries say, whatever other processes do meanwhile. Method:
 * a cache of this process that believes it is shared; the test is the other process.
 */
final class WriterBatchesTest {
    private final RivalEngine engine = new RivalEngine();
    private final KvSwarmCachingProvider provider = new KvSwarmCachingProvider(new Engines(swarm -> engine));
    private final NotingWriter writer = new NotingWriter(engine.steps);
    private final Cache<String, String> cache = provider.getCacheManager(
                    ConfigLocator.EMBEDDED, WriterBatchesTest.class.getClassLoader(), null)
            .createCache(
                    "c",
                    new MutableConfiguration<String, String>()
                            .setWriteThrough(true)
                            .setCacheWriterFactory(() -> writer));

    @AfterEach
    void close() {
        provider.close();
    }

    @Test
    void allLeasesAreTakenInTheOrderOfTheKeysBeforeTheWriterIsCalled() {
        cache.putAll(ordered("b", "1", "a", "2", "c", "3"));
        assertEquals(
                List.of(
                        "lease",
                        "keep",
                        "lease",
                        "keep",
                        "lease",
                        "keep",
                        "write b 1",
                        "write a 2",
                        "write c 3",
                        "PUT if ABSENT",
                        "PUT if ABSENT",
                        "PUT if ABSENT",
                        "close",
                        "close",
                        "close"),
                List.copyOf(engine.steps));
        assertEquals(List.copyOf(new TreeSet<>(engine.leased)), engine.leased);
        engine.steps.clear();
        cache.removeAll(Set.of("a", "b"));
        assertEquals(List.of("lease", "keep", "lease", "keep"), engine.steps.subList(0, 4));
        assertEquals(
                List.of("REMOVE if VERSION", "REMOVE if VERSION", "close", "close"),
                engine.steps.subList(6, engine.steps.size()));
    }

    @Test
    void manyKeysAreWrittenInBatches() {
        Map<String, String> many = new LinkedHashMap<>();
        IntStream.range(0, 1_025).forEach(i -> many.put("k" + i, "v"));
        cache.putAll(many);
        assertEquals(List.of(512, 512, 1), writer.batches);
        assertEquals(512, engine.steps.indexOf("write k0 v") / 2);
        assertEquals(many.size(), cache.getAll(many.keySet()).size());
        cache.removeAll();
        assertEquals(List.of(512, 512, 1, 512, 512, 1), writer.batches);
        assertFalse(cache.iterator().hasNext());
    }

    @Test
    void whereNoOtherProcessIsThereIsOneBatchWithoutLeases() {
        engine.isShared = false;
        Map<String, String> many = IntStream.range(0, 600).boxed().collect(Collectors.toMap(i -> "k" + i, i -> "v"));
        cache.putAll(many);
        assertEquals(List.of(600), writer.batches);
        assertEquals(List.of(), engine.leased);
    }

    @Test
    void ifTheLeasesAreLostWhileTheWriterRunsTheEntriesAreRemoved() {
        cache.putAll(Map.of("a", "1", "b", "1"));
        writer.meanwhile = () -> engine.isLost = true;
        CachePartialUpdateException thrown =
                assertThrows(CachePartialUpdateException.class, () -> cache.putAll(Map.of("a", "2", "b", "2")));
        assertEquals(Set.of("a", "b"), thrown.unknown());
        assertNull(cache.get("a"));
        assertNull(cache.get("b"));
    }

    @Test
    void ifAnotherProcessHasALeaseAfterTheWriterRanThatEntryIsRemoved() {
        cache.putAll(Map.of("a", "1", "b", "1"));
        writer.meanwhile = () -> engine.instead = new ChangeResult(false, new EntryVersion(1, 1, 1), null, 1);
        CachePartialUpdateException thrown =
                assertThrows(CachePartialUpdateException.class, () -> cache.putAll(ordered("a", "2", "b", "2")));
        assertEquals(Set.of("a"), thrown.unknown());
        assertEquals(Set.of("b"), thrown.applied());
        assertNull(cache.get("a"));
        assertEquals("2", cache.get("b"));
    }

    @Test
    void aChangeWithoutAWriterThatComesBetweenIsReplacedUnderTheSameLease() {
        engine.before.add(() -> otherPuts("a", "theirs"));
        cache.putAll(Map.of("a", "mine"));
        assertEquals("mine", cache.get("a"));
        assertEquals(List.of("write a mine"), writer.given());
        assertEquals(1, engine.leased.size());
    }

    @Test
    void anEntryWhoseChangeFailsAfterTheWriterRanIsForgotten() {
        cache.putAll(Map.of("a", "1", "b", "1"));
        engine.failure = new SwarmException(ErrorCode.UNREACHABLE, "cut");
        CachePartialUpdateException thrown =
                assertThrows(CachePartialUpdateException.class, () -> cache.putAll(ordered("a", "2", "b", "2")));
        assertEquals(Set.of("a"), thrown.notApplied());
        assertTrue(engine.steps.contains("forget 1"), engine.steps::toString);
        assertNull(cache.get("a"));
        assertEquals("2", cache.get("b"));
    }

    @Test
    void withoutALeaseNothingIsWritten() {
        engine.isLeaseGiven = false;
        assertThrows(CacheException.class, () -> cache.putAll(Map.of("a", "1")));
        assertThrows(CacheException.class, () -> cache.removeAll(Set.of("a")));
        assertEquals(List.of(), writer.given());
    }

    @Test
    void whatTheWriterDidNotTakeIsNotPutAndTheLeasesAreGivenBack() {
        assertThrows(CacheWriterException.class, () -> cache.putAll(ordered("a", "1", "b", "bad", "c", "3")));
        Set<String> there = new HashSet<>();
        cache.forEach(entry -> there.add(entry.getKey()));
        assertEquals(Set.of("a"), there);
        List<String> steps = new ArrayList<>(engine.steps);
        assertEquals(3, steps.stream().filter("close"::equals).count());
    }

    private void otherPuts(String key, String value) {
        try (KvSwarmCachingProvider elsewhere = new KvSwarmCachingProvider(new Engines(swarm -> engine.plain()))) {
            elsewhere
                    .getCacheManager(ConfigLocator.EMBEDDED, WriterBatchesTest.class.getClassLoader(), null)
                    .createCache("c", new MutableConfiguration<String, String>())
                    .put(key, value);
        }
    }

    private static Map<String, String> ordered(String... keysAndValues) {
        Map<String, String> map = new LinkedHashMap<>();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            map.put(keysAndValues[i], keysAndValues[i + 1]);
        }
        return map;
    }
}
