package io.kvswarm.internal.storage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kvswarm.api.NodeId;
import io.kvswarm.internal.wire.CacheId;
import io.kvswarm.internal.wire.CacheKey;
import io.kvswarm.internal.wire.Invalidate;
import io.kvswarm.internal.wire.LeaseAsk;
import io.kvswarm.sim.SimLoop;
import io.kvswarm.sim.SimTime;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Goal: what an owner remembers of a client is bounded, and past the bound it tells too much, never too little. */
final class HolderBoundsTest {
    private static final Access EVERYBODY = new Access() {
        @Override
        public boolean mayWrite(NodeId principal) {
            return true;
        }

        @Override
        public boolean mayRead(NodeId principal) {
            return true;
        }

        @Override
        public long epoch() {
            return 1;
        }
    };

    private final SimTime time = new SimTime(1);
    private final SimLoop loop = new SimLoop(time, time.clock());
    private final FakeLink client = new FakeLink(StorageBed.node(8));

    private Holders holders(int keysMax) {
        Holders holders = new Holders(loop, EVERYBODY, new Begun(1, 0, LeaseFlag.NONE), keysMax);
        loop.run(() -> {
            holders.start();
            holders.onAsk(client, new LeaseAsk(1));
        });
        return holders;
    }

    private static CacheKey key(int number) {
        return new CacheKey(
                CacheId.DEFAULT,
                ByteBuffer.allocate(Integer.BYTES).putInt(number).array());
    }

    private int told() {
        return client.take(Invalidate.class).stream()
                .mapToInt(news -> news.keys().size())
                .sum();
    }

    private Release change(Holders holders, int cell, CacheKey key) {
        Release release = new Release(1);
        loop.run(() -> holders.changes(cell, key, null, release));
        release.onMark();
        return release;
    }

    @Test
    void pastTheBoundEverythingOfTheCellIsToldAndAwaited() {
        Holders holders = holders(3);
        loop.run(() -> {
            for (int i = 0; i < 3; i++) {
                assertTrue(holders.keep(1, key(i), client, true));
            }
            assertTrue(holders.keep(2, key(3), client, true));
        });
        assertEquals(3, holders.keyCount());
        assertEquals(1, holders.wholeCellCount());
        Release ofAnyKey = change(holders, 2, key(77));
        assertEquals(1, told());
        assertFalse(ofAnyKey.isReleased());
        Release ofOtherCell = change(holders, 1, key(78));
        assertEquals(0, told());
        assertTrue(ofOtherCell.isReleased());
        assertFalse(change(holders, 2, key(77)).isReleased(), "a cell stays, however often it is told");
    }

    @Test
    void aKeyThatIsKeptAlreadyPassesNoBound() {
        Holders holders = holders(1);
        loop.run(() -> {
            holders.keep(1, key(0), client, false);
            holders.keep(1, key(0), client, true);
        });
        assertEquals(0, holders.wholeCellCount());
        assertFalse(change(holders, 1, key(0)).isReleased());
    }

    @Test
    void whoAnswersNothingIsCutOff() {
        Holders holders = holders(1);
        loop.run(() -> {
            holders.keep(1, key(0), client, true);
            holders.keep(1, key(1), client, true);
        });
        int told = 0;
        while (told < Holders.UNANSWERED_MAX) {
            assertTrue(client.isOpen(), "cut off although it has not been told that much");
            List<CacheKey> changed = new ArrayList<>();
            for (int i = 0; i < 4_096; i++) {
                changed.add(key(told++));
            }
            loop.run(() -> changed.forEach(key -> holders.changes(1, key, null, new Release(1))));
        }
        assertTrue(client.isOpen());
        loop.run(() -> holders.changes(1, key(0), null, new Release(1)));
        assertFalse(client.isOpen());
    }

    @Test
    void aMessageIsNeverTooLong() {
        Holders holders = holders(10_000);
        loop.run(() -> {
            for (int i = 0; i < 10_000; i++) {
                holders.keep(1, key(i), client, true);
            }
        });
        Release release = new Release(1);
        loop.run(() -> {
            for (int i = 0; i < 10_000; i++) {
                holders.changes(1, key(i), null, release);
            }
        });
        List<Invalidate> told = client.take(Invalidate.class);
        assertEquals(
                List.of(4096, 4096, 1808),
                told.stream().map(news -> news.keys().size()).toList());
        release.onMark();
        loop.run(() -> holders.onInvalidated(client, 2));
        assertFalse(release.isReleased());
        loop.run(() -> holders.onInvalidated(client, 3));
        assertTrue(release.isReleased());
    }
}
