package io.kvswarm.internal.slicing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/** Goal: shares in whole cells are the exact ones rounded, and nobody moves just to be rounded another way. */
final class CellTargetsTest {
    @Test
    void whoHasTheOddCellKeepsIt() {
        for (int odd = 0; odd < 3; odd++) {
            int[] before = {341, 341, 341};
            before[odd]++;
            CellTargets targets = new CellTargets(1024, new long[] {1, 1, 1}, before);
            for (int node = 0; node < 3; node++) {
                assertEquals(0, targets.gain(node));
            }
            assertFalse(targets.areExact());
        }
    }

    @Test
    void tooFewAreRaisedWhereTheRemainderIsLargest() {
        // Exact shares are 170 2/3, 341 1/3, 512.
        CellTargets targets = new CellTargets(1024, new long[] {1, 2, 3}, new int[] {100, 100, 824});
        assertEquals(71, targets.gain(0));
        assertEquals(241, targets.gain(1));
        assertEquals(-312, targets.gain(2));
    }

    @Test
    void tooManyAreLoweredWhereTheRemainderIsSmallest() {
        // Exact shares are 170 2/3, 341 1/3, 512.
        CellTargets targets = new CellTargets(1024, new long[] {1, 2, 3}, new int[] {400, 400, 224});
        assertEquals(-229, targets.gain(0));
        assertEquals(-59, targets.gain(1));
        assertEquals(288, targets.gain(2));
    }

    @Test
    void nodeOfAlmostNothingMayHaveNoCell() {
        CellTargets targets = new CellTargets(1024, new long[] {1, 1_000_000, 0}, new int[] {0, 1000, 24});
        assertEquals(0, targets.gain(0));
        assertEquals(24, targets.gain(1));
        assertEquals(-24, targets.gain(2));
        assertEquals(1, targets.withoutCell());
    }

    @Test
    void evenSharesAreExact() {
        CellTargets targets = new CellTargets(1024, new long[] {1, 3}, new int[] {0, 1024});
        assertTrue(targets.areExact());
        assertEquals(256, targets.gain(0));
        assertEquals(0, targets.withoutCell());
    }
}
