package io.kvswarm.jcache;

import io.kvswarm.KvSwarm;
import io.kvswarm.api.ErrorCode;
import io.kvswarm.api.SwarmException;
import io.kvswarm.jcache.listener.Listeners;
import io.kvswarm.jcache.operation.Entries;
import io.kvswarm.jcache.operation.Operation;
import io.kvswarm.jcache.operation.Operations;
import io.kvswarm.jcache.operation.PartialFailure;
import io.kvswarm.jcache.operation.Parts;
import io.kvswarm.jcache.statistics.Beans;
import io.kvswarm.jcache.statistics.Counters;
import io.kvswarm.jcache.statistics.Usage;
import io.kvswarm.spi.CacheStore;
import io.kvswarm.spi.Patience;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import javax.cache.Cache;
import javax.cache.CacheException;
import javax.cache.CacheManager;
import javax.cache.configuration.CacheEntryListenerConfiguration;
import javax.cache.configuration.Configuration;
import javax.cache.integration.CompletionListener;
import javax.cache.processor.EntryProcessor;
import javax.cache.processor.EntryProcessorResult;

/**
 * A cache that one manager has open: checks arguments and names the operation. Safe from any thread; calls wait for the
 * owners of their keys, as long as its deadline says.
 */
@SuppressWarnings("unchecked")
public final class KvSwarmCache<K, V> implements Cache<K, V> {
    private final KvSwarmCacheManager manager;
    private final LiveConfiguration<K, V> configuration;
    private final ApplicationCode code;
    private final Backing backing;
    private final Counters counters;
    private final Listeners listeners;
    private final Beans beans;
    private final Arguments checks;
    private final Operations operations;
    private final Loads loads = new Loads();
    private final AtomicBoolean isClosed = new AtomicBoolean();

    KvSwarmCache(
            KvSwarmCacheManager manager, LiveConfiguration<K, V> configuration, ApplicationCode code, Backing backing) {
        this.manager = manager;
        this.configuration = configuration;
        this.code = code;
        this.backing = backing;
        checks = new Arguments(configuration.getKeyType(), configuration.getValueType());
        CacheStore store = backing.store();
        Executor executor = backing.engine().executor();
        Patience patience = backing.patience();
        counters = new Counters(new Usage(store, backing.engine().waiting()::nanos));
        listeners = new Listeners(this, store, backing.codecs(), executor, patience.deadline(), backing.isQueued());
        beans = new Beans(manager.getURI().toString(), store.name(), counters, configuration);
        Entries entries = new Entries(
                store,
                backing.near(),
                backing.codecs(),
                patience,
                counters,
                backing.service().onUnreachable());
        Parts parts = new Parts(entries, code.lives(), code.loading(), code.writing(), listeners, counters);
        operations = new Operations(parts, backing.engine().waiting());
    }

    /** True if it was opened by its name in the file alone, so that it can still be created. */
    boolean isOfFile() {
        return backing.isOfFile();
    }

    /** Begins what its configuration wants. */
    void open() {
        configuration.getCacheEntryListenerConfigurations().forEach(listeners::register);
        enableStatistics(configuration.isStatisticsEnabled());
        enableManagement(configuration.isManagementEnabled());
    }

    LiveConfiguration<K, V> configuration() {
        return configuration;
    }

    CacheStore store() {
        return backing.store();
    }

    @Override
    public V get(K key) {
        requireOpen();
        try {
            return (V) operations.get(checks.requireKey(key));
        } catch (CacheException e) {
            throw failure(e);
        }
    }

    @Override
    public Map<K, V> getAll(Set<? extends K> keys) {
        return (Map<K, V>) open(() -> operations.getAll(checks.requireKeys(keys)));
    }

    @Override
    public boolean containsKey(K key) {
        return (boolean) run(Operation.CONTAINS_KEY, key);
    }

