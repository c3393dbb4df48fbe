package io.kvswarm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kvswarm.CacheBed.Ground;
import io.kvswarm.api.EntryVersion;
import io.kvswarm.api.ErrorCode;
import io.kvswarm.api.NamespaceSettings;
import io.kvswarm.api.SwarmException;
import io.kvswarm.spi.CacheEngine;
import io.kvswarm.spi.CachePlan;
import io.kvswarm.spi.CacheStore;
import io.kvswarm.spi.ChangeResult;
import io.kvswarm.spi.EntryChange;
import io.kvswarm.spi.Patience;
import io.kvswarm.spi.StorePage;
import io.kvswarm.spi.StoreUsage;
import io.kvswarm.spi.VersionedValue;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Goal: what a provider stands on holds whatever is below: memory of this process, a directory, or three storage nodes
 * over TLS. Method: the same tests on each; where two clients meet they are two nodes, or two engines of one.
 */
final class CacheEngineTest {
    private static final CachePlan PLAN = new CachePlan(NamespaceSettings.UNBOUNDED, bytes("attributes"));
    private static final Patience SOON = Patience.DEFAULT;

    @TempDir
    Path directory;

    private CacheBed bed;
    private CacheEngine engine;
    private CacheEngine other;

    @AfterEach
    void close() {
        bed.close();
    }

    @ParameterizedTest
    @EnumSource
    void oneOfTwoMakersWinsAndBothGetItsPlan(Ground ground) {
        open(ground);
        CachePlan another = new CachePlan(NamespaceSettings.UNBOUNDED, bytes("other"));
        CompletableFuture<CacheEngine.Creation> mine = engine.create("c", PLAN);
        CompletableFuture<CacheEngine.Creation> theirs = other.create("c", another);
        assertTrue(mine.join().isMade() ^ theirs.join().isMade());
        CachePlan plan = mine.join().isMade() ? PLAN : another;
        assertEquals(plan, mine.join().cache().plan());
        assertEquals(plan, theirs.join().cache().plan());
        assertEquals(plan, other.find("c").join().plan());
        assertEquals("c", other.find("c").join().name());
        assertNull(engine.find("d").join());
        put(mine.join().cache(), "k", "v");
        assertEquals("v", text(get(theirs.join().cache(), "k")));
    }

    @ParameterizedTest
    @EnumSource
    void namesAreThoseThatWereMadeAndNotDestroyed(Ground ground) {
        open(ground);
        assertEquals(List.of(), engine.names().join());
        Set<String> names = new TreeSet<>(Set.of("../x", "\ud83d\ude00", ",\"", "a", "x".repeat(1024)));
        names.forEach(name -> assertTrue(engine.create(name, PLAN).join().isMade(), name));
        assertEquals(names, new TreeSet<>(other.names().join()));
        CacheStore a = other.find("a").join();
        assertTrue(engine.destroy(engine.find("a").join()).join());
        assertFalse(other.destroy(a).join());
        names.remove("a");
        assertEquals(names, new TreeSet<>(other.names().join()));
        assertNull(other.find("a").join());
    }

    @ParameterizedTest
    @EnumSource(names = "MEMORY")
    void namesThatCannotBeKeysAreRefused(Ground ground) {
        open(ground);
        assertRefused("cache name has 0 bytes of UTF-8, expected 1 to 1024", "");
        assertRefused("cache name has 1025 bytes of UTF-8, expected 1 to 1024", "x".repeat(1025));
        assertRefused(
                "cache name has half a surrogate pair, which UTF-8 cannot say; expected whole characters", "a\ud83d");
    }

    private void assertRefused(String message, String name) {
        var mistake = assertThrows(IllegalArgumentException.class, () -> engine.create(name, PLAN));
        assertEquals(message, mistake.getMessage());
    }

