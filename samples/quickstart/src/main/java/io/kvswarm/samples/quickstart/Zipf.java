package io.kvswarm.samples.quickstart;

import java.util.Arrays;
import java.util.SplittableRandom;

/** Draws ranks from 0 on: the one of rank r with a weight of 1 / (r + 1), as words occur in texts. */
final class Zipf {
    private final double[] sums;
    private final SplittableRandom random;

    Zipf(int ranks, long seed) {
        sums = new double[ranks];
        double sum = 0;
        for (int rank = 0; rank < ranks; rank++) {
            sum += 1.0 / (rank + 1);
            sums[rank] = sum;
        }
        random = new SplittableRandom(seed);
    }

    int next() {
        int found = Arrays.binarySearch(sums, random.nextDouble() * sums[sums.length - 1]);
        return found >= 0 ? found : -found - 1;
    }
}