    @Override
    public void loadAll(Set<? extends K> keys, boolean replaceExistingValues, CompletionListener completionListener) {
        open(() -> {
            checks.requireKeys(keys);
            Set<K> copy = Set.copyOf(keys);
            Runnable load = () -> load(copy, replaceExistingValues);
            if (code.loading().isPossible()) {
                backing.engine().executor().execute(() -> loads.run(load, completionListener));
            } else {
                Loads.complete(completionListener, null);
            }
            return null;
        });
    }

    @Override
    public void put(K key, V value) {
        run(Operation.PUT_VALUE, key, value);
    }

    @Override
    public V getAndPut(K key, V value) {
        return (V) run(Operation.GET_AND_PUT, key, value);
    }

    @Override
    public void putAll(Map<? extends K, ? extends V> map) {
        open(() -> {
            operations.putAll(checks.requireEntries(map), Operations.BY_POLICY);
            return null;
        });
    }

    @Override
    public boolean putIfAbsent(K key, V value) {
        return (boolean) run(Operation.PUT_IF_ABSENT, key, value);
    }

    @Override
    public boolean remove(K key) {
        return (boolean) run(Operation.REMOVE_KEY, key);
    }

    @Override
    public boolean remove(K key, V oldValue) {
        return (boolean) open(() ->
                operations.run(Operation.REMOVE_EQUAL, checks.requireKey(key), null, checks.requireValue(oldValue)));
    }

    @Override
    public V getAndRemove(K key) {
        return (V) run(Operation.GET_AND_REMOVE, key);
    }

    @Override
    public boolean replace(K key, V oldValue, V newValue) {
        return (boolean) open(() -> operations.run(
                Operation.REPLACE_EQUAL,
                checks.requireKey(key),
                checks.requireValue(newValue),
                checks.requireValue(oldValue)));
    }

    @Override
    public boolean replace(K key, V value) {
        return (boolean) run(Operation.REPLACE, key, value);
    }

    @Override
    public V getAndReplace(K key, V value) {
        return (V) run(Operation.GET_AND_REPLACE, key, value);
    }

    @Override
    public void removeAll(Set<? extends K> keys) {
        open(() -> {
            operations.removeAll(checks.requireKeys(keys));
            return null;
        });
    }

    @Override
    public void removeAll() {
        open(() -> {
            operations.removeAll();
            return null;
        });
    }

    @Override
    public void clear() {
        open(() -> {
            operations.clear();
            return null;
        });
    }

    @Override
    public <T> T invoke(K key, EntryProcessor<K, V, T> entryProcessor, Object... arguments) {
        return (T) open(() -> operations.invoke(
                checks.requireKey(key), Objects.requireNonNull(entryProcessor, "entryProcessor"), arguments));
    }

    @Override
    public <T> Map<K, EntryProcessorResult<T>> invokeAll(
            Set<? extends K> keys, EntryProcessor<K, V, T> entryProcessor, Object... arguments) {
        return (Map<K, EntryProcessorResult<T>>) (Map<?, ?>) open(() -> operations.invokeAll(
                checks.requireKeys(keys), Objects.requireNonNull(entryProcessor, "entryProcessor"), arguments));
    }

    @Override
    public Iterator<Entry<K, V>> iterator() {
        return (Iterator<Entry<K, V>>) (Iterator<?>) open(() -> operations.iterator(this::requireOpen));
    }

    @Override
    public void registerCacheEntryListener(CacheEntryListenerConfiguration<K, V> listener) {
        open(() -> {
            if (!configuration.addListener(Objects.requireNonNull(listener, "cacheEntryListenerConfiguration"))) {
                throw new IllegalArgumentException("this listener configuration is registered already");
            }
            listeners.register(listener);
            return null;
        });
    }

    @Override
    public void deregisterCacheEntryListener(CacheEntryListenerConfiguration<K, V> listener) {
        open(() -> {
            configuration.removeListener(Objects.requireNonNull(listener, "cacheEntryListenerConfiguration"));
            listeners.deregister(listener);
            return null;
        });
    }

