package io.kvswarm.internal.slicing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;

/** Judges one change of capacities by its state before and after, and counts what kinds it has seen. */
final class SlicingJudge {
    int steps;
    int inWholeCells;
    int snapped;
    int withoutCell;

    private boolean exactBefore = true;

    RandomSlicing<String> step(RandomSlicing<String> before, Map<String, Long> update, String what) {
        RandomSlicing<String> after = before.set(update);
        steps++;
        sizesAreRight(before, update, after, what);
        // Reading a state back checks the cover: no gap, no overlap.
        RandomSlicing<String> read = RandomSlicing.of(after.cells(), after.bins());
        assertEquals(after, read, what);
        tableIsSmall(after, what);
        CellTable<String> table = CellTable.of(after);
        sharesAreRight(after, table, what);
        if (!before.bins().isEmpty()) {
            moveIsMinimal(before, after, table, what);
        }
        count(after, table);
        return after;
    }

    private void count(RandomSlicing<String> after, CellTable<String> table) {
        boolean exact = after.isExact();
        inWholeCells += exact ? 0 : 1;
        snapped += exactBefore && !exact ? 1 : 0;
        exactBefore = exact;
        withoutCell += Arrays.stream(table.counts()).anyMatch(cells -> cells == 0) ? 1 : 0;
    }

    private static void sizesAreRight(
            RandomSlicing<String> before, Map<String, Long> update, RandomSlicing<String> after, String what) {
        TreeSet<String> keys = new TreeSet<>(before.bins().keySet());
        keys.addAll(update.keySet());
        for (String key : keys) {
            Bin old = before.bins().get(key);
            long wanted = update.getOrDefault(key, old == null ? 0 : old.size());
            Bin now = after.bins().get(key);
            assertEquals(wanted, now == null ? 0 : now.size(), what);
        }
        assertTrue(keys.containsAll(after.bins().keySet()), what);
    }

    private static void tableIsSmall(RandomSlicing<String> state, String what) {
        assertTrue(state.sliceCount() <= state.cells(), () -> what + ": " + state.sliceCount() + " slices");
        state.bins().forEach((key, bin) -> {
            assertTrue(!bin.slices().isEmpty(), what);
            for (Slice slice : bin.slices()) {
                assertTrue(slice.start().bits() <= 256 && slice.end().bits() <= 256, what);
            }
        });
    }

    /** Cells within one per slice of the exact share. */
    private static void sharesAreRight(RandomSlicing<String> state, CellTable<String> table, String what) {
        BigInteger total = total(state);
        int[] counts = table.counts();
        for (int i = 0; i < counts.length; i++) {
            String key = table.owners().get(i);
            Bin bin = state.bins().get(key);
            int count = counts[i];
            BigInteger exact = BigInteger.valueOf(bin.size()).multiply(BigInteger.valueOf(state.cells()));
            BigInteger found = BigInteger.valueOf(count).multiply(total);
            BigInteger allowed = BigInteger.valueOf(bin.slices().size()).multiply(total);
            assertTrue(
                    found.subtract(exact).abs().compareTo(allowed) <= 0,
                    () -> what + ": " + key + " has " + count + " cells");
        }
    }

    private static void moveIsMinimal(
            RandomSlicing<String> before, RandomSlicing<String> after, CellTable<String> table, String what) {
        BigInteger totalBefore = total(before);
        BigInteger totalAfter = total(after);
        BigInteger minimum = BigInteger.ZERO;
        for (Map.Entry<String, Bin> bin : after.bins().entrySet()) {
            Bin old = before.bins().get(bin.getKey());
            BigInteger had = BigInteger.valueOf(old == null ? 0 : old.size()).multiply(totalAfter);
            BigInteger has = BigInteger.valueOf(bin.getValue().size()).multiply(totalBefore);
            minimum = minimum.add(has.subtract(had).max(BigInteger.ZERO));
        }
        int moved = CellTable.of(before).differencesFrom(table).length;
        int changed = changedBounds(before.ownedSlices(), after.ownedSlices());
        BigInteger allowed = minimum.multiply(BigInteger.valueOf(after.cells()))
                .add(totalBefore.multiply(totalAfter).multiply(BigInteger.valueOf(changed)));
        assertTrue(
                BigInteger.valueOf(moved)
                                .multiply(totalBefore)
                                .multiply(totalAfter)
                                .compareTo(allowed)
                        <= 0,
                () -> what + ": " + moved + " cells moved, " + changed + " bounds changed");
        // Where the table is nearly full, slices may have had to join, which moves more.
        if (!before.isExact() && !after.isExact() && after.sliceCount() + 16 < after.cells()) {
            BigInteger scale = totalBefore.multiply(totalAfter);
            BigInteger excess = BigInteger.valueOf(moved)
                    .multiply(scale)
                    .subtract(minimum.multiply(BigInteger.valueOf(after.cells())));
            int changedNodes = nodesWithOtherCount(CellTable.of(before), table);
            assertTrue(
                    excess.signum() <= 0 || excess.compareTo(scale.multiply(BigInteger.valueOf(changedNodes))) < 0,
                    () -> what + ": " + moved + " cells moved between " + changedNodes + " nodes");
        }
    }

    /** Losers or gainers, whichever are more: in whole cells, each may round away less than one. */
    private static int nodesWithOtherCount(CellTable<String> before, CellTable<String> after) {
        TreeSet<String> keys = new TreeSet<>(before.owners());
        keys.addAll(after.owners());
        int losers = 0;
        int gainers = 0;
        for (String key : keys) {
            int gain = Integer.compare(after.countOf(key), before.countOf(key));
            losers += gain < 0 ? 1 : 0;
            gainers += gain > 0 ? 1 : 0;
        }
        return Math.max(losers, gainers);
    }

    private static BigInteger total(RandomSlicing<String> state) {
        return state.bins().values().stream()
                .map(bin -> BigInteger.valueOf(bin.size()))
                .reduce(BigInteger.ZERO, BigInteger::add);
    }

    /** Points inside the key space that are a bound before or after, and not between the same two nodes. */
    private static int changedBounds(
            List<RandomSlicing.Owned<String>> before, List<RandomSlicing.Owned<String>> after) {
        int changed = 0;
        int i = 1;
        int j = 1;
        while (i < before.size() || j < after.size()) {
            int order = i == before.size()
                    ? 1
                    : j == after.size()
                            ? -1
                            : before.get(i)
                                    .slice()
                                    .start()
                                    .compareTo(after.get(j).slice().start());
            boolean same = order == 0
                    && Objects.equals(before.get(i).owner(), after.get(j).owner())
                    && Objects.equals(
                            before.get(i - 1).owner(), after.get(j - 1).owner());
            changed += same ? 0 : 1;
            i += order <= 0 ? 1 : 0;
            j += order >= 0 ? 1 : 0;
        }
        return changed;
    }
}
