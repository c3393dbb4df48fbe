package io.kvswarm.spi;

import java.time.Duration;
import java.util.Objects;

/**
 * How a process keeps entries near. Immutable.
 *
 * @param mode       how fresh they are
 * @param maxEntries most of them; 0 for no bound
 * @param maxBytes   most bytes of their keys and values; 0 for no bound
 * @param staleness  how old a hit may be at most; for {@link Mode#BOUNDED}
 */
public record NearPlan(Mode mode, long maxEntries, long maxBytes, Duration staleness) {
    /** How fresh near entries are. */
    public enum Mode {
        /** Once a change has returned, nobody is given what was there before. */
        COHERENT,
        /** Changes do not wait; no hit is older than the staleness. */
        BOUNDED
    }

    /** Checks the bounds. */
    public NearPlan {
        Objects.requireNonNull(mode, "mode");
        Objects.requireNonNull(staleness, "staleness");
        if (maxEntries < 0 || maxBytes < 0) {
            throw new IllegalArgumentException(
                    "a near cache of " + maxEntries + " entries and " + maxBytes + " bytes, expected 0 or more");
        }
    }
}
