package io.kvswarm;

import io.kvswarm.internal.base.FileDisk;
import io.kvswarm.internal.base.Loop;
import io.kvswarm.internal.config.ConfigDocument;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** The threads of one node: its loop and, for stages of applications, an executor. Safe from any thread. */
final class NodeThreads {
    private static final int CALLBACK_THREADS = 16;
    private static final long CLOSE_SECONDS_MAX = 5;

    private final Loop loop;
    private final Runnable end;
    private final FileDisk disk;
    private final Executor callbacks;
    private final List<Runnable> afterClose = new CopyOnWriteArrayList<>();
    private final List<Runnable> beforeClose = new CopyOnWriteArrayList<>();
    private volatile ConfigDocument config;
    private volatile boolean closed;

    /**
     * Threads around a loop.
     *
     * @param loopEnd stops the loop
     * @param disk    closed with the threads; null for a node without a directory
     */
    NodeThreads(String name, Loop loop, Runnable loopEnd, FileDisk disk) {
        this(loop, loopEnd, disk, pool(name));
    }

    private NodeThreads(Loop loop, Runnable loopEnd, FileDisk disk, ThreadPoolExecutor callbacks) {
        this(
                loop,
                () -> {
                    loopEnd.run();
                    callbacks.shutdown();
                },
                disk,
                (Executor) callbacks);
    }

    /**
     * Threads of somebody else.
     *
     * @param end       stops the loop and the executor
     * @param disk      closed with the threads; null for a node without a directory
     * @param callbacks runs stages of applications
     */
    NodeThreads(Loop loop, Runnable end, FileDisk disk, Executor callbacks) {
        this.loop = loop;
        this.end = end;
        this.disk = disk;
        this.callbacks = callbacks;
    }

    private static ThreadPoolExecutor pool(String name) {
        ThreadPoolExecutor pool = new ThreadPoolExecutor(
                CALLBACK_THREADS, CALLBACK_THREADS, 5, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), task -> {
                    Thread thread = new Thread(task, "kvswarm-callbacks-" + name);
                    thread.setDaemon(true);
                    return thread;
                });
        pool.allowCoreThreadTimeOut(true);
        return pool;
    }

    Loop loop() {
        return loop;
    }

    /** The config in force, as of the last time the loop said so. */
    ConfigDocument config() {
        return config;
    }

    void configIs(ConfigDocument newConfig) {
        config = newConfig;
    }

    <T> SwarmFuture<T> completed(T value) {
        SwarmFuture<T> future = new SwarmFuture<>(callbacks);
        future.complete(value);
        return future;
    }

    /** A future to be completed on the loop. */
    <T> SwarmFuture<T> pending() {
        return new SwarmFuture<>(callbacks);
    }

    /** Runs {@code action} on the loop, which completes {@code results}; they fail with what it throws. */
    <T> void execute(List<SwarmFuture<T>> results, Runnable action) {
        call(() -> {
                    action.run();
                    return CompletableFuture.completedFuture(null);
                })
                .onFailure(failure -> results.forEach(result -> result.completeExceptionally(failure)));
    }

    /** Runs application code, off the loop. */
    void run(Runnable action) {
        if (!closed) {
            callbacks.execute(action);
        }
    }

    /** Runs {@code call} on the loop; stages of the result never run there. */
    <T> SwarmFuture<T> call(Supplier<CompletableFuture<T>> call) {
        SwarmFuture<T> result = new SwarmFuture<>(callbacks);
        if (closed) {
            result.completeExceptionally(Failures.closed());
            return result;
        }
        try {
            loop.execute(() -> run(call, result));
        } catch (RejectedExecutionException e) {
            result.completeExceptionally(Failures.closed());
        }
        return result;
    }

    private static <T> void run(Supplier<CompletableFuture<T>> call, CompletableFuture<T> result) {
        try {
            call.get().whenComplete((value, failure) -> {
                if (failure == null) {
                    result.complete(value);
                } else {
                    result.completeExceptionally(Failures.unwrapped(failure));
                }
            });
        } catch (RuntimeException failure) {
            result.completeExceptionally(failure);
        }
    }

    /** Runs {@code action} before the node is closed. */
    void onClose(Runnable action) {
        beforeClose.add(action);
    }

    /** Runs {@code action} once the node is closed. */
    void afterClose(Runnable action) {
        afterClose.add(action);
    }

    /** Stops the threads of a node that could not be started. */
    void abandon() {
        closed = true;
        end.run();
        afterClose.forEach(Runnable::run);
    }

    /** Closes the node, then its threads; waits at most 5 seconds for what has to go to disk. */
    void close(Supplier<CompletableFuture<Void>> node) {
        beforeClose.forEach(Runnable::run);
        CompletableFuture<Void> done = call(node);
        closed = true;
        try {
            done.completeOnTimeout(null, CLOSE_SECONDS_MAX, TimeUnit.SECONDS).join();
        } finally {
            end.run();
            afterClose.forEach(Runnable::run);
            if (disk != null) {
                disk.close();
            }
        }
    }
}
