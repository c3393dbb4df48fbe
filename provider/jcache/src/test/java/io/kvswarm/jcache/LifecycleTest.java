package io.kvswarm.jcache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kvswarm.KvSwarm;
import io.kvswarm.jcache.config.ConfigLocator;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.cache.Cache;
import javax.cache.CacheException;
import javax.cache.CacheManager;
import javax.cache.configuration.MutableConfiguration;
import javax.cache.expiry.CreatedExpiryPolicy;
import javax.cache.expiry.Duration;
import javax.cache.integration.CacheLoader;
import javax.cache.integration.CacheLoaderException;
import javax.cache.processor.EntryProcessorException;
import javax.management.ObjectName;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Goal: what starts and stops when, what is shared by whom, and what JMX shows meanwhile. */
final class LifecycleTest {
    private final Caches caches = new Caches();

    @AfterEach
    void close() {
        caches.close();
    }

    @Test
    void aManagerStartsNothing() throws Exception {
        Set<Thread> threads = Thread.getAllStackTraces().keySet();
        Set<ObjectName> beans = beans("*");
        KvSwarmCacheManager manager = caches.manager();
        assertNull(manager.getCache("unknown"));
        assertEquals(List.of(), manager.getCacheNames());
        manager.destroyCache("unknown");
        Set<Thread> now = Thread.getAllStackTraces().keySet();
        now.removeAll(threads);
        assertEquals(Set.of(), now);
        assertEquals(beans, beans("*"));
        assertEquals(0, caches.engines().running());
    }

    @Test
    void managersOfOneSwarmShareAnEngineUntilTheLastCloses() throws Exception {
        try (URLClassLoader other = new URLClassLoader(new URL[0], getClass().getClassLoader())) {
            KvSwarmCacheManager first = caches.manager();
            KvSwarmCacheManager second = caches.manager(other);
            first.<String, String, MutableConfiguration<String, String>>createCache("a", new MutableConfiguration<>())
                    .put("key", "value");
            Cache<String, String> attached = second.createCache("a", new MutableConfiguration<>());
            assertEquals("value", attached.get("key"));
            assertSame(first.unwrap(KvSwarm.class), second.unwrap(KvSwarm.class));
            assertEquals(1, caches.engines().running());
            first.close();
            assertEquals("value", attached.get("key"));
            second.close();
            assertEquals(0, caches.engines().running());
        }
    }

    @Test
    void aCacheThatTheSwarmHasIsOpenedOnTheSameTermsOnly() throws Exception {
        try (URLClassLoader other = new URLClassLoader(new URL[0], getClass().getClassLoader())) {
            caches.manager().createCache("a", new MutableConfiguration<>());
            KvSwarmCacheManager second = caches.manager(other);
            assertMessage(
                    "the swarm has a cache named \"a\" already: its key type is java.lang.Object, here it is"
                            + " java.lang.String",
                    () -> second.createCache("a", new MutableConfiguration<>().setTypes(strings(), Object.class)));
            assertMessage(
                    "the swarm has a cache named \"a\" already: its expiry is EternalExpiryPolicy 0 -1 -1, here it is"
                            + " CreatedExpiryPolicy 60000 -1 -1",
                    () -> second.createCache(
                            "a",
                            new MutableConfiguration<>()
                                    .setExpiryPolicyFactory(CreatedExpiryPolicy.factoryOf(Duration.ONE_MINUTE))));
            assertEquals(List.of(), second.getCacheNames());
        }
    }

    @Test
    void aClosedCacheIsGoneFromTheNamesAndItsEntriesStay() {
        KvSwarmCache<String, String> cache = caches.make("a", new MutableConfiguration<>());
        cache.put("key", "value");
        cache.close();
        assertTrue(cache.isClosed());
        assertEquals(List.of(), caches.manager().getCacheNames());
        assertNull(caches.manager().getCache("a"));
        IllegalStateException thrown = assertThrows(IllegalStateException.class, () -> cache.get("key"));
        assertEquals("the cache \"a\" is closed", thrown.getMessage());
        assertEquals(
                "value",
                caches.<String, String>make("a", new MutableConfiguration<>()).get("key"));
    }

    @Test
    void aCacheThatIsDestroyedElsewhereCloses() throws Exception {
        try (URLClassLoader other = new URLClassLoader(new URL[0], getClass().getClassLoader())) {
            KvSwarmCache<String, String> cache = caches.make("a", new MutableConfiguration<>());
            caches.manager(other).createCache("b", new MutableConfiguration<>());
            caches.manager(other).destroyCache("a");
            IllegalStateException thrown = assertThrows(IllegalStateException.class, () -> cache.put("key", "value"));
            assertEquals("the cache \"a\" was destroyed", thrown.getMessage());
            assertTrue(cache.isClosed());
        }
    }

    private static List<String> names() {
        return List.of("../x", "a,b=\"c\":*?\n", "\ud83d\ude00", " ", "\u0000", "x".repeat(300));
    }

