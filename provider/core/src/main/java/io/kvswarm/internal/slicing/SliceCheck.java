package io.kvswarm.internal.slicing;

import io.kvswarm.internal.slicing.RandomSlicing.Owned;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Whether slices read from a config are those of its sizes. Costs time in proportion to the slices, whatever they hold.
 *
 * @param <K> what names a storage node
 */
final class SliceCheck<K extends Comparable<K>> {
    /** 2^61 - 1, a prime. */
    private static final long PRIME = (1L << 61) - 1;

    private static final BigInteger LARGE_PRIME = BigInteger.valueOf(PRIME);

    private final int cells;
    private final RandomSlicing<K> read;

    SliceCheck(int cells, SortedMap<K, Bin> bins) {
        this.cells = cells;
        SortedMap<K, Bin> joined = new TreeMap<>();
        bins.forEach((key, bin) ->
                joined.put(key, new Bin(bin.size(), SliceMove.joined(new ArrayList<>(bin.slices())))));
        this.read = new RandomSlicing<>(cells, joined, false);
    }

    /** The state, if it is right. */
    RandomSlicing<K> checked() {
        RandomSlicing.requireRoom(read.bins().size(), cells);
        requireSmall();
        if (read.bins().isEmpty()) {
            return read;
        }
        requireCover();
        // Asked first because it is cheap, and long histories end in whole cells.
        boolean atEdges = isSnappedTo(Integer.numberOfTrailingZeros(cells));
        boolean exact = atEdges ? requireWholeCells() : isExact();
        if (!atEdges && !exact) {
            requireWholeCells();
        }
        return new RandomSlicing<>(cells, new TreeMap<>(read.bins()), exact);
    }

    private void requireSmall() {
        if (read.sliceCount() > cells) {
            throw new IllegalArgumentException(
                    "there are " + read.sliceCount() + " slices, expected at most one for each of " + cells + " cells");
        }
        for (Owned<K> owned : read.ownedSlices()) {
            int bits =
                    Math.max(owned.slice().start().bits(), owned.slice().end().bits());
            if (bits > RandomSlicing.BITS_MAX) {
                throw new IllegalArgumentException("a slice of " + owned.owner() + " has a bound of " + bits
                        + " bits, expected at most " + RandomSlicing.BITS_MAX);
            }
        }
    }

    private void requireCover() {
        Fraction end = Fraction.ZERO;
        String before = "the start";
        for (Owned<K> owned : read.ownedSlices()) {
            int step = owned.slice().start().compareTo(end);
            if (step != 0) {
                throw new IllegalArgumentException((step < 0 ? "slices overlap" : "slices leave a gap") + " between "
                        + before + " at " + end + " and " + owned.owner() + " at "
                        + owned.slice().start() + ", expected every slice to begin where the one before it ends");
            }
            end = owned.slice().end();
            before = owned.owner().toString();
        }
        if (!end.equals(Fraction.ONE)) {
            throw new IllegalArgumentException("slices end at " + end + ", expected 1/1");
        }
    }

    /**
     * Whether every bin's slices add up to its share. Modulo a prime, because sums of many fractions can have numbers
     * as long as all of them together; that two different sums are equal modulo the prime is as unlikely as a checksum
     * that does not notice damage.
     */
    private boolean isExact() {
        for (K key : read.bins().keySet()) {
            long rest = modulo(read.shareOf(key));
            for (Slice slice : read.bins().get(key).slices()) {
                rest = (rest + modulo(slice.start()) + PRIME - modulo(slice.end())) % PRIME;
            }
            if (rest != 0) {
                return false;
            }
        }
        return true;
    }

    private static long modulo(Fraction fraction) {
        long below = fraction.denominator().mod(LARGE_PRIME).longValue();
        // Nobody computes such a denominator; someone who makes one up is told that the shares are wrong.
        return below == 0 ? 1 : product(fraction.numerator().mod(LARGE_PRIME).longValue(), inverse(below));
    }

    private static long product(long a, long b) {
        // a * b = high * 2^64 + low = (high * 8 + low / 2^61) * 2^61 + low % 2^61, and 2^61 is 1 modulo the prime.
        long low = a * b;
        long high = Math.multiplyHigh(a, b);
        return ((high << 3 | low >>> 61) + (low & PRIME)) % PRIME;
    }

    /** By Euclid's algorithm; 0 &lt; {@code value} &lt; the prime. */
    private static long inverse(long value) {
        long rest = PRIME;
        long next = value;
        long factor = 0;
        long nextFactor = 1;
        while (next != 0) {
            long quotient = rest / next;
            long newRest = rest - quotient * next;
            rest = next;
            next = newRest;
            long newFactor = factor - quotient * nextFactor;
            factor = nextFactor;
            nextFactor = newFactor;
        }
        return factor < 0 ? factor + PRIME : factor;
    }

    /**
     * Requires bounds at cell edges or in slivers and, in cells, the exact share rounded down or up; says whether no
     * share had to be rounded.
     */
    private boolean requireWholeCells() {
        List<K> keys = List.copyOf(read.bins().keySet());
        boolean snapped = isSnappedTo(CellMove.SLIVER_BITS);
        boolean exact = true;
        int[] counts = CellTable.of(read).counts();
        for (int i = 0; i < counts.length; i++) {
            Fraction share = read.shareOf(keys.get(i));
            BigInteger difference = BigInteger.valueOf(counts[i])
                    .multiply(share.denominator())
                    .subtract(share.numerator().multiply(BigInteger.valueOf(cells)));
            exact &= difference.signum() == 0;
            if (!snapped || difference.abs().compareTo(share.denominator()) >= 0) {
                throw new IllegalArgumentException("slices of " + keys.get(i) + " hold " + counts[i] + " of " + cells
                        + " cells and are not its share " + share + " of the sizes: slices and sizes were not made"
                        + " together, expected slices as they were printed");
            }
        }
        return exact;
    }

    private boolean isSnappedTo(int bits) {
        return read.bins().values().stream()
                .flatMap(bin -> bin.slices().stream())
                .allMatch(slice -> isSnapped(slice.start(), bits) && isSnapped(slice.end(), bits));
    }

    private static boolean isSnapped(Fraction bound, int bits) {
        return bound.denominator().bitCount() == 1 && bound.denominator().bitLength() <= bits + 1;
    }
}
