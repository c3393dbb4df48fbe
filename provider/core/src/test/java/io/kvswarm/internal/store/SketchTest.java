package io.kvswarm.internal.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Goal: what was used more often counts more, never less than it was used, and old uses fade. */
final class SketchTest {
    @Test
    void usesAreCountedUpToFifteen() {
        Sketch sketch = new Sketch(64);
        for (int used = 0; used <= 20; used++) {
            assertEquals(Math.min(15, used), sketch.uses(42));
            sketch.use(42);
        }
    }

    @Test
    void noCountIsTooLowAndFewAreTooHigh() {
        for (long seed = 0; seed < 20; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            Sketch sketch = new Sketch(256);
            Map<Long, Integer> used = new HashMap<>();
            for (int i = 0; i < 1_000; i++) {
                long key = random.nextInt(400) * 0x9e3779b97f4a7c15L;
                used.merge(key, 1, Integer::sum);
                sketch.use(key);
            }
            int tooHigh = 0;
            for (Map.Entry<Long, Integer> key : used.entrySet()) {
                int uses = sketch.uses(key.getKey());
                assertTrue(uses >= Math.min(15, key.getValue()), "seed " + seed);
                tooHigh += uses > key.getValue() ? 1 : 0;
            }
            assertTrue(tooHigh < used.size() / 20, "seed " + seed + ": " + tooHigh + " of " + used.size());
        }
    }

    @Test
    void oldUsesFade() {
        Sketch sketch = new Sketch(64);
        for (int i = 0; i < 8; i++) {
            sketch.use(42);
        }
        SplittableRandom random = new SplittableRandom(1);
        int uses = 0;
        while (sketch.uses(42) >= 8) {
            sketch.use(random.nextLong());
            uses++;
            assertTrue(uses <= 64 * 10, "not halved after " + uses + " uses");
        }
        assertTrue(sketch.uses(42) >= 4, "halved to " + sketch.uses(42));
    }

    @Test
    void theSizeIsAPowerOfTwo() {
        IllegalArgumentException odd = assertThrows(IllegalArgumentException.class, () -> new Sketch(100));
        assertEquals("words is 100, expected a power of two", odd.getMessage());
    }
}
