package io.kvswarm.internal.log;

import java.util.Set;

/**
 * Which cells lack records, because these were in bytes that do not verify.
 *
 * @param cells    cells of which a record is known to be missing
 * @param areKnown true if these are all: every damage is as long as one record, and as many are missed
 */
public record Losses(Set<Integer> cells, boolean areKnown) {
    /** Nothing is lost. */
    public static final Losses NONE = new Losses(Set.of(), true);

    /** True if the cell may lack a record. */
    public boolean mayConcern(int cell) {
        return !areKnown || cells.contains(cell);
    }
}
