package io.kvswarm.internal.slicing;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The rule of random slicing: who loses gives up exactly what it must, who gains takes exactly that. Pure.
 *
 * <p>In key order, each loser puts slices into a list of gaps; then, in key order, each gainer takes from that list.
 * Both choose alike, see {@link #take}. So what moves is the minimum, and slices are split as seldom as this rule
 * allows.
 */
final class SliceMove {
    private static final Comparator<Slice> BY_START = Comparator.comparing(Slice::start);

    private SliceMove() {}

    /**
     * The slices after the move.
     *
     * @param slices what each key has, in rising order
     * @param gains  what each key gets, below 0 for what it gives; they add up to 0
     */
    static <K extends Comparable<K>> SortedMap<K, List<Slice>> apply(
            SortedMap<K, List<Slice>> slices, SortedMap<K, Fraction> gains) {
        SortedMap<K, List<Slice>> after = new TreeMap<>(slices);
        List<Slice> gaps = new ArrayList<>();
        for (Map.Entry<K, Fraction> gain : gains.entrySet()) {
            if (gain.getValue().signum() < 0) {
                List<Slice> kept = new ArrayList<>(slices.get(gain.getKey()));
                take(kept, gain.getValue().negate(), gaps);
                after.put(gain.getKey(), joined(kept));
            }
        }
        for (Map.Entry<K, Fraction> gain : gains.entrySet()) {
            if (gain.getValue().signum() > 0) {
                List<Slice> grown = new ArrayList<>(slices.getOrDefault(gain.getKey(), List.of()));
                take(gaps, gain.getValue(), grown);
                after.put(gain.getKey(), joined(grown));
            }
        }
        if (!gaps.isEmpty()) {
            throw new IllegalStateException(gaps.size() + " gaps are left over after a move");
        }
        return after;
    }

    /**
     * Moves slices of {@code amount} in all: one of exactly that length if there is one; else, in order, every one not
     * longer than what is still wanted, then the tail of the first that is longer.
     */
    private static void take(List<Slice> from, Fraction amount, List<Slice> to) {
        for (int i = 0; i < from.size(); i++) {
            if (from.get(i).length().equals(amount)) {
                to.add(from.remove(i));
                return;
            }
        }
        Fraction wanted = amount;
        List<Slice> left = new ArrayList<>(from.size());
        for (Slice slice : from) {
            if (wanted.signum() > 0 && slice.length().compareTo(wanted) <= 0) {
                to.add(slice);
                wanted = wanted.minus(slice.length());
            } else {
                left.add(slice);
            }
        }
        if (wanted.signum() > 0) {
            splitTail(left, wanted, to);
        }
        from.clear();
        from.addAll(left);
    }

    private static void splitTail(List<Slice> from, Fraction wanted, List<Slice> to) {
        for (int i = 0; i < from.size(); i++) {
            Slice slice = from.get(i);
            if (slice.length().compareTo(wanted) > 0) {
                Fraction cut = slice.end().minus(wanted);
                to.add(new Slice(cut, slice.end()));
                from.set(i, new Slice(slice.start(), cut));
                return;
            }
        }
        throw new IllegalStateException("no slice is long enough to give " + wanted);
    }

    /** In rising order, those that touch made one. */
    static List<Slice> joined(List<Slice> slices) {
        slices.sort(BY_START);
        List<Slice> joined = new ArrayList<>(slices.size());
        for (Slice slice : slices) {
            int last = joined.size() - 1;
            if (last >= 0 && joined.get(last).end().equals(slice.start())) {
                joined.set(last, new Slice(joined.get(last).start(), slice.end()));
            } else {
                joined.add(slice);
            }
        }
        return joined;
    }
}
