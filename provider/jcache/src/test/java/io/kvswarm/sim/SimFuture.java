package io.kvswarm.sim;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A future for application threads of a simulation: who waits for it gives the baton back. */
final class SimFuture<T> extends CompletableFuture<T> {
    /** One that ends as {@code source} does, which belongs to a loop. */
    static <T> SimFuture<T> of(CompletableFuture<T> source) {
        SimFuture<T> future = new SimFuture<>();
        source.whenCompleteAsync(
                (value, failure) -> {
                    if (failure == null) {
                        future.complete(value);
                    } else {
                        future.completeExceptionally(
                                failure instanceof CompletionException ? failure.getCause() : failure);
                    }
                },
                Runnable::run);
        return future;
    }

    @Override
    public T get() throws InterruptedException, ExecutionException {
        SimThreads.await(this);
        return super.get();
    }

    @Override
    public T get(long timeout, TimeUnit unit) throws InterruptedException, ExecutionException, TimeoutException {
        SimThreads.attempt(this::isDone, unit.toNanos(timeout));
        return super.get(0, TimeUnit.NANOSECONDS);
    }

    @Override
    public T join() {
        SimThreads.await(this);
        return super.join();
    }

    @Override
    public <U> CompletableFuture<U> newIncompleteFuture() {
        return new SimFuture<>();
    }
}
