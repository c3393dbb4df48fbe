package io.kvswarm.internal.slicing;

import io.kvswarm.internal.base.Limits;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The slices of all storage nodes, and how they change with the capacities. Immutable.
 *
 * <p>The first capacities are laid out side by side in the order given. Later changes move as little as can be moved,
 * by the rule in {@link SliceMove}, with exact numbers.
 *
 * <p>Exact numbers grow with every change, and slices multiply: 200 nodes added one by one have 16,016 slices with
 * bounds of 83 digits. So a change whose exact result would have more slices than there are cells, more than
 * {@value #EXACT_SLICES_MAX} slices, or a number of more than {@value #BITS_MAX} bits, is made by {@link CellMove} in
 * whole cells instead, on bounds that are snapped to cell edges. Snapping by itself moves nothing, since a cell belongs
 * to the slice that holds its first position anyway. A state in whole cells stays one until every node has exactly its
 * share again.
 *
 * <p>Always true, with a node's share of cells meant wherever it says share:
 *
 * <ul>
 *   <li>a share differs from the node's share of the capacity by less than one cell per slice: a slice has the cells
 *       whose first position it holds, which are its length to within less than one cell; in whole cells, a node has
 *       the cells of its exact share rounded down or up;
 *   <li>what a change moves is the minimum and less than one cell for each bound that changed, that is each point that
 *       was or is a bound and has other neighbours than before. Exact: each maximal interval that changes its owner
 *       begins at such a point, and its cells are its length to within less than one. In whole cells: see
 *       {@link CellMove};
 *   <li>a change costs time in proportion to the slices, whose number and size are limited as said.
 * </ul>
 *
 * @param <K> what names a storage node
 */
public final class RandomSlicing<K extends Comparable<K>> {
    /** Longest number in a bound, in bits. */
    public static final int BITS_MAX = 256;
    /** Most slices an exact state may have; keeps a change well under 20 ms. */
    static final int EXACT_SLICES_MAX = 4096;
    /** Fewest cells. */
    public static final int CELLS_MIN = 1 << 10;
    /** Every node needs room for this many cells, so that there is always room for its slices. */
    public static final int CELLS_PER_BIN_MIN = 4;

    private final int cells;
    private final SortedMap<K, Bin> bins;
    private final BigInteger total;
    /** True if the slices of every bin add up to exactly its share. */
    private final boolean exact;

    RandomSlicing(int cells, SortedMap<K, Bin> bins, boolean exact) {
        this.cells = cells;
        this.bins = Collections.unmodifiableSortedMap(bins);
        this.total = bins.values().stream()
                .map(bin -> BigInteger.valueOf(bin.size()))
                .reduce(BigInteger.ZERO, BigInteger::add);
        this.exact = exact;
    }

    /** No node at all. */
    public static <K extends Comparable<K>> RandomSlicing<K> empty(int cells) {
        return new RandomSlicing<K>(requireCells(cells), new TreeMap<>(), true);
    }

    /**
     * The state read from a config, checked in full: sizes, numbers, cover, and that every bin has its share.
     *
     * @param cells number of cells, a power of two from 2^10 to 2^16
     * @throws IllegalArgumentException that says what is wrong
     */
    public static <K extends Comparable<K>> RandomSlicing<K> of(int cells, Map<K, Bin> bins) {
        return new SliceCheck<K>(requireCells(cells), new TreeMap<>(bins)).checked();
    }

    /** Returns {@code cells} if it is a power of two from 2^10 to 2^16. */
    public static int requireCells(int cells) {
        Limits.between("cells", cells, CELLS_MIN, Limits.CELLS_MAX);
        if (Integer.bitCount(cells) != 1) {
            throw new IllegalArgumentException("cells is " + cells + ", expected a power of two");
        }
        return cells;
    }

    /** The fewest cells that a swarm of that many nodes wants: 32 for each, at least 1,024. */
    public static int cellsWantedBy(int binCount) {
        long wanted = Math.max(CELLS_MIN, 32L * binCount);
        return wanted >= Limits.CELLS_MAX ? Limits.CELLS_MAX : Integer.highestOneBit((int) (2 * wanted - 1));
    }

    /**
     * The state after capacities have changed.
     *
     * @param updates new sizes by key; 0 takes a node out, and does nothing for one that is not there; who is not named
     *     keeps its size; on an empty state, slices are laid out in the order of this map
     * @throws IllegalArgumentException if a size is out of range or there would be too many nodes; names the key
     */
    public RandomSlicing<K> set(Map<K, Long> updates) {
        SortedMap<K, Long> sizes = sizes();
        for (Map.Entry<K, Long> update : updates.entrySet()) {
            requireSize(update.getKey(), update.getValue());
            if (update.getValue() == 0) {
                sizes.remove(update.getKey());
            } else {
                sizes.put(update.getKey(), update.getValue());
            }
        }
        requireRoom(sizes.size(), cells);
        if (sizes.isEmpty()) {
            return empty(cells);
        }
        return bins.isEmpty() ? laidOut(updates) : moved(sizes);
    }

    private void requireSize(K key, Long size) {
        if (size == null || size < 0 || size > Bin.SIZE_MAX) {
            throw new IllegalArgumentException("capacity of " + key + " is " + size
                    + ", expected a whole number from 0, which takes the node out, to " + Bin.SIZE_MAX);
        }
    }

    static void requireRoom(int binCount, int cells) {
        if (binCount > cells / CELLS_PER_BIN_MIN) {
            throw new IllegalArgumentException("there are " + binCount + " storage nodes, expected at most "
                    + cells / CELLS_PER_BIN_MIN + " in a swarm of " + cells + " cells");
        }
    }

    private RandomSlicing<K> laidOut(Map<K, Long> sizes) {
        BigInteger sum = sizes.values().stream().map(BigInteger::valueOf).reduce(BigInteger.ZERO, BigInteger::add);
        SortedMap<K, Bin> first = new TreeMap<>();
        BigInteger before = BigInteger.ZERO;
        for (Map.Entry<K, Long> entry : sizes.entrySet()) {
            if (entry.getValue() > 0) {
                BigInteger after = before.add(BigInteger.valueOf(entry.getValue()));
                Slice slice = new Slice(Fraction.of(before, sum), Fraction.of(after, sum));
                first.put(entry.getKey(), new Bin(entry.getValue(), List.of(slice)));
                before = after;
            }
        }
        return new RandomSlicing<>(cells, first, true);
    }

    private RandomSlicing<K> moved(SortedMap<K, Long> sizes) {
        if (exact) {
            SortedMap<K, List<Slice>> slices = SliceMove.apply(slices(), exactGains(sizes));
            if (isSmall(slices)) {
                return new RandomSlicing<>(cells, bins(sizes, slices), true);
            }
        }
        CellMove<K> move = new CellMove<>(cells, slices(), sizes);
        return new RandomSlicing<>(cells, bins(sizes, move.slices()), move.isExact());
    }

    private SortedMap<K, Fraction> exactGains(SortedMap<K, Long> sizes) {
        BigInteger sum = sizes.values().stream().map(BigInteger::valueOf).reduce(BigInteger.ZERO, BigInteger::add);
        TreeSet<K> keys = new TreeSet<>(bins.keySet());
        keys.addAll(sizes.keySet());
        SortedMap<K, Fraction> gains = new TreeMap<>();
        for (K key : keys) {
            Fraction after = Fraction.of(BigInteger.valueOf(sizes.getOrDefault(key, 0L)), sum);
            gains.put(key, after.minus(shareOf(key)));
        }
        return gains;
    }

    private boolean isSmall(SortedMap<K, List<Slice>> slices) {
        int count = slices.values().stream().mapToInt(List::size).sum();
        return count <= Math.min(cells, EXACT_SLICES_MAX)
                && slices.values().stream()
                        .flatMap(List::stream)
                        .allMatch(slice ->
                                slice.start().bits() <= BITS_MAX && slice.end().bits() <= BITS_MAX);
    }

    private static <K extends Comparable<K>> SortedMap<K, Bin> bins(
            SortedMap<K, Long> sizes, SortedMap<K, List<Slice>> slices) {
        SortedMap<K, Bin> bins = new TreeMap<>();
        sizes.forEach((key, size) -> bins.put(key, new Bin(size, slices.get(key))));
        return bins;
    }

    /** Number of cells. */
    public int cells() {
        return cells;
    }

    /** What each node has, in key order. */
    public SortedMap<K, Bin> bins() {
        return bins;
    }

    /** The share of the capacity that {@code key} has; 0 if it is not there. */
    public Fraction shareOf(K key) {
        Bin bin = bins.get(key);
        return bin == null ? Fraction.ZERO : Fraction.of(BigInteger.valueOf(bin.size()), total);
    }

    /** True if every node's slices add up to exactly its share; false if they are whole cells. */
    boolean isExact() {
        return exact;
    }

    /** Number of slices of all nodes. */
    public int sliceCount() {
        return bins.values().stream().mapToInt(bin -> bin.slices().size()).sum();
    }

    /** All slices in order from 0 to 1, with their owners. */
    public List<Owned<K>> ownedSlices() {
        List<Owned<K>> all = new ArrayList<>();
        bins.forEach((key, bin) -> bin.slices().forEach(slice -> all.add(new Owned<>(key, slice))));
        all.sort((a, b) -> a.slice().start().compareTo(b.slice().start()));
        return all;
    }

    /**
     * A slice and who has it.
     *
     * @param owner who
     * @param slice what
     * @param <K>   what names a storage node
     */
    public record Owned<K>(K owner, Slice slice) {}

    private SortedMap<K, Long> sizes() {
        SortedMap<K, Long> sizes = new TreeMap<>();
        bins.forEach((key, bin) -> sizes.put(key, bin.size()));
        return sizes;
    }

    private SortedMap<K, List<Slice>> slices() {
        SortedMap<K, List<Slice>> slices = new TreeMap<>();
        bins.forEach((key, bin) -> slices.put(key, bin.slices()));
        return slices;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof RandomSlicing<?> that && cells == that.cells && bins.equals(that.bins);
    }

    @Override
    public int hashCode() {
        return bins.hashCode();
    }

    @Override
    public String toString() {
        return bins.size() + " nodes, " + sliceCount() + " slices, " + cells + " cells";
    }
}
