package io.kvswarm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kvswarm.CacheBed.Ground;
import io.kvswarm.api.NamespaceSettings;
import io.kvswarm.spi.CachePlan;
import io.kvswarm.spi.CacheStore;
import io.kvswarm.spi.EntryChange;
import io.kvswarm.spi.NearCounts;
import io.kvswarm.spi.NearPlan;
import io.kvswarm.spi.Patience;
import io.kvswarm.spi.VersionedValue;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Goal: a near view answers from this process what cannot have changed, and once a change has returned nobody is given
 * what was there before (P10); on every ground a provider stands on.
 */
final class NearViewTest {
    private static final NearPlan COHERENT = new NearPlan(NearPlan.Mode.COHERENT, 1000, 0, Duration.ZERO);

    @TempDir
    Path directory;

    private CacheBed bed;
    private CacheStore plain;
    private CacheStore near;
    private CacheStore others;

    @AfterEach
    void close() {
        bed.close();
    }

    private void open(Ground ground) {
        bed = new CacheBed(directory);
        bed.open(ground);
        CachePlan plan = new CachePlan(NamespaceSettings.UNBOUNDED, new byte[0]);
        plain = bed.engine().create("words", plan).join().cache();
        near = plain.near(COHERENT);
        others = bed.other().find("words").join();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String text(VersionedValue value) {
        if (value == VersionedValue.ABSENT) {
            return "absent";
        }
        return value == null ? "?" : new String(value.value(), StandardCharsets.UTF_8);
    }

    private static void put(CacheStore store, String key, String value) {
        assertTrue(store.change(EntryChange.put(bytes(key), bytes(value)), Patience.DEFAULT)
                .join()
                .isApplied());
    }

    private static String get(CacheStore store, String key) {
        VersionedValue value = store.get(bytes(key), Patience.DEFAULT).join();
        return value == null ? "absent" : text(value);
    }

    /** Reads until it is near: the first answers may come before the first lease, or while a change ends. */
    private void bringNear(String key) {
        for (int i = 0; i < 1_000 && near.peek(bytes(key)) == null; i++) {
            near.get(bytes(key), Patience.DEFAULT).join();
        }
        assertNotNull(near.peek(bytes(key)), "never near");
    }

    @ParameterizedTest
    @EnumSource(Ground.class)
    void whatWasReadIsNearAndHitsAreTheSameObject(Ground ground) {
        open(ground);
        put(plain, "a", "one");
        bringNear("a");
        VersionedValue hit = near.peek(bytes("a"));
        assertEquals("one", text(hit));
        hit.memo("decoded");
        assertEquals("decoded", near.peek(bytes("a")).memo());
        assertSame(hit, near.get(bytes("a"), Patience.DEFAULT).join());
        assertEquals(plain.get(bytes("a"), Patience.DEFAULT).join(), hit);
        NearCounts counts = near.nearCounts();
        assertEquals(1, counts.entries());
        assertEquals(4, counts.bytes());
        assertTrue(counts.hits() >= 4 && counts.misses() >= 1, counts::toString);
    }

    @ParameterizedTest
    @EnumSource(Ground.class)
    void anAbsenceIsNear(Ground ground) {
        open(ground);
        bringNear("none");
        assertSame(VersionedValue.ABSENT, near.peek(bytes("none")));
        assertNull(near.get(bytes("none"), Patience.DEFAULT).join());
        put(others, "none", "there");
        assertEquals("there", get(near, "none"));
    }

    @ParameterizedTest
    @EnumSource(Ground.class)
    void onceAChangeHasReturnedNobodyIsGivenWhatWasThereBefore(Ground ground) {
        open(ground);
        for (int i = 0; i < 200; i++) {
            CacheStore writer = i % 3 == 0 ? others : i % 3 == 1 ? plain : near;
            put(writer, "a", "v" + i);
            assertEquals("v" + i, get(near, "a"));
            bringNear("a");
            assertEquals("v" + i, text(near.peek(bytes("a"))));
        }
    }

    @ParameterizedTest
    @EnumSource(Ground.class)
    void aRemovalAndAClearAreSeenToo(Ground ground) {
        open(ground);
        put(plain, "a", "one");
        put(plain, "b", "two");
        bringNear("a");
        bringNear("b");
        others.change(EntryChange.remove(bytes("a")), Patience.DEFAULT).join();
        assertEquals("absent", get(near, "a"));
        assertEquals("two", get(near, "b"));
        assertEquals(1, others.clear(Patience.DEFAULT).join());
        assertEquals("absent", get(near, "b"));
        put(others, "b", "three");
        assertEquals("three", get(near, "b"));
        bringNear("b");
        plain.clear(Patience.DEFAULT).join();
        assertEquals("absent", get(near, "b"));
    }

    @ParameterizedTest
    @EnumSource(Ground.class)
    void manyAreAnsweredFromNearAndFromTheirOwnersTogether(Ground ground) {
        open(ground);
        put(plain, "a", "one");
        put(plain, "b", "two");
        bringNear("a");
        bringNear("none");
        List<byte[]> keys = Arrays.asList(bytes("none"), bytes("b"), bytes("a"), bytes("c"));
        List<String> found = new ArrayList<>();
        near.getAll(keys, Patience.DEFAULT).join().forEach(value -> found.add(text(value)));
        assertEquals(List.of("?", "two", "one", "?"), found);
        bringNear("b");
        bringNear("c");
        long misses = near.nearCounts().misses();
        near.getAll(keys, Patience.DEFAULT).join();
        assertEquals(misses, near.nearCounts().misses());
    }

    @ParameterizedTest
    @EnumSource(Ground.class)
    void aLifeCountsDownNearToo(Ground ground) {
        open(ground);
        EntryChange change = EntryChange.put(bytes("a"), bytes("one")).living(3_600_000);
        plain.change(change, Patience.DEFAULT).join();
        bringNear("a");
        VersionedValue hit = near.peek(bytes("a"));
        assertTrue(hit.lifeMillis() > 0 && hit.lifeMillis() <= 3_600_000, hit::toString);
        hit.memo("decoded");
        assertEquals("decoded", near.peek(bytes("a")).memo());
    }

    @ParameterizedTest
    @EnumSource(Ground.class)
    void viewsOfOnePlanShareTheirEntriesAndAPlainOneHasNone(Ground ground) {
        open(ground);
        put(plain, "a", "one");
        bringNear("a");
        assertEquals("one", text(plain.near(COHERENT).peek(bytes("a"))));
        NearPlan other = new NearPlan(NearPlan.Mode.BOUNDED, 10, 0, Duration.ofMinutes(1));
        assertNull(plain.near(other).peek(bytes("a")));
        assertNull(plain.peek(bytes("a")));
        assertEquals(NearCounts.NONE, plain.nearCounts());
    }

    @ParameterizedTest
    @EnumSource(Ground.class)
    void aDestroyedCacheIsNearNoMore(Ground ground) {
        open(ground);
        put(plain, "a", "one");
        bringNear("a");
        assertTrue(bed.engine().destroy(near).join());
        assertNull(near.peek(bytes("a")));
        assertTrue(near.get(bytes("a"), Patience.DEFAULT)
                .handle((value, failure) -> failure != null)
                .join());
    }

    @Test
    void aKeyThatIsTooLongIsNotNear() {
        open(Ground.MEMORY);
        assertNull(near.peek(new byte[70_000]));
        assertFalse(near.get(new byte[70_000], Patience.DEFAULT)
                .handle((value, failure) -> failure == null)
                .join());
    }
}
