package io.kvswarm.jcache;

import io.kvswarm.jcache.operation.Await;
import io.kvswarm.jcache.operation.Operation;
import io.kvswarm.jcache.operation.Operations;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import javax.cache.integration.CompletionListener;
import javax.cache.processor.EntryProcessor;
import javax.cache.processor.EntryProcessorResult;

/** The operations of an open cache, begun and not waited for. Safe from any thread. */
final class AsyncView<K, V> implements KvSwarmAsyncCache<K, V> {
    private final KvSwarmCache<K, V> cache;
    private final Operations operations;
    private final Arguments arguments;
    private final Executor executor;

    /**
     * A view of a cache.
     *
     * @param executor where operations wait that take more than one request
     */
    AsyncView(KvSwarmCache<K, V> cache, Operations operations, Arguments arguments, Executor executor) {
        this.cache = cache;
        this.operations = operations;
        this.arguments = arguments;
        this.executor = executor;
    }

    @Override
    public CompletionStage<V> get(K key) {
        return begin(Operation.GET, key);
    }

    @Override
    public CompletionStage<Map<K, V>> getAll(Set<? extends K> keys) {
        Set<K> copy = new LinkedHashSet<>(keys);
        return run(() -> cache.getAll(copy));
    }

    @Override
    public CompletionStage<Boolean> containsKey(K key) {
        return begin(Operation.CONTAINS_KEY, key);
    }

    @Override
    public CompletionStage<Void> loadAll(Set<? extends K> keys, boolean replaceExistingValues) {
        CompletableFuture<Void> loaded = new CompletableFuture<>();
        try {
            cache.loadAll(keys, replaceExistingValues, new Completing(loaded));
        } catch (RuntimeException e) {
            loaded.completeExceptionally(e);
        }
        return loaded;
    }

    @Override
    public CompletionStage<Void> put(K key, V value) {
        return begin(Operation.PUT_VALUE, key, value);
    }

    @Override
    public CompletionStage<V> getAndPut(K key, V value) {
        return begin(Operation.GET_AND_PUT, key, value);
    }

    @Override
    public CompletionStage<Void> putAll(Map<? extends K, ? extends V> map) {
        Map<K, V> copy = new LinkedHashMap<>(map);
        return runVoid(() -> cache.putAll(copy));
    }

    @Override
    public CompletionStage<Boolean> putIfAbsent(K key, V value) {
        return begin(Operation.PUT_IF_ABSENT, key, value);
    }

    @Override
    public CompletionStage<Boolean> remove(K key) {
        return begin(Operation.REMOVE_KEY, key);
    }

    @Override
    public CompletionStage<Boolean> remove(K key, V oldValue) {
        return told(() -> operations.begin(
                Operation.REMOVE_EQUAL, arguments.requireKey(key), null, arguments.requireValue(oldValue), executor));
    }

    @Override
    public CompletionStage<V> getAndRemove(K key) {
        return begin(Operation.GET_AND_REMOVE, key);
    }

    @Override
    public CompletionStage<Boolean> replace(K key, V oldValue, V newValue) {
        return told(() -> operations.begin(
                Operation.REPLACE_EQUAL,
                arguments.requireKey(key),
                arguments.requireValue(newValue),
                arguments.requireValue(oldValue),
                executor));
    }

    @Override
    public CompletionStage<Boolean> replace(K key, V value) {
        return begin(Operation.REPLACE, key, value);
    }

    @Override
    public CompletionStage<V> getAndReplace(K key, V value) {
        return begin(Operation.GET_AND_REPLACE, key, value);
    }

    @Override
    public CompletionStage<Void> removeAll(Set<? extends K> keys) {
        Set<K> copy = new LinkedHashSet<>(keys);
        return runVoid(() -> cache.removeAll(copy));
    }

    @Override
    public CompletionStage<Void> removeAll() {
        return runVoid(cache::removeAll);
    }

    @Override
    public CompletionStage<Void> clear() {
        return runVoid(cache::clear);
    }

    @Override
    public <T> CompletionStage<T> invoke(K key, EntryProcessor<K, V, T> entryProcessor, Object... given) {
        return run(() -> cache.invoke(key, entryProcessor, given));
    }

    @Override
    public <T> CompletionStage<Map<K, EntryProcessorResult<T>>> invokeAll(
            Set<? extends K> keys, EntryProcessor<K, V, T> entryProcessor, Object... given) {
        Set<K> copy = new LinkedHashSet<>(keys);
        return run(() -> cache.invokeAll(copy, entryProcessor, given));
    }

    private <T> CompletionStage<T> begin(Operation operation, K key) {
        return told(() -> operations.begin(operation, arguments.requireKey(key), null, null, executor));
    }

    private <T> CompletionStage<T> begin(Operation operation, K key, V value) {
        return told(() ->
                operations.begin(operation, arguments.requireKey(key), arguments.requireValue(value), null, executor));
    }

    /** What the caller is told of an operation: the very exception that the cache itself would throw. */
    @SuppressWarnings("unchecked")
    private <T> CompletionStage<T> told(Supplier<CompletableFuture<Object>> operation) {
        CompletableFuture<T> told = new CompletableFuture<>();
        try {
            cache.requireOpen();
            operation.get().whenComplete((result, failure) -> {
                if (failure == null) {
                    told.complete((T) result);
                } else {
                    told.completeExceptionally(failureOf(failure));
                }
            });
        } catch (RuntimeException e) {
            told.completeExceptionally(e);
        }
        return told;
    }

    private Throwable failureOf(Throwable failure) {
        try {
            return cache.failure(Await.failure(failure));
        } catch (Error e) {
            return e;
        }
    }

    private CompletionStage<Void> runVoid(Runnable call) {
        return run(() -> {
            call.run();
            return null;
        });
    }

    /** Lets a thread of the provider wait for a call. */
    private <T> CompletionStage<T> run(Supplier<T> call) {
        CompletableFuture<T> told = new CompletableFuture<>();
        executor.execute(() -> {
            try {
                told.complete(call.get());
            } catch (RuntimeException | Error e) {
                told.completeExceptionally(e);
            }
        });
        return told;
    }

    /** Ends a future as a load ends. */
    private record Completing(CompletableFuture<Void> loaded) implements CompletionListener {
        @Override
        public void onCompletion() {
            loaded.complete(null);
        }

        @Override
        public void onException(Exception e) {
            loaded.completeExceptionally(e);
        }
    }
}
