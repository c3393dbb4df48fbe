package io.kvswarm.cli.local;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The word to a running command that it should stop, and all waiting it does. Safe from any thread. */
public final class Ending {
    /** Why a command is to stop. */
    public enum Reason {
        /** The process that asked for it has ended or was told to. */
        STOPPED,
        /** The process it runs in ends; the one that asked for it takes it over. */
        HANDED_OVER
    }

    private final CompletableFuture<Reason> reason = new CompletableFuture<>();

    /** Thrown where a command waits, once it is to stop. */
    public static final class EndedException extends RuntimeException {
        private static final long serialVersionUID = 1;

        private final transient Reason reason;

        EndedException(Reason reason) {
            super(reason == Reason.STOPPED ? "stopped" : "handed over");
            this.reason = reason;
        }

        /** Why. */
        public Reason reason() {
            return reason;
        }
    }

    /** Tells the command to stop; only the first reason counts. */
    public void end(Reason why) {
        reason.complete(why);
    }

    /** Why the command is to stop; empty if it is not. */
    public Optional<Reason> reason() {
        return Optional.ofNullable(reason.getNow(null));
    }

    /** Does {@code work} when the command is told to stop, on the thread that tells it. */
    public void onEnd(Runnable work) {
        reason.thenRun(work);
    }

    /**
     * Lets that time pass.
     *
     * @throws EndedException if the command is to stop, at once
     */
    public void pause(long millis) {
        try {
            throw new EndedException(reason.get(millis, TimeUnit.MILLISECONDS));
        } catch (TimeoutException timeHasPassed) {
            return;
        } catch (InterruptedException | ExecutionException e) {
            throw interrupted(e);
        }
    }

    /**
     * Waits for a result as long as it takes.
     *
     * @throws EndedException if the command is to stop, at once
     * @throws CompletionException if there is an error instead of a result
     */
    public <T> T await(CompletableFuture<T> result) {
        CompletableFuture<Object> first = CompletableFuture.anyOf(result.exceptionally(error -> null), reason);
        join(first);
        if (!result.isDone()) {
            throw new EndedException(reason.join());
        }
        return result.join();
    }

    private static void join(Future<Object> future) {
        try {
            future.get();
        } catch (InterruptedException | ExecutionException e) {
            throw interrupted(e);
        }
    }

    private static RuntimeException interrupted(Exception e) {
        Thread.currentThread().interrupt();
        return new IllegalStateException("nobody interrupts a command", e);
    }
}
