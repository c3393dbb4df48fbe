package io.kvswarm.jcache;

import io.kvswarm.KvSwarm;
import io.kvswarm.api.Durability;
import io.kvswarm.jcache.config.SwarmSettings;
import io.kvswarm.spi.CacheEngine;
import io.kvswarm.spi.CachePlan;
import io.kvswarm.spi.CacheStore;
import io.kvswarm.spi.ChangeResult;
import io.kvswarm.spi.EntryChange;
import io.kvswarm.spi.Patience;
import io.kvswarm.spi.StoreListener;
import io.kvswarm.spi.StorePage;
import io.kvswarm.spi.VersionedValue;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.BiFunction;

/** An engine whose stores write down what they are asked for, and do with each change what a test wants. */
final class WatchedStores implements Engine {
    /** Names of calls and how many keys they had. */
    final List<String> calls = Collections.synchronizedList(new ArrayList<>());
    /** What becomes of a change; by default what the store makes of it. */
    volatile BiFunction<Integer, CompletableFuture<ChangeResult>, CompletableFuture<ChangeResult>> change =
            (index, made) -> made;

    private final Engine engine;

    WatchedStores(SwarmSettings settings) {
        engine = NodeEngine.open(settings);
    }

    @Override
    public CacheEngine caches() {
        CacheEngine caches = engine.caches();
        return new CacheEngine() {
            @Override
            public CompletableFuture<List<String>> names() {
                return caches.names();
            }

            @Override
            public CompletableFuture<CacheStore> find(String name, Patience patience) {
                return caches.find(name, patience).thenApply(store -> store == null ? null : new Store(store));
            }

            @Override
            public CompletableFuture<Creation> create(String name, CachePlan plan, Patience patience) {
                return caches.create(name, plan, patience)
                        .thenApply(made -> new Creation(new Store(made.cache()), made.isMade()));
            }

            @Override
            public CompletableFuture<Boolean> destroy(CacheStore cache) {
                return caches.destroy(((Store) cache).store);
            }
        };
    }

    @Override
    public KvSwarm swarm() {
        return engine.swarm();
    }

    @Override
    public Executor executor() {
        return engine.executor();
    }

    @Override
    public void close() {
        engine.close();
    }

    /** Writes down and passes on. */
    private final class Store implements CacheStore {
        private final CacheStore store;

        Store(CacheStore store) {
            this.store = store;
        }

        @Override
        public String name() {
            return store.name();
        }

        @Override
        public CachePlan plan() {
            return store.plan();
        }

        @Override
        public CompletableFuture<VersionedValue> get(byte[] key, Patience patience) {
            calls.add("get");
            return store.get(key, patience);
        }

        @Override
        public CompletableFuture<List<VersionedValue>> getAll(List<byte[]> keys, Patience patience) {
            calls.add("getAll " + keys.size());
            return store.getAll(keys, patience);
        }

        @Override
        public CompletableFuture<ChangeResult> change(EntryChange wanted, Patience patience) {
            calls.add("change");
            return store.change(wanted, patience);
        }

        @Override
        public List<CompletableFuture<ChangeResult>> changeAll(List<EntryChange> changes, Patience patience) {
            calls.add("changeAll " + changes.size());
            List<CompletableFuture<ChangeResult>> made = store.changeAll(changes, patience);
            List<CompletableFuture<ChangeResult>> told = new ArrayList<>();
            for (int i = 0; i < made.size(); i++) {
                told.add(change.apply(i, made.get(i)));
            }
            return told;
        }

        @Override
        public CompletableFuture<Long> clear(Patience patience) {
            calls.add("clear");
            return store.clear(patience);
        }

        @Override
        public CompletableFuture<Cleared> clearUnwatched(Patience patience) {
            calls.add("clearUnwatched");
            return store.clearUnwatched(patience);
        }

        @Override
        public CompletableFuture<Void> log(List<EntryChange> changes, Durability durability) {
            calls.add("log " + changes.size());
            return store.log(changes, durability);
        }

        @Override
        public CompletableFuture<StorePage> scan(StorePage.Place from, int limit, Patience patience) {
            calls.add("scan");
            return store.scan(from, limit, patience);
        }

        @Override
        public Watch watch(StoreListener listener) {
            return store.watch(listener);
        }
    }
}
