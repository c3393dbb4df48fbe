package io.kvswarm.internal.slicing;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * How many whole cells each node is to have: its exact share rounded down or up, and all together the cells there are.
 *
 * <p>Of both, each node first gets the one nearer to what it has. If these are too few in all, those rounded down whose
 * remainder is largest are raised; if too many, those rounded up whose remainder is smallest are lowered.
 */
final class CellTargets {
    private final int[] before;
    private final int[] targets;
    private final Quota[] quotas;

    /**
     * An exact share in cells.
     *
     * @param index whose
     * @param whole the whole cells in it
     * @param rest  what is left, out of the sum of sizes
     */
    private record Quota(int index, int whole, BigInteger rest) {
        int roundedUp() {
            return rest.signum() == 0 ? whole : whole + 1;
        }
    }

    CellTargets(int cells, long[] sizes, int[] before) {
        this.before = before;
        this.targets = new int[sizes.length];
        this.quotas = new Quota[sizes.length];
        BigInteger sum = BigInteger.ZERO;
        for (long size : sizes) {
            sum = sum.add(BigInteger.valueOf(size));
        }
        int left = cells;
        for (int i = 0; i < sizes.length; i++) {
            BigInteger[] quota = BigInteger.valueOf(sizes[i])
                    .multiply(BigInteger.valueOf(cells))
                    .divideAndRemainder(sum);
            quotas[i] = new Quota(i, quota[0].intValueExact(), quota[1]);
            targets[i] = Math.max(quotas[i].whole(), Math.min(quotas[i].roundedUp(), before[i]));
            left -= targets[i];
        }
        adjust(left);
    }

    private void adjust(int left) {
        List<Quota> open = new ArrayList<>();
        for (Quota quota : quotas) {
            int wrongWay = left > 0 ? quota.whole() : quota.roundedUp();
            if (quota.rest().signum() > 0 && targets[quota.index()] == wrongWay) {
                open.add(quota);
            }
        }
        Comparator<Quota> byRest = Comparator.comparing(Quota::rest);
        open.sort(left > 0 ? byRest.reversed() : byRest);
        for (int i = 0; i < Math.abs(left); i++) {
            targets[open.get(i).index()] += Integer.signum(left);
        }
    }

    /** Cells node {@code index} gains, below 0 for what it loses. */
    int gain(int index) {
        return targets[index] - before[index];
    }

    /** Number of nodes that have a size but no cell. */
    int withoutCell() {
        int count = 0;
        for (Quota quota : quotas) {
            if (targets[quota.index()] == 0 && quota.rest().signum() > 0) {
                count++;
            }
        }
        return count;
    }

    /** True if no share had to be rounded. */
    boolean areExact() {
        for (Quota quota : quotas) {
            if (quota.rest().signum() > 0) {
                return false;
            }
        }
        return true;
    }
}
