package io.kvswarm.spi;

import java.util.concurrent.CompletableFuture;

/** A time in which no other process changes a key on condition of its version. Safe from any thread. */
public interface KeyLease extends AutoCloseable {
    /** True while it is held for certain, by this process's clock. */
    boolean isHeld();

    /** Asks for more time; completes with false if another process may have had the key since it ran out. */
    CompletableFuture<Boolean> renew();

    /** From now on it is renewed by itself, until it is closed or lost: for work that takes its time. */
    void keep();

    /** Gives it back; does not wait. */
    @Override
    void close();
}
