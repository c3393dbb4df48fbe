package io.kvswarm.internal.slicing;

import java.util.Arrays;

/** Cells in order, as runs of one owner each, and a way to make runs join. Changes the array it is given. */
final class CellRuns {
    private final int[] owners;
    private final int ownerCount;

    /** {@code owners} has an owner from 0 to {@code ownerCount} - 1 for each cell. */
    CellRuns(int[] owners, int ownerCount) {
        this.owners = owners;
        this.ownerCount = ownerCount;
    }

    /** Number of runs. */
    int count() {
        int count = 1;
        for (int cell = 1; cell < owners.length; cell++) {
            if (owners[cell] != owners[cell - 1]) {
                count++;
            }
        }
        return count;
    }

    /** The first cell after the run that begins at {@code start}. */
    int end(int start) {
        int end = start + 1;
        while (end < owners.length && owners[end] == owners[start]) {
            end++;
        }
        return end;
    }

    /**
     * Makes at least one run fewer by swapping the owners of two cells that are runs by themselves: one left of a run,
     * and another one of that run's owner. The first joins that run; the second at worst stays a run.
     *
     * <p>With C cells of which more than C - Z are runs, for Z nodes without a cell, at least C - 2Z + 2 cells are runs
     * by themselves and all but the last have a right neighbour. That one's owner B has no other such cell if it has
     * none at all, which is so for at most Z runs, because no more runs are longer than a cell; or if the neighbour is
     * B's only one, which is so for at most one run of each node. With at most C/4 nodes, some cell is left.
     */
    void mergeOne() {
        int[] first = new int[ownerCount];
        int[] second = new int[ownerCount];
        Arrays.fill(first, -1);
        Arrays.fill(second, -1);
        for (int cell = 0; cell < owners.length; cell++) {
            if (isSingle(cell)) {
                second[owners[cell]] = first[owners[cell]];
                first[owners[cell]] = cell;
            }
        }
        for (int cell = 0; cell < owners.length - 1; cell++) {
            int neighbour = owners[cell + 1];
            int other = first[neighbour] == cell + 1 ? second[neighbour] : first[neighbour];
            if (isSingle(cell) && other >= 0) {
                owners[other] = owners[cell];
                owners[cell] = neighbour;
                return;
            }
        }
        throw new IllegalStateException("no two of " + count() + " runs in " + owners.length + " cells can be joined");
    }

    private boolean isSingle(int cell) {
        return (cell == 0 || owners[cell - 1] != owners[cell])
                && (cell == owners.length - 1 || owners[cell + 1] != owners[cell]);
    }
}
