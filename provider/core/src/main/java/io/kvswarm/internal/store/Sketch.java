package io.kvswarm.internal.store;

/**
 * How often keys were used lately, roughly: four small counters a key, of which the lowest counts, all halved once
 * enough has been counted. Confined to the loop.
 */
final class Sketch {
    private static final int COUNTERS_PER_WORD = 16;
    private static final long COUNTER_MAX = 15;
    private static final long HALVES = 0x7777777777777777L;
    private static final int USES_PER_COUNTER = 10;
    private static final long[] SEEDS = {
        0x9e3779b97f4a7c15L, 0xc2b2ae3d27d4eb4fL, 0x165667b19e3779f9L, 0x27d4eb2f165667c5L
    };

    private final long[] words;
    private final int mask;
    private final int usesMax;
    private int uses;

    /** With {@code words} times 16 counters, a power of two. */
    Sketch(int words) {
        this.words = new long[words];
        this.mask = words * COUNTERS_PER_WORD - 1;
        this.usesMax = words * USES_PER_COUNTER;
        if (Integer.bitCount(words) != 1) {
            throw new IllegalArgumentException("words is " + words + ", expected a power of two");
        }
    }

    /** The key at that position was used. */
    void use(long position) {
        boolean counted = false;
        for (long seed : SEEDS) {
            counted |= increment(counter(position, seed));
        }
        if (counted && ++uses >= usesMax) {
            halve();
        }
    }

    /** 0 to 15. */
    int uses(long position) {
        long lowest = COUNTER_MAX;
        for (long seed : SEEDS) {
            int counter = counter(position, seed);
            lowest = Math.min(lowest, words[counter / COUNTERS_PER_WORD] >>> shift(counter) & COUNTER_MAX);
        }
        return (int) lowest;
    }

    private int counter(long position, long seed) {
        long mixed = (position + seed) * seed;
        return (int) (mixed >>> 32) & mask;
    }

    private boolean increment(int counter) {
        long word = words[counter / COUNTERS_PER_WORD];
        if ((word >>> shift(counter) & COUNTER_MAX) == COUNTER_MAX) {
            return false;
        }
        words[counter / COUNTERS_PER_WORD] = word + (1L << shift(counter));
        return true;
    }

    private static int shift(int counter) {
        return counter % COUNTERS_PER_WORD * 4;
    }

    private void halve() {
        for (int i = 0; i < words.length; i++) {
            words[i] = words[i] >>> 1 & HALVES;
        }
        uses /= 2;
    }
}
