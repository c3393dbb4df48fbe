package io.kvswarm.sim.history;

import io.kvswarm.api.Durability;

/**
 * A fault at the owner of a key that may take back the newest changes that were less durable than the fault is harsh.
 *
 * @param at       when
 * @param term     what was made before it has a version of this term or a lower one, what is made after it a higher one
 * @param survives changes that ended before it with this durability or a stronger one stay, and all before them
 * @param safeAt   changes that ended before this time stay whatever their durability
 */
public record Loss(long at, long term, Durability survives, long safeAt) {
    /**
     * True if a change is still there after it.
     *
     * @param isRevealed true if somebody was told of it before
     */
    public boolean spares(Operation change, boolean isRevealed) {
        boolean isKnown = change.returned < at || isRevealed;
        return change.durability.compareTo(survives) >= 0 ? isKnown : change.returned < Math.min(safeAt, at);
    }
}
