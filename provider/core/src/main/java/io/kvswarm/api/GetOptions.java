package io.kvswarm.api;

import java.time.Duration;
import java.util.Objects;

/**
 * How a read is to go about it. Immutable.
 *
 * @param waitForOwner    true to wait for an owner that cannot be reached until the timeout; false to fail at once
 * @param timeout         longest time the read may take, from 1 millisecond to 1 hour
 * @param bypassNearCache true to ask the owner even if this node holds a copy
 */
public record GetOptions(boolean waitForOwner, Duration timeout, boolean bypassNearCache) {
    // Before the constant below: it is checked against these.
    private static final Duration TIMEOUT_MIN = Duration.ofMillis(1);
    private static final Duration TIMEOUT_MAX = Duration.ofHours(1);

    /** Waits for the owner, at most 10 seconds; a near copy will do. */
    public static final GetOptions DEFAULT = new GetOptions(true, Duration.ofSeconds(10), false);

    /** Checks the timeout. */
    public GetOptions {
        Objects.requireNonNull(timeout, "timeout");
        if (timeout.compareTo(TIMEOUT_MIN) < 0 || timeout.compareTo(TIMEOUT_MAX) > 0) {
            throw new IllegalArgumentException("timeout is " + timeout + ", expected 1 ms to 1 h");
        }
    }

    /** The same, failing at once if the owner is not connected. */
    public GetOptions withoutWaiting() {
        return new GetOptions(false, timeout, bypassNearCache);
    }

    /** The same with another timeout, from 1 millisecond to 1 hour. */
    public GetOptions withTimeout(Duration newTimeout) {
        return new GetOptions(waitForOwner, newTimeout, bypassNearCache);
    }

    /** The same, asking the owner in any case. */
    public GetOptions bypassingNearCache() {
        return new GetOptions(waitForOwner, timeout, true);
    }
}
