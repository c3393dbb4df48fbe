package io.kvswarm.jcache;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import javax.cache.processor.EntryProcessor;
import javax.cache.processor.EntryProcessorResult;

/**
 * A cache whose operations do not wait: what {@link javax.cache.Cache} returns comes by a stage, and so does whatever
 * it throws, as it is. Everything else is as there: statistics, expiry, events, loaders and writers. Got by {@code
 * cache.unwrap(KvSwarmAsyncCache.class)}. Safe from any thread.
 *
 * <p>One request, and no thread that waits, is what get, containsKey, put, replace and remove in their forms take where
 * no listener, loader or writer has to be called; all else waits on a thread of the provider, of which there are eight
 * for each swarm. When 4,096 operations wait for one, the caller's own thread does the next itself.
 *
 * <p>Stages that depend on these run on the caller's thread or on one of the provider's, never on one that does
 * network. They must not wait for another operation of this kind. Arguments must not be changed before the stage has
 * ended.
 *
 * @param <K> class of keys
 * @param <V> class of values
 */
public interface KvSwarmAsyncCache<K, V> {
    /** As {@link javax.cache.Cache#get}: null if there is nothing. */
    CompletionStage<V> get(K key);

    /** As {@link javax.cache.Cache#getAll}. */
    CompletionStage<Map<K, V>> getAll(Set<? extends K> keys);

    /** As {@link javax.cache.Cache#containsKey}. */
    CompletionStage<Boolean> containsKey(K key);

    /** As {@link javax.cache.Cache#loadAll}; ends when the loads have. */
    CompletionStage<Void> loadAll(Set<? extends K> keys, boolean replaceExistingValues);

    /** As {@link javax.cache.Cache#put}. */
    CompletionStage<Void> put(K key, V value);

    /** As {@link javax.cache.Cache#getAndPut}: null if there was nothing. */
    CompletionStage<V> getAndPut(K key, V value);

    /** As {@link javax.cache.Cache#putAll}. */
    CompletionStage<Void> putAll(Map<? extends K, ? extends V> map);

    /** As {@link javax.cache.Cache#putIfAbsent}. */
    CompletionStage<Boolean> putIfAbsent(K key, V value);

    /** As {@link javax.cache.Cache#remove(Object)}. */
    CompletionStage<Boolean> remove(K key);

    /** As {@link javax.cache.Cache#remove(Object, Object)}. */
    CompletionStage<Boolean> remove(K key, V oldValue);

    /** As {@link javax.cache.Cache#getAndRemove}: null if there was nothing. */
    CompletionStage<V> getAndRemove(K key);

    /** As {@link javax.cache.Cache#replace(Object, Object, Object)}. */
    CompletionStage<Boolean> replace(K key, V oldValue, V newValue);

    /** As {@link javax.cache.Cache#replace(Object, Object)}. */
    CompletionStage<Boolean> replace(K key, V value);

    /** As {@link javax.cache.Cache#getAndReplace}: null if there was nothing. */
    CompletionStage<V> getAndReplace(K key, V value);

    /** As {@link javax.cache.Cache#removeAll(Set)}. */
    CompletionStage<Void> removeAll(Set<? extends K> keys);

    /** As {@link javax.cache.Cache#removeAll()}. */
    CompletionStage<Void> removeAll();

    /** As {@link javax.cache.Cache#clear}. */
    CompletionStage<Void> clear();

    /** As {@link javax.cache.Cache#invoke}; the processor runs on a thread of the provider. */
    <T> CompletionStage<T> invoke(K key, EntryProcessor<K, V, T> entryProcessor, Object... arguments);

    /** As {@link javax.cache.Cache#invokeAll}; the processor runs on a thread of the provider. */
    <T> CompletionStage<Map<K, EntryProcessorResult<T>>> invokeAll(
            Set<? extends K> keys, EntryProcessor<K, V, T> entryProcessor, Object... arguments);
}
