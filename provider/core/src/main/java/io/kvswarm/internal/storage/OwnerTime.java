package io.kvswarm.internal.storage;

import io.kvswarm.internal.base.Clock;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The time that decides expiry: the wall clock, never falling back behind what was recorded, and not following a sudden
 * jump ahead before it has lasted (RULES 14). Confined to the loop.
 */
final class OwnerTime {
    private static final Logger LOG = LoggerFactory.getLogger(OwnerTime.class);
    private static final long JUMP_MILLIS = 60_000;
    private static final long BELIEVED_AFTER_MILLIS = 10_000;

    private final Clock clock;
    private long baseMillis;
    private long baseNanos;
    private long jumpSeenNanos;
    private boolean jumped;

    OwnerTime(Clock clock) {
        this.clock = clock;
        baseNanos = clock.nanos();
        baseMillis = clock.wallMillis();
    }

    /** Goes on from a recorded time, if that is later. */
    void atLeast(long recordedMillis) {
        if (recordedMillis > baseMillis) {
            baseNanos = clock.nanos();
            baseMillis = recordedMillis;
        }
    }

    /** Milliseconds since 1970, as far as this owner believes the wall clock. */
    long millis() {
        long nanos = clock.nanos();
        long steady = baseMillis + TimeUnit.NANOSECONDS.toMillis(nanos - baseNanos);
        long wall = clock.wallMillis();
        if (wall <= steady) {
            jumped = false;
            return steady;
        }
        if (wall - steady > JUMP_MILLIS && !isBelieved(nanos, wall - steady)) {
            return steady;
        }
        jumped = false;
        baseMillis = wall;
        baseNanos = nanos;
        return wall;
    }

    private boolean isBelieved(long nanos, long jumpMillis) {
        if (!jumped) {
            jumped = true;
            jumpSeenNanos = nanos;
            LOG.warn("wall clock is {} ms ahead of this node's time; followed if it lasts 10 s", jumpMillis);
        }
        return nanos - jumpSeenNanos >= TimeUnit.MILLISECONDS.toNanos(BELIEVED_AFTER_MILLIS);
    }
}