    @ParameterizedTest
    @EnumSource
    void changesApplyOnTheirConditionsAndGiveTheOldEntry(Ground ground) {
        open(ground);
        CacheStore cache = make("c");
        assertFalse(apply(cache, put("k", "0").ifPresent()).isApplied());
        ChangeResult made = apply(cache, put("k", "1").ifAbsent().returningOld());
        assertTrue(made.isApplied());
        assertNull(made.old());
        ChangeResult refused = apply(cache, put("k", "2").ifAbsent().returningOld());
        assertFalse(refused.isApplied());
        assertOld("1", made.version(), refused);
        assertFalse(apply(cache, put("k", "2").ifValue(bytes("0"))).isApplied());
        assertTrue(apply(cache, put("k", "2").ifValue(bytes("1"))).isApplied());
        ChangeResult tooLate = apply(cache, put("k", "3").ifVersion(made.version()));
        assertFalse(tooLate.isApplied());
        assertEquals("2", text(tooLate.old()));
        ChangeResult third = apply(cache, put("k", "3").ifVersion(tooLate.old().version()));
        assertTrue(third.isApplied());
        assertEquals(third.version(), get(cache, "k").version());
        assertOld("3", third.version(), apply(cache, put("k", "4").ifPresent().returningOld()));
        EntryChange remove = EntryChange.remove(bytes("k"));
        assertFalse(apply(cache, remove.ifVersion(third.version())).isApplied());
        assertFalse(apply(cache, remove.ifValue(bytes("3"))).isApplied());
        assertEquals("4", text(apply(cache, remove.returningOld()).old()));
        assertNull(get(cache, "k"));
        assertTrue(apply(cache, remove).isApplied());
        assertFalse(apply(cache, remove.ifPresent()).isApplied());
        assertNull(apply(cache, remove.ifVersion(third.version())).old());
    }

    private static void assertOld(String value, EntryVersion version, ChangeResult result) {
        assertEquals(value, text(result.old()));
        assertEquals(version, result.old().version());
        assertEquals(EntryChange.FOR_EVER, result.old().lifeMillis());
    }

    @ParameterizedTest
    @EnumSource
    void aTouchAndAPutSetTheEndOfLifeOrLeaveItWhereItIs(Ground ground) {
        open(ground);
        CacheStore cache = make("c");
        ChangeResult made = apply(cache, put("k", "1").living(3_600_000));
        assertLife(3_500_000, 3_600_000, cache);
        apply(cache, put("k", "2").living(EntryChange.UNCHANGED));
        assertEquals("2", text(get(cache, "k")));
        assertLife(3_500_000, 3_600_000, cache);
        assertFalse(apply(cache, EntryChange.touch(bytes("k"), 1_000_000, made.version()))
                .isApplied());
        EntryVersion version = get(cache, "k").version();
        assertTrue(
                apply(cache, EntryChange.touch(bytes("k"), 1_000_000, version)).isApplied());
        assertEquals(version, get(cache, "k").version());
        assertLife(900_000, 1_000_000, cache);
        apply(cache, put("k", "3").ifVersion(version).living(EntryChange.UNCHANGED));
        assertLife(900_000, 1_000_000, cache);
        EntryVersion third = get(cache, "k").version();
        assertTrue(apply(cache, EntryChange.touch(bytes("k"), EntryChange.FOR_EVER, third))
                .isApplied());
        assertEquals(EntryChange.FOR_EVER, get(cache, "k").lifeMillis());
        apply(cache, put("new", "1").living(EntryChange.UNCHANGED));
        assertEquals(EntryChange.FOR_EVER, get(cache, "new").lifeMillis());
        apply(cache, put("long", "1").living(Long.MAX_VALUE));
        assertTrue(get(cache, "long").lifeMillis() > 290L * 365 * 86_400_000);
        assertFalse(apply(cache, EntryChange.touch(bytes("none"), 1000, third)).isApplied());
    }

    private static void assertLife(long min, long max, CacheStore cache) {
        long life = get(cache, "k").lifeMillis();
        assertTrue(life > min && life <= max, () -> "lives " + life + " ms, expected " + min + " to " + max);
    }

