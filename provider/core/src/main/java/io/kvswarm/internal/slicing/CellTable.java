package io.kvswarm.internal.slicing;

import io.kvswarm.internal.slicing.RandomSlicing.Owned;
import java.util.Arrays;
import java.util.List;

/**
 * Who owns which cell: one array access from a position to its owner. Immutable; shared between threads.
 *
 * <p>Cell c of C holds the positions from c/C to (c+1)/C of the key space, and belongs to the slice that holds its
 * first one.
 *
 * @param <K> what names a storage node
 */
public final class CellTable<K extends Comparable<K>> {
    private final List<K> owners;
    private final int[] ownerOfCell;
    private final int shift;

    private CellTable(List<K> owners, int[] ownerOfCell) {
        this.owners = owners;
        this.ownerOfCell = ownerOfCell;
        this.shift = Long.SIZE - Integer.numberOfTrailingZeros(ownerOfCell.length);
    }

    /** The table of a state with at least one node. */
    public static <K extends Comparable<K>> CellTable<K> of(RandomSlicing<K> slicing) {
        if (slicing.bins().isEmpty()) {
            throw new IllegalArgumentException("there is no storage node, expected at least one");
        }
        List<K> owners = List.copyOf(slicing.bins().keySet());
        int cellBits = Integer.numberOfTrailingZeros(slicing.cells());
        int[] ownerOfCell = new int[slicing.cells()];
        int cell = 0;
        for (Owned<K> owned : slicing.ownedSlices()) {
            int end = owned.slice().end().ceilingTimes2To(cellBits).intValueExact();
            if (cell < end) {
                Arrays.fill(ownerOfCell, cell, end, indexOf(owners, owned.owner()));
                cell = end;
            }
        }
        return new CellTable<>(owners, ownerOfCell);
    }

    /** Number of cells. */
    public int cells() {
        return ownerOfCell.length;
    }

    /** The cell that holds {@code position}, which is unsigned. */
    public int cellOf(long position) {
        return (int) (position >>> shift);
    }

    /** The first position of {@code cell}, unsigned. */
    public long firstPositionOf(int cell) {
        return (long) cell << shift;
    }

    /** Who owns {@code cell}. */
    public K ownerOf(int cell) {
        return owners.get(ownerOfCell[cell]);
    }

    /** Who owns {@code position}. */
    public K ownerAt(long position) {
        return owners.get(ownerOfCell[(int) (position >>> shift)]);
    }

    /** All storage nodes in order, also those that own no cell. */
    public List<K> owners() {
        return owners;
    }

    /** The cells {@code owner} owns, in rising order; none if it is no storage node. */
    public int[] cellsOf(K owner) {
        int index = indexOf(owners, owner);
        int[] cells = new int[ownerOfCell.length];
        int count = 0;
        for (int cell = 0; cell < ownerOfCell.length; cell++) {
            if (ownerOfCell[cell] == index) {
                cells[count++] = cell;
            }
        }
        return Arrays.copyOf(cells, count);
    }

    /** How many cells {@code owner} owns. */
    public int countOf(K owner) {
        int index = indexOf(owners, owner);
        return index < 0 ? 0 : counts()[index];
    }

    /** How many cells each of {@link #owners()} owns, in that order. */
    public int[] counts() {
        int[] counts = new int[owners.size()];
        for (int owner : ownerOfCell) {
            counts[owner]++;
        }
        return counts;
    }

    /** The cells whose owner is another one in {@code other}, which has as many cells, in rising order. */
    public int[] differencesFrom(CellTable<K> other) {
        if (other.cells() != cells()) {
            throw new IllegalArgumentException("other table has " + other.cells() + " cells, expected " + cells());
        }
        int[] cells = new int[cells()];
        int count = 0;
        for (int cell = 0; cell < cells.length; cell++) {
            if (!ownerOf(cell).equals(other.ownerOf(cell))) {
                cells[count++] = cell;
            }
        }
        return Arrays.copyOf(cells, count);
    }

    /** Below 0 if there is no such owner. */
    private static <K extends Comparable<K>> int indexOf(List<K> owners, K owner) {
        int low = 0;
        int high = owners.size() - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            int order = owners.get(middle).compareTo(owner);
            if (order == 0) {
                return middle;
            } else if (order < 0) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return -1;
    }
}
