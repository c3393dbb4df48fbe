package io.kvswarm.internal.slicing;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A change of capacities in whole cells, for states whose exact numbers have become too large.
 *
 * <ol>
 *   <li>Every bound is rounded up to a cell edge. No cell changes its owner by that, because a cell belongs to the
 *       slice that holds its first position.
 *   <li>{@link CellTargets} says how many cells each node is to have: its exact share rounded down or up, whichever is
 *       nearer to what it has.
 *   <li>{@link SliceMove} moves the differences.
 *   <li>A node whose share is less than a cell may end without one. It gets a sliver of 2^-{@value #SLIVER_BITS} at the
 *       end of the last cell, which holds no cell's first position, so that every node has a slice and is found in the
 *       config of the original's form.
 *   <li>Slices and slivers could now be more than cells, though only if nearly every slice is one cell and some nodes
 *       have none. Then {@link CellRuns#mergeOne} makes slices join until they fit.
 * </ol>
 *
 * <p>Why this moves less than one cell per changed bound beyond the minimum: what moves is what all gainers gain, and
 * as much as what all losers lose. Let e be what a node has beyond its exact share, in cells. If the targets had to be
 * raised to add up, every loser is at its share rounded up, so e is not below 0 after and it loses at most its part of
 * the minimum and e from before; otherwise every gainer is at its share rounded down, and likewise. Before, e was
 * below 1 if the state was in whole cells already, and every loser has a moved interval, which begins at a changed
 * bound. If the state was exact, e was below the number of the node's slices whose end is not at a cell edge, and each
 * of these ends changed just by being rounded. Joining slices moves two cells and changes three bounds or more.
 *
 * @param <K> what names a storage node
 */
final class CellMove<K extends Comparable<K>> {
    static final int SLIVER_BITS = 32;

    private final int cells;
    private final int cellBits;
    private final List<K> keys;
    private final SortedMap<K, Long> sizes;
    private final CellTargets targets;
    private final SortedMap<K, List<Slice>> slices;

    CellMove(int cells, SortedMap<K, List<Slice>> before, SortedMap<K, Long> sizes) {
        this.cells = cells;
        this.cellBits = Integer.numberOfTrailingZeros(cells);
        this.sizes = sizes;
        TreeSet<K> all = new TreeSet<>(before.keySet());
        all.addAll(sizes.keySet());
        this.keys = List.copyOf(all);
        SortedMap<K, List<Slice>> snapped = new TreeMap<>();
        before.forEach((key, own) -> snapped.put(key, snapped(own)));
        this.targets = new CellTargets(
                cells,
                keys.stream().mapToLong(key -> sizes.getOrDefault(key, 0L)).toArray(),
                keys.stream().mapToInt(key -> cellsOf(snapped.get(key))).toArray());
        this.slices = withSlivers(merged(SliceMove.apply(snapped, gains())));
    }

    /** The slices after the change, for every key of the new sizes. */
    SortedMap<K, List<Slice>> slices() {
        return slices;
    }

    /** True if every node's slices are exactly its share. */
    boolean isExact() {
        return targets.areExact();
    }

    private List<Slice> snapped(List<Slice> own) {
        if (own.stream().allMatch(slice -> isEdge(slice.start()) && isEdge(slice.end()))) {
            return own;
        }
        List<Slice> snapped = new ArrayList<>(own.size());
        for (Slice slice : own) {
            int start = edge(slice.start());
            int end = edge(slice.end());
            if (start < end) {
                snapped.add(slice(start, end));
            }
        }
        return SliceMove.joined(snapped);
    }

    private boolean isEdge(Fraction bound) {
        return bound.denominator().bitLength() <= cellBits + 1
                && bound.denominator().bitCount() == 1;
    }

    private int edge(Fraction bound) {
        // The first case is the second without making numbers, and nearly all bounds are edges already.
        return isEdge(bound)
                ? bound.numerator().intValue()
                        << (cellBits + 1 - bound.denominator().bitLength())
                : bound.ceilingTimes2To(cellBits).intValueExact();
    }

    private Slice slice(int startCell, int endCell) {
        return new Slice(Fraction.of(startCell, cells), Fraction.of(endCell, cells));
    }

    private int cellsOf(List<Slice> snapped) {
        return snapped == null
                ? 0
                : snapped.stream()
                        .mapToInt(slice -> edge(slice.end()) - edge(slice.start()))
                        .sum();
    }

    private SortedMap<K, Fraction> gains() {
        SortedMap<K, Fraction> gains = new TreeMap<>();
        for (int i = 0; i < keys.size(); i++) {
            gains.put(keys.get(i), Fraction.of(targets.gain(i), cells));
        }
        return gains;
    }

    private SortedMap<K, List<Slice>> merged(SortedMap<K, List<Slice>> moved) {
        int runs = moved.values().stream().mapToInt(List::size).sum();
        int runsMax = cells - targets.withoutCell();
        if (runs <= runsMax) {
            return moved;
        }
        int[] owners = new int[cells];
        for (int i = 0; i < keys.size(); i++) {
            for (Slice slice : moved.getOrDefault(keys.get(i), List.of())) {
                Arrays.fill(owners, edge(slice.start()), edge(slice.end()), i);
            }
        }
        CellRuns cellRuns = new CellRuns(owners, keys.size());
        while (cellRuns.count() > runsMax) {
            cellRuns.mergeOne();
        }
        SortedMap<K, List<Slice>> merged = new TreeMap<>();
        keys.forEach(key -> merged.put(key, new ArrayList<>()));
        for (int start = 0; start < cells; ) {
            int end = cellRuns.end(start);
            merged.get(keys.get(owners[start])).add(slice(start, end));
            start = end;
        }
        return merged;
    }

    private SortedMap<K, List<Slice>> withSlivers(SortedMap<K, List<Slice>> moved) {
        long whole = 1L << SLIVER_BITS;
        long end = whole;
        SortedMap<K, List<Slice>> all = new TreeMap<>(moved);
        for (K key : sizes.keySet()) {
            if (all.getOrDefault(key, List.of()).isEmpty()) {
                all.put(key, List.of(new Slice(Fraction.of(end - 1, whole), Fraction.of(end, whole))));
                end--;
            }
        }
        if (end < whole) {
            cutLast(all, moved, Fraction.of(end, whole));
        }
        return all;
    }

    /** Makes room at the end of the last cell. */
    private static <K extends Comparable<K>> void cutLast(
            SortedMap<K, List<Slice>> all, SortedMap<K, List<Slice>> moved, Fraction end) {
        for (Map.Entry<K, List<Slice>> entry : moved.entrySet()) {
            List<Slice> own = entry.getValue();
            int last = own.size() - 1;
            if (last >= 0 && own.get(last).end().equals(Fraction.ONE)) {
                List<Slice> cut = new ArrayList<>(own);
                cut.set(last, new Slice(own.get(last).start(), end));
                all.put(entry.getKey(), cut);
                return;
            }
        }
        throw new IllegalStateException("no slice ends at 1");
    }
}
