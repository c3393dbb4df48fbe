package io.kvswarm.internal.base;

/** Time as a room sees it. Shared between threads; the simulator has its own. */
public interface Clock {
    /** Nanoseconds on a clock that never jumps; only differences mean something. */
    long nanos();

    /** Milliseconds since 1970 on the wall clock, which may jump. */
    long wallMillis();

    /** The clock of this machine. */
    static Clock system() {
        return SystemClock.INSTANCE;
    }
}
