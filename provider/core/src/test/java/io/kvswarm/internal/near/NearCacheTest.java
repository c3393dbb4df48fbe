package io.kvswarm.internal.near;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kvswarm.spi.NearPlan;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Goal: a near cache stays within its bounds, keeps what is of use, and leaves nothing behind. */
final class NearCacheTest {
    private final NearBed bed = new NearBed();

    private static NearPlan bounded(long entries, long bytes) {
        return new NearPlan(NearPlan.Mode.COHERENT, entries, bytes, Duration.ZERO);
    }

    private void keep(int from, int to) {
        for (int i = from; i < to; i++) {
            bed.keep("k" + i, "value" + i % 10);
        }
    }

    @Test
    void thereAreNeverMoreEntriesThanAllowed() {
        bed.cache = bed.cache(bounded(10, 0));
        keep(0, 100);
        assertEquals(10, bed.cache.counts().entries());
        assertEquals(90, bed.cache.counts().evicted());
        assertEquals("value9", bed.find("k99"));
    }

    @Test
    void whatIsOfUseOutlivesWhatIsNot() {
        bed.cache = bed.cache(bounded(10, 0));
        keep(0, 10);
        for (int i = 10; i < 200; i++) {
            assertEquals("value3", bed.find("k3"));
            bed.keep("k" + i, "value" + i % 10);
        }
        assertEquals("value3", bed.find("k3"));
    }

    @Test
    void thereAreNeverMoreBytesThanAllowed() {
        bed.cache = bed.cache(bounded(0, 100));
        keep(10, 60);
        assertTrue(bed.cache.counts().bytes() <= 100, () -> bed.cache.counts().toString());
        assertEquals(100 / 9, bed.cache.counts().entries());
    }

    @Test
    void bothBoundsHoldAtOnce() {
        bed.cache = bed.cache(bounded(5, 100));
        keep(10, 60);
        assertEquals(5, bed.cache.counts().entries());
        bed.keep("longer", "x".repeat(80));
        assertTrue(bed.cache.counts().bytes() <= 100, () -> bed.cache.counts().toString());
        assertTrue(bed.cache.counts().entries() <= 5, () -> bed.cache.counts().toString());
    }

    @Test
    void whatIsLargerThanAllPutsNothingOut() {
        bed.cache = bed.cache(bounded(0, 100));
        keep(10, 14);
        bed.keep("large", "x".repeat(100));
        assertEquals("?", bed.find("large"));
        assertEquals(4, bed.cache.counts().entries());
    }

    @Test
    void whatIsDroppedLeavesNothing() {
        keep(0, 50);
        for (int round = 0; round < 5_000; round++) {
            bed.invalidate(round + 1, "k1");
            bed.keep("k1", "value" + round % 10);
        }
        assertEquals(50, bed.cache.counts().entries());
        assertEquals(10 * 8 + 40 * 9, bed.cache.counts().bytes());
    }

    @Test
    void whatItsSourceEndedLeavesNothing() {
        keep(0, 5_000);
        bed.loop.run(() -> bed.near.onLinkEnd(bed.link));
        bed.run(10);
        assertEquals(0, bed.cache.counts().entries());
        assertEquals(0, bed.cache.counts().bytes());
    }
}
