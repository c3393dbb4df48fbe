package io.kvswarm.internal.log;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Counts the records that a log lacks, while it is read: what follows in a cell, and what heads and checkpoints say of
 * it, tells how many there should be. Used on the writer alone.
 *
 * <p>A record that was carried forward, or one of no cell, leaves no gap. So the cells that lost records are known for
 * certain only if the gaps account for every damage.
 */
final class LossCount {
    private final Map<Integer, Long> read = new HashMap<>();
    private final Map<Integer, Long> missing = new TreeMap<>();
    /** True if nothing was compacted away between what {@link #read} knows and what comes. */
    private boolean isWhole;

    private int single;

    /**
     * Nothing read yet.
     *
     * @param heads   of all cells as of where reading begins
     * @param isWhole true if no record is missing before that but what {@code heads} vouches for
     */
    LossCount(Map<Integer, ChainHead> heads, boolean isWhole) {
        heads.forEach((cell, head) -> read.put(cell, head.index()));
        this.isWhole = isWhole;
    }

    /** Segments are left out that are needed no more: they stood behind one that stays because it is damaged. */
    void onSegmentsGone() {
        read.clear();
        isWhole = false;
    }

    /** A record of a cell was read. */
    void onRecord(int cell, long index) {
        upTo(cell, index - 1);
        read.merge(cell, index, Math::max);
    }

    /** All records of a cell up to {@code index} stood before this place. */
    void upTo(int cell, long index) {
        Long last = isWhole ? read.getOrDefault(cell, 0L) : read.get(cell);
        if (last == null) {
            // What was before lies in segments that are gone.
            read.put(cell, index);
        } else if (index > last) {
            missing.merge(cell, index - last, Long::sum);
            read.put(cell, index);
        }
    }

    /** Bytes were found that do not verify, and as many as one record says it has. */
    void onSingle() {
        single++;
    }

    /** What is lost, after that many damages of all kinds. */
    Losses losses(long allDamages) {
        if (allDamages == 0) {
            return Losses.NONE;
        }
        long sum = missing.values().stream().mapToLong(Long::longValue).sum();
        boolean areKnown = single == allDamages && sum == single;
        return new Losses(Set.copyOf(missing.keySet()), areKnown);
    }
}
