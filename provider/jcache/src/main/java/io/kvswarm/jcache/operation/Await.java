package io.kvswarm.jcache.operation;

import io.kvswarm.api.ErrorCode;
import io.kvswarm.api.SwarmException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.cache.CacheException;

/** Waits for what the swarm does: its calls end by their deadline. */
public final class Await {
    private Await() {}

    /**
     * The result.
     *
     * @throws CacheException if it failed, with the {@link SwarmException} as cause, or the thread was interrupted
     */
    public static <T> T result(CompletableFuture<T> future) {
        try {
            return future.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CacheException(
                    "interrupted while waiting for the swarm; a change that was sent may still take effect", e);
        } catch (ExecutionException e) {
            throw failure(e.getCause());
        }
    }

    /** The result of something that does not end by a deadline of its own: what is to be on this process's disk. */
    static <T> T result(CompletableFuture<T> future, Duration deadline) {
        try {
            return future.get(deadline.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw failure(new SwarmException(
                    ErrorCode.OUTCOME_UNKNOWN,
                    "the outbox of this process has not taken a change within " + deadline.toMillis()
                            + " ms; it may still be delivered",
                    e));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CacheException("interrupted while waiting for the outbox; a change may still be delivered", e);
        } catch (ExecutionException e) {
            throw failure(e.getCause());
        }
    }

    /**
     * What a caller is thrown for a failure.
     *
     * @throws Error if that is what it is
     */
    public static RuntimeException failure(Throwable thrown) {
        Throwable cause = thrown;
        while (cause instanceof CompletionException && cause.getCause() != null) {
            cause = cause.getCause();
        }
        if (cause instanceof Error error) {
            throw error;
        }
        if (cause instanceof CacheException told) {
            return told;
        }
        return new CacheException(cause.getMessage(), cause);
    }
}