    @ParameterizedTest
    @EnumSource
    void ofManyChangesEachEndsByItself(Ground ground) {
        open(ground);
        CacheStore cache = make("c");
        put(cache, "there", "0");
        List<EntryChange> changes = new ArrayList<>();
        changes.add(put("there", "1").ifAbsent().returningOld());
        changes.add(EntryChange.put(new byte[(64 << 10) + 1], bytes("too large")));
        for (int i = 0; i < 200; i++) {
            changes.add(put("k" + i, "v" + i).ifAbsent());
        }
        List<CompletableFuture<ChangeResult>> results = cache.changeAll(changes, SOON);
        assertEquals(202, results.size());
        assertFalse(results.get(0).join().isApplied());
        assertEquals("0", text(results.get(0).join().old()));
        assertFails(ErrorCode.TOO_LARGE, "key has 65537 bytes, at most 65536; nothing was done", results.get(1));
        List<byte[]> keys = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            assertTrue(results.get(i + 2).join().isApplied());
            keys.add(bytes("k" + i));
        }
        keys.add(bytes("none"));
        List<VersionedValue> values = cache.getAll(keys, SOON).join();
        for (int i = 0; i < 200; i++) {
            assertEquals("v" + i, text(values.get(i)));
            assertEquals(results.get(i + 2).join().version(), values.get(i).version());
        }
        assertNull(values.get(200));
        assertEquals(List.of(), cache.changeAll(List.of(), SOON));
    }

    @ParameterizedTest
    @EnumSource
    void aClearRemovesAllAndTellsHowManyThereWere(Ground ground) {
        open(ground);
        CacheStore cache = make("c");
        CacheStore untouched = make("untouched");
        put(untouched, "k", "v");
        assertEquals(0, cache.clear(SOON).join());
        fill(cache, 500);
        apply(cache, EntryChange.remove(bytes("k7")));
        put(cache, "k8", "again");
        assertEquals(499, cache.clear(SOON).join());
        assertNull(get(cache, "k8"));
        assertEquals(0, cache.clear(SOON).join());
        put(cache, "k8", "new");
        assertEquals("new", text(get(cache, "k8")));
        assertEquals(1, cache.clear(SOON).join());
        assertEquals("v", text(get(untouched, "k")));
    }

    @ParameterizedTest
    @EnumSource
    void aScanGivesEveryEntryOnce(Ground ground) {
        open(ground);
        CacheStore cache = make("c");
        Set<String> expected = fill(cache, 300);
        Set<String> seen = new TreeSet<>();
        StorePage.Place next = null;
        int pages = 0;
        do {
            StorePage page = cache.scan(next, 40, SOON).join();
            assertTrue(page.entries().size() <= 40);
            for (StorePage.KeyedValue entry : page.entries()) {
                String key = new String(entry.key(), StandardCharsets.UTF_8);
                assertTrue(seen.add(key), key);
                assertEquals("v" + key.substring(1), text(entry.value()));
            }
            next = page.next();
            pages++;
        } while (next != null);
        assertEquals(expected, seen);
        assertTrue(pages >= 8, () -> "fewer pages than their limit allows");
    }

    @ParameterizedTest
    @EnumSource
    void whoeverHasADestroyedCacheOpenIsToldSoAlsoAfterARestart(Ground ground) {
        open(ground);
        CacheStore cache = make("c");
        fill(cache, 50);
        CacheStore theirs = other.find("c").join();
        assertTrue(engine.destroy(cache).join());
        assertIsGone(theirs);
        CacheStore anew = other.create("c", PLAN).join().cache();
        assertNull(get(anew, "k1"));
        put(anew, "k1", "new");
        if (ground == Ground.DIRECTORY) {
            bed.close();
            open(ground);
            assertIsGone(
                    new StoreView(((StoreView) engine.find("c").join()).calls(), "c", ((StoreView) theirs).id(), PLAN));
            anew = engine.find("c").join();
        }
        assertEquals("new", text(get(anew, "k1")));
        assertEquals(1, anew.clear(SOON).join());
    }

    private static void assertIsGone(CacheStore cache) {
        String change = "the cache was destroyed; the change was not applied and never will be; make the cache anew";
        String read = "the cache was destroyed; there is nothing to read any more";
        assertFails(ErrorCode.NO_SUCH_CACHE, change, cache.change(put("k", "v"), SOON));
        assertFails(ErrorCode.NO_SUCH_CACHE, change, cache.change(put("k", "v").ifAbsent(), SOON));
        assertFails(ErrorCode.NO_SUCH_CACHE, change, cache.change(EntryChange.remove(bytes("k1")), SOON));
        assertFails(
                ErrorCode.NO_SUCH_CACHE,
                change,
                cache.changeAll(List.of(put("k2", "v")), SOON).get(0));
        assertFails(ErrorCode.NO_SUCH_CACHE, change, cache.clear(SOON));
        assertFails(ErrorCode.NO_SUCH_CACHE, read, cache.get(bytes("k1"), SOON));
        assertFails(ErrorCode.NO_SUCH_CACHE, read, cache.getAll(List.of(bytes("k1")), SOON));
        assertFails(ErrorCode.NO_SUCH_CACHE, read, cache.scan(null, 10, SOON));
    }

    private static void assertFails(ErrorCode code, String message, CompletableFuture<?> future) {
        var failure = assertThrows(CompletionException.class, future::join);
        SwarmException cause = (SwarmException) failure.getCause();
        assertEquals(message, cause.getMessage());
        assertEquals(code, cause.code());
    }

    @ParameterizedTest
    @EnumSource
    void stagesNeverRunOnTheLoop(Ground ground) {
        open(ground);
        CacheStore cache = make("c");
        for (int i = 0; i < 20; i++) {
            String thread = cache.change(put("k" + i, "v"), SOON)
                    .thenApply(result -> Thread.currentThread().getName())
                    .join();
            assertTrue(
                    thread.equals(Thread.currentThread().getName()) || thread.startsWith("kvswarm-callbacks-"), thread);
        }
    }

    @ParameterizedTest
    @EnumSource
    void boundsAreEnforced(Ground ground) {
        open(ground);
        CachePlan bounded = new CachePlan(new NamespaceSettings(1, 0, false), bytes(""));
        CacheStore cache = engine.create("c", bounded).join().cache();
        assertEquals(bounded, other.find("c").join().plan());
        int refused = 0;
        for (int i = 0; i < 50; i++) {
            CompletableFuture<ChangeResult> put = cache.change(put("k" + i, "v"), SOON);
            refused += put.handle((result, failure) -> failure == null ? 0 : 1).join();
        }
        assertTrue(refused >= 47, "refused " + refused);
        StoreUsage usage = cache.usage(Duration.ofSeconds(30)).join();
        // Keys and values are "k7" or "k17" with "v".
        assertEquals(new StoreUsage(50 - refused, usage.bytes(), 0, refused, 0, 0), usage);
        assertTrue(usage.bytes() >= 3 * usage.entries() && usage.bytes() <= 4 * usage.entries(), usage.toString());
        assertEquals(usage, other.find("c").join().usage(Duration.ofSeconds(30)).join());
    }

    private void open(Ground ground) {
        bed = new CacheBed(directory);
        bed.open(ground);
        engine = bed.engine();
        other = bed.other();
    }

    private CacheStore make(String name) {
        CacheEngine.Creation made = engine.create(name, PLAN).join();
        assertTrue(made.isMade());
        return made.cache();
    }

    private static Set<String> fill(CacheStore cache, int count) {
        Set<String> keys = new TreeSet<>();
        List<EntryChange> changes = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            keys.add("k" + i);
            changes.add(put("k" + i, "v" + i));
        }
        cache.changeAll(changes, SOON).forEach(CompletableFuture::join);
        return keys;
    }

    private static EntryChange put(String key, String value) {
        return EntryChange.put(bytes(key), bytes(value));
    }

    private static void put(CacheStore cache, String key, String value) {
        assertTrue(apply(cache, put(key, value)).isApplied());
    }

    private static ChangeResult apply(CacheStore cache, EntryChange change) {
        return cache.change(change, SOON).join();
    }

    private static VersionedValue get(CacheStore cache, String key) {
        return cache.get(bytes(key), SOON).join();
    }

    private static String text(VersionedValue value) {
        assertNotNull(value);
        return new String(value.value(), StandardCharsets.UTF_8);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
