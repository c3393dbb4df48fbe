package io.kvswarm.spi;

import io.kvswarm.api.Durability;
import java.time.Duration;
import java.util.Objects;

/**
 * How long a call may take and what a change has to have survived before it is confirmed. Immutable.
 *
 * @param deadline   1 ms to 1 h; a change not confirmed by then fails with {@code UNREACHABLE}, and never takes
 *     effect, or with {@code OUTCOME_UNKNOWN}
 * @param durability of changes
 */
public record Patience(Duration deadline, Durability durability) {
    /** Ten seconds; written by the operating system. */
    public static final Patience DEFAULT = new Patience(Duration.ofSeconds(10), Durability.OS);

    /** Checks that nothing is null. */
    public Patience {
        Objects.requireNonNull(deadline, "deadline");
        Objects.requireNonNull(durability, "durability");
    }
}
