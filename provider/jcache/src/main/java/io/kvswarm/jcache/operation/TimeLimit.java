package io.kvswarm.jcache.operation;

import java.time.Duration;
import javax.cache.CacheException;

/** How long one call may try. Immutable. */
final class TimeLimit {
    private static final Duration WAIT_MIN = Duration.ofMillis(1);

    private final Waiting waiting;
    private final long startNanos;
    private final Duration deadline;

    /** From now on for so long. */
    TimeLimit(Waiting waiting, Duration deadline) {
        this.waiting = waiting;
        this.startNanos = waiting.nanos();
        this.deadline = deadline;
    }

    /** What is left, and a little if nothing is: for a wait. */
    Duration left() {
        Duration left = deadline.minusNanos(waiting.nanos() - startNanos);
        return left.compareTo(WAIT_MIN) < 0 ? WAIT_MIN : left;
    }

    /**
     * Returns if there is time left.
     *
     * @throws CacheException if not
     */
    void require() {
        if (waiting.nanos() - startNanos > deadline.toNanos()) {
            throw exceeded();
        }
    }

    /** What to throw if others took the time. */
    CacheException exceeded() {
        return new CacheException(
                "other changes of the entry were quicker for " + deadline.toMillis() + " ms; this one was not made");
    }
}
