package io.kvswarm.jcache;

import io.kvswarm.KvSwarm;
import io.kvswarm.api.Durability;
import io.kvswarm.api.SwarmException;
import io.kvswarm.spi.CacheEngine;
import io.kvswarm.spi.CachePlan;
import io.kvswarm.spi.CacheStore;
import io.kvswarm.spi.ChangeResult;
import io.kvswarm.spi.EntryChange;
import io.kvswarm.spi.KeyLease;
import io.kvswarm.spi.Patience;
import io.kvswarm.spi.StoreListener;
import io.kvswarm.spi.StorePage;
import io.kvswarm.spi.VersionedValue;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;

/**
 * An embedded engine whose caches pretend to be shared with another process: a test says what that one does, and when,
 * and whether there are leases. Safe from any thread.
 */
final class RivalEngine implements Engine, CacheEngine {
    private final Engine embedded = new NodeEngine(KvSwarm.builder().embedded().open());
    /** What the other process does before the next changes of this one, one after the other. */
    final Queue<Runnable> before = new ConcurrentLinkedQueue<>();
    /** What happened to leases and entries. */
    final List<String> steps = Collections.synchronizedList(new ArrayList<>());

    /** Whose lease was asked for: the keys' bytes, one character each. */
    final List<String> leased = Collections.synchronizedList(new ArrayList<>());

    /** Gives the result of the next change instead of the store; null to let it through. */
    volatile ChangeResult instead;

    /** Ends the next change, which is not made; null to let it through. */
    volatile SwarmException failure;

    /** What the last change was given. */
    volatile Patience patience;

    volatile boolean isShared = true;
    volatile boolean isLost;
    volatile boolean isLeaseGiven = true;

    @Override
    public CacheEngine caches() {
        return this;
    }

    @Override
    public KvSwarm swarm() {
        return embedded.swarm();
    }

    @Override
    public Executor executor() {
        return embedded.executor();
    }

    @Override
    public void close() {
        embedded.close();
    }

    @Override
    public CompletableFuture<List<String>> names() {
        return embedded.caches().names();
    }

    @Override
    public CompletableFuture<CacheStore> find(String name, Patience patience) {
        return embedded.caches().find(name).thenApply(found -> found == null ? null : new RivalStore(found));
    }

    @Override
    public CompletableFuture<Creation> create(String name, CachePlan plan, Patience patience) {
        return embedded.caches()
                .create(name, plan)
                .thenApply(made -> new Creation(new RivalStore(made.cache()), made.isMade()));
    }

    @Override
    public CompletableFuture<Boolean> destroy(CacheStore cache) {
        return embedded.caches().destroy(((RivalStore) cache).store);
    }

    /** The other process's engine: it sees the same entries, and closing it closes nothing. */
    Engine plain() {
        return new Engine() {
            @Override
            public CacheEngine caches() {
                return embedded.caches();
            }

            @Override
            public KvSwarm swarm() {
                return embedded.swarm();
            }

            @Override
            public Executor executor() {
                return embedded.executor();
            }

            @Override
            public void close() {
                // The other one closes it.
            }
        };
    }

    /** The other process's view of a cache. */
    CacheStore other(String name) {
        return embedded.caches().find(name).join();
    }

    /** A cache of this process. */
    private final class RivalStore implements CacheStore {
        private final CacheStore store;

        RivalStore(CacheStore store) {
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
            return store.get(key, patience);
        }

        @Override
        public CompletableFuture<List<VersionedValue>> getAll(List<byte[]> keys, Patience patience) {
            return store.getAll(keys, patience);
        }

        @Override
        public CompletableFuture<ChangeResult> change(EntryChange change, Patience patience) {
            RivalEngine.this.patience = patience;
            Runnable first = before.poll();
            if (first != null) {
                first.run();
            }
            ChangeResult given = instead;
            if (given != null) {
                instead = null;
                return CompletableFuture.completedFuture(given);
            }
            SwarmException failed = failure;
            if (failed != null) {
                failure = null;
                return CompletableFuture.failedFuture(failed);
            }
            steps.add(change.toString());
            return store.change(change, patience);
        }

        @Override
        public List<CompletableFuture<ChangeResult>> changeAll(List<EntryChange> changes, Patience patience) {
            return changes.stream().map(change -> change(change, patience)).toList();
        }

        @Override
        public CompletableFuture<Long> clear(Patience patience) {
            return store.clear(patience);
        }

        @Override
        public CompletableFuture<StorePage> scan(StorePage.Place from, int limit, Patience patience) {
            return store.scan(from, limit, patience);
        }

        @Override
        public Watch watch(StoreListener listener) {
            return store.watch(listener);
        }

        @Override
        public CompletableFuture<Void> forget(List<byte[]> keys, Durability durability) {
            steps.add("forget " + keys.size());
            return store.forget(keys, durability);
        }

        @Override
        public boolean isShared() {
            return isShared;
        }

        @Override
        public CompletableFuture<KeyLease> lease(byte[] key, Patience patience) {
            steps.add("lease");
            leased.add(new String(key, StandardCharsets.ISO_8859_1));
            return CompletableFuture.completedFuture(isLeaseGiven ? new Lease() : null);
        }
    }

    /** A lease that is held until it is closed, or the test says that it is lost. */
    private final class Lease implements KeyLease {
        @Override
        public boolean isHeld() {
            return !isLost;
        }

        @Override
        public CompletableFuture<Boolean> renew() {
            return CompletableFuture.completedFuture(!isLost);
        }

        @Override
        public void keep() {
            steps.add("keep");
        }

        @Override
        public void close() {
            steps.add("close");
        }
    }
}