    @Override
    public <C extends Configuration<K, V>> C getConfiguration(Class<C> type) {
        if (type.isInstance(configuration)) {
            return type.cast(configuration);
        }
        if ((Class<?>) type == KvSwarmConfiguration.class) {
            return type.cast(configuration.copy());
        }
        throw new IllegalArgumentException("the configuration of a cache is no " + type.getName());
    }

    @Override
    public String getName() {
        return backing.store().name();
    }

    @Override
    public CacheManager getCacheManager() {
        return manager;
    }

    /** Closes it in this manager; its entries stay in the swarm. */
    @Override
    public void close() {
        close(true);
    }

    /**
     * The same.
     *
     * @param isPatient false not to wait for loads that run
     * @return false if some still run
     */
    boolean close(boolean isPatient) {
        if (isClosed.getAndSet(true)) {
            return true;
        }
        manager.forget(this);
        beans.showStatistics(false);
        beans.showConfiguration(false);
        List<Object> heard = listeners.applicationObjects();
        listeners.close();
        boolean haveEnded = loads.close(isPatient);
        ApplicationCode.closeAll(heard);
        code.close();
        return haveEnded;
    }

    @Override
    public boolean isClosed() {
        return isClosed.get();
    }

    /**
     * This cache, without waiting ({@link KvSwarmAsyncCache}), with a time to live for each entry ({@link
     * KvSwarmTimedCache}), its statistics ({@link KvSwarmStatistics}), or the {@link KvSwarm} behind it.
     */
    @Override
    public <T> T unwrap(Class<T> type) {
        Object view = type.isInstance(this) ? this : view(type);
        if (view == null) {
            throw new IllegalArgumentException(
                    "a cache is a KvSwarmCache with a KvSwarmAsyncCache, a KvSwarmTimedCache,"
                            + " KvSwarmStatistics and a KvSwarm, no " + type.getName());
        }
        return type.cast(view);
    }

    private Object view(Class<?> type) {
        if (type == KvSwarmAsyncCache.class) {
            return new AsyncView<>(this, operations, checks, backing.engine().executor());
        }
        if (type == KvSwarmTimedCache.class) {
            return new TimedView<>(this, operations, checks);
        }
        if (type == KvSwarmStatistics.class) {
            return new TierStatistics(counters);
        }
        if (type == Counters.class) {
            return counters;
        }
        return type == KvSwarm.class ? backing.engine().swarm() : null;
    }

    void enableStatistics(boolean isOn) {
        configuration.enableStatistics(isOn);
        counters.enable(isOn);
        beans.showStatistics(isOn);
    }

    void enableManagement(boolean isOn) {
        configuration.enableManagement(isOn);
        beans.showConfiguration(isOn);
    }

    private Object run(Operation operation, K key) {
        return open(() -> operations.run(operation, checks.requireKey(key), null, null));
    }

    private Object run(Operation operation, K key, V value) {
        return open(() -> operations.run(operation, checks.requireKey(key), checks.requireValue(value), null));
    }

    /** Runs a call if this is open; closes it if the swarm has it no more. */
    <T> T open(Supplier<T> call) {
        requireOpen();
        try {
            return call.get();
        } catch (CacheException e) {
            throw failure(e);
        }
    }

    private void load(Set<K> keys, boolean isReplacing) {
        try {
            operations.loadAll(keys, isReplacing);
        } catch (CacheException e) {
            throw failure(e);
        }
    }

    /** What a caller is thrown for a failure; closes this if the swarm has it no more. */
    RuntimeException failure(RuntimeException e) {
        if (e.getCause() instanceof SwarmException cause && cause.code() == ErrorCode.NO_SUCH_CACHE) {
            close();
            return new IllegalStateException("the cache \"" + getName() + "\" was destroyed", e);
        }
        return e instanceof PartialFailure partial ? new CachePartialUpdateException(partial) : e;
    }

    /** Throws if this is closed. */
    void requireOpen() {
        if (isClosed.get()) {
            throw new IllegalStateException("the cache \"" + getName() + "\" is closed");
        }
    }
}
