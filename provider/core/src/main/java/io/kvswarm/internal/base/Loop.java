package io.kvswarm.internal.base;

import java.util.concurrent.Executor;

/**
 * A right to run: everything given to one loop runs one after the other, so state confined to it needs no lock.
 *
 * <p>{@link #execute} and {@link #schedule} are safe from any thread. What runs on a loop never blocks and is never
 * application code. In production a loop is a Netty event loop, in the simulator a queue in virtual time.
 */
public interface Loop extends Executor {
    /** The clock this loop's timers follow. */
    Clock clock();

    /** Runs {@code task} on this loop after {@code delayNanos}; a delay of 0 or less means as soon as possible. */
    Timer schedule(long delayNanos, Runnable task);

    /** Runs {@code task} once this turn's other work is done; call it only on the loop. For one buffer a turn. */
    void atEndOfTurn(Runnable task);

    /** True on the thread that holds this loop's right at the moment. */
    boolean isInside();

    /** Fails unless the caller holds the right to run: a mistake of ours, never of a peer. */
    default void assertInside() {
        if (!isInside()) {
            throw new IllegalStateException(
                    "not on the loop: " + Thread.currentThread().getName());
        }
    }

    /** A task that waits for its time. */
    interface Timer {
        /** Makes sure the task does not run any more, if it has not yet. Call it on the loop. */
        void cancel();
    }
}