    @ParameterizedTest
    @MethodSource("names")
    void anyNameHasItsBeansWhileTheyAreEnabled(String name) throws Exception {
        KvSwarmCache<String, String> cache = caches.make(name, new MutableConfiguration<>());
        assertEquals(Set.of(), beans("*"));
        caches.manager().enableStatistics(name, true);
        caches.manager().enableManagement(name, true);
        assertTrue(cache.configuration().isStatisticsEnabled());
        String shown = "javax.cache:type=%s,CacheManager=kvswarm.embedded,Cache=" + name.replaceAll("[,=\":*?\n]", ".");
        assertEquals(
                Set.of(shown.formatted("CacheConfiguration"), shown.formatted("CacheStatistics")),
                beans("*").stream().map(ObjectName::toString).collect(Collectors.toSet()));
        caches.manager().enableManagement(name, false);
        assertEquals(1, beans("*").size());
        caches.manager().destroyCache(name);
        assertEquals(Set.of(), beans("*"));
        assertFalse(caches.manager().getCacheNames().iterator().hasNext());
    }

    @Test
    void beansOfNamesThatJmxCannotTellApartAreTwo() throws Exception {
        for (String name : List.of("a,b", "a=b")) {
            caches.make(name, plain().setStatisticsEnabled(true));
        }
        assertEquals(2, beans("CacheStatistics").size());
        caches.manager().getCache("a,b").close();
        assertEquals(1, beans("CacheStatistics").size());
        caches.manager().close();
        assertEquals(Set.of(), beans("*"));
    }

    @ParameterizedTest
    @MethodSource("names")
    void noNameBecomesAPath(String name, @TempDir Path directory) throws Exception {
        Path inner = directory.resolve("outer/inner");
        Files.createDirectory(inner.getParent());
        URI uri = URI.create("kvswarm:embedded?dir=" + inner);
        try (CacheManager manager =
                caches.provider().getCacheManager(uri, getClass().getClassLoader(), null)) {
            manager.<Object, Object, MutableConfiguration<Object, Object>>createCache(name, plain())
                    .put("key", "value");
        }
        try (CacheManager manager =
                caches.provider().getCacheManager(uri, getClass().getClassLoader(), null)) {
            assertEquals(
                    "value",
                    manager.<Object, Object, MutableConfiguration<Object, Object>>createCache(name, plain())
                            .get("key"));
        }
        assertEquals(List.of("outer"), filesIn(directory));
        assertEquals(List.of("inner"), filesIn(directory.resolve("outer")));
        try (Stream<Path> files = Files.walk(inner)) {
            assertEquals(
                    0,
                    files.filter(file -> file.getFileName().toString().contains("x".repeat(20)))
                            .count());
        }
    }

    private static List<String> filesIn(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }

    @Test
    void namesThatNoSwarmCanHaveAreRefused() {
        assertMessage("a cache name has 0 bytes of UTF-8, expected 1 to 1024", () -> caches.make("", plain()));
        assertMessage(
                "a cache name has 1025 bytes of UTF-8, expected 1 to 1024",
                () -> caches.make("x".repeat(1025), plain()));
        assertMessage(
                "a cache name is no text: it has half of a surrogate pair", () -> caches.make("a\ud83d", plain()));
        caches.make("there", plain());
        for (String name : List.of("", "x".repeat(1025), "a\ud83d")) {
            assertNull(caches.manager().getCache(name));
            caches.manager().destroyCache(name);
            caches.manager().enableStatistics(name, true);
        }
    }

    @Test
    void applicationCodeThatFailsIsNamedAndChangesNothing() {
        KvSwarmCache<Object, Object> cache =
                caches.make("a", plain().setCacheLoaderFactory(Failing::new).setReadThrough(true));
        CacheLoaderException loader = assertThrows(CacheLoaderException.class, () -> cache.get("key"));
        assertEquals("the cache loader failed; nothing was cached", loader.getMessage());
        EntryProcessorException processor = assertThrows(
                EntryProcessorException.class,
                () -> cache.invoke("key", (entry, arguments) -> {
                    entry.setValue("value");
                    throw new IllegalStateException("no");
                }));
        assertEquals("an entry processor failed; the entry was left as it was", processor.getMessage());
        assertFalse(cache.containsKey("key"));
    }

    @Test
    void aProcessorThatUsesItsOwnKeyIsTold() {
        KvSwarmCache<Object, Object> cache = caches.make("a", plain());
        assertMessage(
                "a loader, writer or entry processor used the very key of the cache that it was called for; nothing was"
                        + " changed by that; use the entry it was given",
                () -> cache.invoke("key", (entry, arguments) -> cache.get("key")));
        assertNull(cache.invoke("key", (entry, arguments) -> cache.get("another")));
    }

    @Test
    void theDefaultManagerIsThatOfANullUri() {
        assertSame(
                caches.provider().getCacheManager(null, null, null),
                caches.provider().getCacheManager(ConfigLocator.EMBEDDED, KvSwarmCache.class.getClassLoader()));
    }

    private static MutableConfiguration<Object, Object> plain() {
        return new MutableConfiguration<>();
    }

    @SuppressWarnings("unchecked")
    private static Class<Object> strings() {
        return (Class<Object>) (Class<?>) String.class;
    }

    private static Set<ObjectName> beans(String type) throws Exception {
        return new TreeSet<>(ManagementFactory.getPlatformMBeanServer()
                .queryNames(new ObjectName("javax.cache:type=" + type + ",*"), null));
    }

    private static void assertMessage(String expected, org.junit.jupiter.api.function.Executable call) {
        assertEquals(expected, assertThrows(CacheException.class, call).getMessage());
    }

    /** Fails always. */
    private static final class Failing implements CacheLoader<Object, Object> {
        @Override
        public Object load(Object key) {
            throw new IllegalStateException("no");
        }

        @Override
        public java.util.Map<Object, Object> loadAll(Iterable<?> keys) {
            throw new IllegalStateException("no");
        }
    }
}
