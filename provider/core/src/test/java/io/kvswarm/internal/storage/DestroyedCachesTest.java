package io.kvswarm.internal.storage;

import static io.kvswarm.internal.storage.StorageBed.bytes;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kvswarm.internal.store.Cells;
import io.kvswarm.internal.store.MemoryIndex;
import io.kvswarm.internal.wire.Answer;
import io.kvswarm.internal.wire.CacheId;
import io.kvswarm.internal.wire.Condition;
import io.kvswarm.internal.wire.Mutation;
import io.kvswarm.internal.wire.Mutation.Kind;
import io.kvswarm.internal.wire.Outcome;
import io.kvswarm.internal.wire.Page;
import io.kvswarm.internal.wire.Scan;
import io.kvswarm.internal.wire.Version;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Goal: an owner never forgets that a cache was destroyed, whatever becomes of its process, its index and its old
 * segments. Method: one node in virtual time on a simulated disk.
 */
final class DestroyedCachesTest {
    private static final CacheId GONE = CacheId.made(0, new Version(1, 1, 77));
    private static final CacheId ALIVE = CacheId.made(0, new Version(1, 1, 78));

    private final StorageBed bed = new StorageBed(1).open();

    @Test
    void nothingOfADestroyedCacheIsReadOrChanged() {
        destroyWithEntries();
        assertGone();
        assertEquals(Answer.Status.PRESENT, bed.answer(ALIVE, "4a").status());
        assertEquals(Outcome.APPLIED, change(ALIVE, Kind.PUT, "4a"));
        assertEquals(1, bed.node.report().entries());
    }

    @Test
    void aRepeatOfARefusedChangeIsRefusedAgain() {
        destroyWithEntries();
        Mutation put = bed.next(GONE, Kind.PUT, "4a", bytes("v"), Condition.ALWAYS, 0);
        assertEquals(Outcome.NO_SUCH_CACHE, bed.apply(put).get(0).outcome());
        assertEquals(Outcome.NO_SUCH_CACHE, bed.apply(put).get(0).outcome());
    }

    @Test
    void aCrashChangesNothing() {
        destroyWithEntries();
        bed.kill().open();
        assertGone();
    }

    @Test
    void theIndexRemembersToo() {
        destroyWithEntries();
        bed.run(2000);
        bed.close();
        bed.open();
        assertGone();
    }

    @Test
    void aRebuiltIndexRemembersWhatTheLogSays() {
        destroyWithEntries();
        bed.run(2000);
        bed.index = new MemoryIndex(new Cells(4));
        bed.kill().open();
        assertGone();
    }

    @Test
    void itOutlivesTheSegmentThatSaysSo() {
        destroyWithEntries();
        String value = "v".repeat(500);
        for (int i = 0; i < 50; i++) {
            List<Mutation> block = new ArrayList<>();
            for (int j = 0; j < 100; j++) {
                block.add(bed.next(Kind.PUT, "0k" + j % 20, value));
            }
            bed.apply(block.toArray(Mutation[]::new));
            bed.run(100);
        }
        bed.run(2000);
        assertTrue(bed.node.report().compacted() > 2);
        bed.index = new MemoryIndex(new Cells(4));
        bed.kill().open();
        assertGone();
    }

    @Test
    void itsSettingsAreForgotten() {
        bed.apply(bed.next(GONE, Kind.SETTINGS, "0", new CacheSettings(1, 0, false).toBytes(), Condition.ALWAYS, 0));
        destroyWithEntries();
        assertEquals(Outcome.NO_SUCH_CACHE, change(GONE, Kind.SETTINGS, "0"));
        bed.run(2000);
        bed.kill().open();
        assertGone();
    }

    @Test
    void soManyAreRememberedAndTheOldestForgotten() {
        NodeState state = new NodeState();
        for (int i = 0; i <= NodeState.DESTROYED_MAX; i++) {
            assertTrue(state.destroy(CacheId.made(0, new Version(1, 1, i))));
        }
        NodeState read = NodeState.of(state.toBytes());
        assertFalse(read.isDestroyed(CacheId.made(0, new Version(1, 1, 0))));
        assertTrue(read.isDestroyed(CacheId.made(0, new Version(1, 1, 1))));
        assertFalse(read.destroy(CacheId.made(0, new Version(1, 1, NodeState.DESTROYED_MAX))));
    }

    @Test
    void theStateOfANodeThatDestroyedNothingHasTheBytesItAlwaysHad() {
        NodeState state = new NodeState();
        state.owned().put(3, 5L);
        assertEquals(
                "00000001" + "00000003" + "0000000000000005" + "00000000",
                io.kvswarm.internal.base.Hex.of(state.toBytes()));
    }

    private void destroyWithEntries() {
        for (String key : List.of("0a", "4a", "8a", "ca", "4b")) {
            change(GONE, Kind.PUT, key);
        }
        change(ALIVE, Kind.PUT, "4a");
        for (String cell : List.of("0", "4", "8", "c")) {
            assertEquals(Outcome.APPLIED, change(GONE, Kind.DESTROY, cell));
        }
    }

    private Outcome change(CacheId cache, Kind kind, String key) {
        byte[] value = kind == Kind.PUT ? bytes("v") : kind == Kind.SETTINGS ? settings() : new byte[0];
        return bed.apply(bed.next(cache, kind, key, value, Condition.ALWAYS, 0))
                .get(0)
                .outcome();
    }

    private static byte[] settings() {
        return new CacheSettings(1, 0, false).toBytes();
    }

    private void assertGone() {
        assertEquals(Answer.Status.NO_SUCH_CACHE, bed.answer(GONE, "4a").status());
        assertEquals(Answer.Status.NO_SUCH_CACHE, bed.answer(GONE, "0none").status());
        for (Kind kind : List.of(Kind.PUT, Kind.REMOVE, Kind.TOUCH, Kind.CLEAR, Kind.SETTINGS)) {
            assertEquals(Outcome.NO_SUCH_CACHE, change(GONE, kind, "8a"), kind.toString());
        }
        bed.send(new Scan(1, GONE, 1, false, new byte[0], 7, true));
        bed.run(200);
        Page page = bed.link.take(Page.class).get(0);
        assertEquals(Answer.Status.NO_SUCH_CACHE, page.status());
        assertEquals(List.of(), page.entries());
        assertEquals(Outcome.APPLIED, change(GONE, Kind.DESTROY, "8a"), "once more for a cell does no harm");
    }
}
