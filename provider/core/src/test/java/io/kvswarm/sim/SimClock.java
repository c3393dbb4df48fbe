package io.kvswarm.sim;

import io.kvswarm.internal.base.Clock;

/** The clock of one simulated node: it may run a little fast or slow, and its wall clock jumps on demand. */
public final class SimClock implements Clock {
    /** Wall clock at virtual time 0: 2026-01-01. */
    public static final long WALL_MILLIS_AT_START = 1_767_225_600_000L;

    private static final long MILLION = 1_000_000;

    private final SimTime time;
    private final long fastPpm;
    private long offsetMillis;

    /** A clock that gains {@code fastPpm} millionths of the time; negative to lose. */
    public SimClock(SimTime time, long fastPpm) {
        this.time = time;
        this.fastPpm = fastPpm;
    }

    @Override
    public long nanos() {
        return time.nanos() + time.nanos() / MILLION * fastPpm;
    }

    @Override
    public long wallMillis() {
        return WALL_MILLIS_AT_START + nanos() / SimTime.MILLI + offsetMillis;
    }

    /** Moves the wall clock, forward or back. */
    public void jump(long millis) {
        offsetMillis += millis;
    }

    /** How much virtual time passes while this clock counts {@code nanos}. */
    long virtualNanos(long nanos) {
        return nanos - nanos / MILLION * fastPpm;
    }
}
