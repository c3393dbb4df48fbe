package io.kvswarm.samples.bench;

import java.util.concurrent.CompletableFuture;

/** What a client's threads call. Safe from any thread. */
interface Service extends AutoCloseable {
    /** Asks for the value of a key. */
    CompletableFuture<?> get(int key);

    /** Sets the value of a key; done when its owner has applied it. */
    CompletableFuture<?> put(int key);

    /** Buffers values for so many keys and flushes them, or does what comes nearest; done when all are applied. */
    CompletableFuture<?> putAll(int first, int count);

    @Override
    void close();
}
