package io.kvswarm.internal.node;

import io.kvswarm.internal.base.Loop;
import io.kvswarm.internal.base.Worker;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/** A node's workers, each made when it is first needed. Confined to the loop. */
final class NodeWorkers {
    private final Function<String, Worker> maker;
    private final Map<String, Worker> workers = new LinkedHashMap<>();

    NodeWorkers(Function<String, Worker> maker) {
        this.maker = maker;
    }

    Worker of(String name) {
        return workers.computeIfAbsent(name, maker);
    }

    /** Runs blocking work on a worker; the future completes on the loop. */
    <T> CompletableFuture<T> call(String name, Loop loop, Callable<T> work) {
        CompletableFuture<T> done = new CompletableFuture<>();
        of(name).execute(() -> {
            try {
                T result = work.call();
                loop.execute(() -> done.complete(result));
            } catch (Exception failure) {
                loop.execute(() -> done.completeExceptionally(failure));
            }
        });
        return done;
    }

    void close() {
        workers.values().forEach(Worker::close);
    }
}
