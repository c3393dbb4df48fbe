package io.kvswarm.internal.storage;

import static io.kvswarm.internal.storage.StorageBed.bytes;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kvswarm.internal.store.Cells;
import io.kvswarm.internal.store.MemoryIndex;
import io.kvswarm.internal.wire.Answer;
import io.kvswarm.internal.wire.CacheId;
import io.kvswarm.internal.wire.Condition;
import io.kvswarm.internal.wire.Mutation;
import io.kvswarm.internal.wire.Mutation.Kind;
import io.kvswarm.internal.wire.Outcome;
import io.kvswarm.internal.wire.Version;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Goal: what has to end ends by itself, whether by its time or by the bounds of its cache, and nothing else does.
 * Method: one node in virtual time, with its index in files, so that after a start nothing is in memory.
 */
final class BoundsTest {
    private static final CacheId FIRST = CacheId.made(0, new Version(1, 1, 77));
    private static final CacheId SECOND = CacheId.made(0, new Version(1, 1, 78));

    private final StorageBed bed = new StorageBed(1).withIndexInFiles().open();

    @Test
    void ofTooManyEntriesThoseInUseStay() {
        settings(FIRST, new CacheSettings(100, 0, true));
        for (int round = 0; round < 20; round++) {
            fill(FIRST, round * 50, 50, 10);
            for (int i = 0; i < 10; i++) {
                bed.answer(FIRST, "4k" + i);
            }
            bed.run(200);
            assertTrue(bed.node.count(FIRST).entries() <= 100, "entries: " + bed.node.count(FIRST));
        }
        assertTrue(bed.node.count(FIRST).entries() > 90, "entries: " + bed.node.count(FIRST));
        int inUse = 0;
        for (int i = 0; i < 10; i++) {
            inUse += isThere(FIRST, "4k" + i) ? 1 : 0;
        }
        assertTrue(inUse >= 9, "of ten in use only " + inUse + " are there");
    }

    @Test
    void aCacheIsHeldWithinItsBytes() {
        settings(FIRST, new CacheSettings(0, 50_000, true));
        for (int round = 0; round < 20; round++) {
            fill(FIRST, round * 50, 50, 500);
            bed.run(500);
            long held = bed.node.count(FIRST).bytes();
            assertTrue(held <= 50_000, "bytes: " + held);
        }
        assertTrue(bed.node.count(FIRST).bytes() > 45_000, "bytes: " + bed.node.count(FIRST));
    }

    @Test
    void eachCacheHasBoundsOfItsOwn() {
        settings(FIRST, new CacheSettings(30, 0, true));
        settings(SECOND, new CacheSettings(60, 0, true));
        fill(FIRST, 0, 200, 10);
        fill(SECOND, 0, 200, 10);
        fill(CacheId.DEFAULT, 0, 200, 10);
        bed.run(3_000);
        assertEquals(30, bed.node.count(FIRST).entries());
        assertEquals(60, bed.node.count(SECOND).entries());
        assertEquals(200, bed.node.count(CacheId.DEFAULT).entries());
        assertEquals(170, bed.node.evictedOf(FIRST));
        assertEquals(140, bed.node.evictedOf(SECOND));
        assertEquals(0, bed.node.evictedOf(CacheId.DEFAULT));
    }

    /** Nobody touches the entries after the start: only the index knows them. */
    @Test
    void boundsAreKeptActivelyAfterAStart() {
        fill(FIRST, 0, 500, 100);
        fill(SECOND, 0, 500, 100);
        bed.run(1_000);
        Mutation few = bed.next(FIRST, Kind.SETTINGS, "0", new CacheSettings(50, 0, true).toBytes(), always(), 0);
        Mutation small =
                bed.next(SECOND, Kind.SETTINGS, "0", new CacheSettings(0, 10_000, true).toBytes(), always(), 0);
        bed.apply(few, small);
        bed.kill().open();
        assertTrue(bed.node.count(FIRST).entries() > 400, "evicted before the start: " + bed.node.count(FIRST));
        bed.run(10_000);
        assertEquals(50, bed.node.count(FIRST).entries());
        assertTrue(bed.node.count(SECOND).bytes() <= 10_000, "bytes: " + bed.node.count(SECOND));
        assertTrue(bed.node.count(SECOND).bytes() > 9_000, "bytes: " + bed.node.count(SECOND));
        assertEquals(50, thereOf(FIRST, 500));
    }

    @Test
    void aCacheThatMustNotEvictRefusesAfterAStartToo() {
        settings(FIRST, new CacheSettings(20, 0, false));
        fill(FIRST, 0, 20, 10);
        bed.run(1_000);
        bed.kill().open();
        assertEquals(Outcome.REJECTED, outcomeOf("4new"));
        assertEquals(Outcome.APPLIED, outcomeOf("4k7"));
        bed.run(5_000);
        assertEquals(20, bed.node.count(FIRST).entries());
    }

    /** Nobody reads them: the owner's clock alone ends them, also if only the index knows them. */
    @Test
    void whatIsOverIsRemovedByItselfAfterAStart() {
        List<Mutation> block = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            block.add(bed.next(CacheId.DEFAULT, Kind.PUT, "4k" + i, bytes("v"), always(), 20_000 + i));
        }
        send(block);
        fill(FIRST, 0, 10, 10);
        bed.run(1_000);
        bed.kill().open();
        assertEquals(510, bed.node.report().entries());
        bed.run(15_000);
        assertEquals(510, bed.node.report().entries());
        bed.run(10_000);
        assertEquals(500, bed.node.report().expired());
        assertEquals(0, bed.node.count(CacheId.DEFAULT).entries());
        assertEquals(10, bed.node.count(FIRST).entries());
        bed.indexes = () -> new MemoryIndex(new Cells(4));
        bed.kill().open();
        assertEquals(10, bed.node.report().entries());
    }

    private static Condition always() {
        return Condition.ALWAYS;
    }

    private Outcome outcomeOf(String key) {
        return bed.apply(bed.next(FIRST, Kind.PUT, key, bytes("v"), always(), 0))
                .get(0)
                .outcome();
    }

    private void settings(CacheId cache, CacheSettings settings) {
        bed.apply(bed.next(cache, Kind.SETTINGS, "0", settings.toBytes(), always(), 0));
    }

    private void fill(CacheId cache, int from, int count, int valueBytes) {
        List<Mutation> block = new ArrayList<>();
        for (int i = from; i < from + count; i++) {
            block.add(bed.next(cache, Kind.PUT, "4k" + i, new byte[valueBytes], always(), 0));
            if (block.size() == 100 || i == from + count - 1) {
                send(block);
                block.clear();
            }
        }
    }

    private void send(List<Mutation> block) {
        for (int i = 0; i < block.size(); i += 100) {
            bed.apply(block.subList(i, Math.min(block.size(), i + 100)).toArray(Mutation[]::new));
        }
    }

    private int thereOf(CacheId cache, int count) {
        int there = 0;
        for (int i = 0; i < count; i++) {
            there += isThere(cache, "4k" + i) ? 1 : 0;
        }
        return there;
    }

    private boolean isThere(CacheId cache, String key) {
        return bed.answer(cache, key).status() == Answer.Status.PRESENT;
    }
}
