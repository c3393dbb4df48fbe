package io.kvswarm.internal.near;

import io.kvswarm.internal.base.Clock;
import java.util.concurrent.TimeUnit;

/**
 * A moment on the two clocks of this process: a clock that stands still while a machine sleeps, and one that is set.
 *
 * @param nanos      on the monotonic clock
 * @param wallMillis on the wall clock
 */
record LeaseTime(long nanos, long wallMillis) {
    static LeaseTime now(Clock clock) {
        return new LeaseTime(clock.nanos(), clock.wallMillis());
    }

    /** True if less than {@code span} has passed on both clocks, and neither has gone back. */
    boolean isWithin(long spanNanos, long nowNanos, long nowWallMillis) {
        long passed = nowNanos - nanos;
        long wallPassed = nowWallMillis - wallMillis;
        return passed >= 0
                && passed < spanNanos
                && wallPassed >= 0
                && wallPassed < TimeUnit.NANOSECONDS.toMillis(spanNanos);
    }
}
