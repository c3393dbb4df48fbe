package io.kvswarm.internal.store;

import io.kvswarm.internal.base.Limits;

/**
 * Which positions a cell spans.
 *
 * @param count how many cells the key space has: a power of two
 */
public record Cells(int count) {
    /** Checks the count. */
    public Cells {
        Limits.between("cells", count, 1, Limits.CELLS_MAX);
        if (Integer.bitCount(count) != 1) {
            throw new IllegalArgumentException("cells is " + count + ", expected a power of two");
        }
    }

    /** The cell that {@code position} lies in. */
    public int of(long position) {
        // Two shifts: with one cell a single shift by 64 would be a shift by 0.
        return (int) (position >>> 1 >>> (63 - Integer.numberOfTrailingZeros(count)));
    }

    /** First position of {@code cell}. */
    public long first(int cell) {
        return (long) cell << 1 << (63 - Integer.numberOfTrailingZeros(count));
    }

    /** Last position of {@code cell}. */
    public long last(int cell) {
        return cell == count - 1 ? -1 : first(cell + 1) - 1;
    }
}
