package io.kvswarm.spi;

import io.kvswarm.api.Durability;
import java.time.Duration;
import java.util.Objects;

/**
 * How long a call may take and what a change has to have survived before it is confirmed. Immutable.
 *
 * @param deadline     1 ms to 1 h; a change not confirmed by then fails with {@code UNREACHABLE}, and never takes
 *     effect, or with {@code OUTCOME_UNKNOWN}
 * @param durability   of changes
 * @param waitsForAway false to end the same way as soon as an owner is known to be away: when there has been no
 *     connection to it for a second
 */
public record Patience(Duration deadline, Durability durability, boolean waitsForAway) {
    /** Ten seconds; written by the operating system. */
    public static final Patience DEFAULT = new Patience(Duration.ofSeconds(10), Durability.OS);

    /** Checks that nothing is null. */
    public Patience {
        Objects.requireNonNull(deadline, "deadline");
        Objects.requireNonNull(durability, "durability");
    }

    /** Waits for owners that are away: they may come back before the deadline. */
    public Patience(Duration deadline, Durability durability) {
        this(deadline, durability, true);
    }

    /** The same, without waiting for owners that are away. */
    public Patience withoutAway() {
        return new Patience(deadline, durability, false);
    }
}
