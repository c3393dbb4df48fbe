package io.kvswarm.api;

import java.time.Duration;
import java.util.Objects;

/**
 * How far a flush waits. Immutable.
 *
 * @param level      {@link Level#LOGGED}, {@link Level#ACK} or {@link Level#RECEIPT}
 * @param durability what owners have to have done with each change before they answer
 * @param timeout    longest time to wait, from 1 millisecond to 1 hour; without meaning for {@code LOGGED}
 */
public record FlushOptions(Level level, Durability durability, Duration timeout) {
    // Before the constants below: they are checked against these.
    private static final Duration TIMEOUT_MIN = Duration.ofMillis(1);
    private static final Duration TIMEOUT_MAX = Duration.ofHours(1);

    /** Done when everything is in this node's outbox. */
    public static final FlushOptions LOGGED = new FlushOptions(Level.LOGGED, Durability.FSYNC, Duration.ofSeconds(10));

    /** Done when every owner has everything durably. */
    public static final FlushOptions ACK = new FlushOptions(Level.ACK, Durability.FSYNC, Duration.ofSeconds(10));

    /** Done when every later read, anywhere, sees everything. */
    public static final FlushOptions RECEIPT =
            new FlushOptions(Level.RECEIPT, Durability.FSYNC, Duration.ofSeconds(10));

    /** Checks level and timeout. */
    public FlushOptions {
        Objects.requireNonNull(durability, "durability");
        if (level == Level.BUFFERED) {
            throw new IllegalArgumentException("level is BUFFERED, expected LOGGED, ACK or RECEIPT");
        }
        if (timeout.compareTo(TIMEOUT_MIN) < 0 || timeout.compareTo(TIMEOUT_MAX) > 0) {
            throw new IllegalArgumentException("timeout is " + timeout + ", expected 1 ms to 1 h");
        }
    }

    /** The same with another durability. */
    public FlushOptions withDurability(Durability newDurability) {
        return new FlushOptions(level, newDurability, timeout);
    }

    /** The same with another timeout, from 1 millisecond to 1 hour. */
    public FlushOptions withTimeout(Duration newTimeout) {
        return new FlushOptions(level, durability, newTimeout);
    }
}
