package io.kvswarm.internal.base;

/** The clock of this machine. Safe from any thread. */
enum SystemClock implements Clock {
    /** The one instance. */
    INSTANCE;

    @Override
    public long nanos() {
        return System.nanoTime();
    }

    @Override
    public long wallMillis() {
        return System.currentTimeMillis();
    }
}
