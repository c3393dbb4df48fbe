package io.kvswarm.jcache.attach;

import io.kvswarm.api.Durability;
import io.kvswarm.api.EntryVersion;
import io.kvswarm.api.ErrorCode;
import io.kvswarm.api.SwarmException;
import io.kvswarm.spi.CachePlan;
import io.kvswarm.spi.CacheStore;
import io.kvswarm.spi.ChangeResult;
import io.kvswarm.spi.EntryChange;
import io.kvswarm.spi.KeyLease;
import io.kvswarm.spi.NearPlan;
import io.kvswarm.spi.Patience;
import io.kvswarm.spi.StoreListener;
import io.kvswarm.spi.StorePage;
import io.kvswarm.spi.StoreUsage;
import io.kvswarm.spi.VersionedValue;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * The store of a cache that could not be found yet. What is only to be logged waits here, in memory, and is read back;
 * everything else waits for the swarm as long as its patience says. Safe from any thread.
 */
public final class LateStore implements CacheStore {
    private static final EntryVersion NOT_DELIVERED = new EntryVersion(0, 0, 0);
    private static final int CHANGES_AT_ONCE = 1024;
    /** When so many keys are to be forgotten, all are. */
    private static final int FORGOTTEN_MAX = 16_384;

    private final String name;
    private final CachePlan plan;
    private final CompletableFuture<CacheStore> attached = new CompletableFuture<>();
    private final WaitingChanges waiting = new WaitingChanges();
    private volatile Durability durability = Durability.OS;
    private int forgotten;
    /** Null until it is attached and has all that waited. */
    private volatile CacheStore store;

    LateStore(String name, CachePlan plan) {
        this.name = name;
        this.plan = plan;
    }

    /** The swarm's store; empty while it is not attached. */
    public Optional<CacheStore> attached() {
        return Optional.ofNullable(store);
    }

    /** The swarm has this cache: brings there what waits, and then uses it. */
    void attach(CacheStore found) {
        List<EntryChange> batch;
        CompletableFuture<Void> logged;
        boolean isClear;
        synchronized (this) {
            if (waiting.isEmpty()) {
                store = found;
                attached.complete(found);
                return;
            }
            isClear = waiting.isCleared();
            List<EntryChange> all = isClear ? List.of() : waiting.all();
            batch = all.subList(0, Math.min(all.size(), CHANGES_AT_ONCE));
            logged = isClear ? found.logClear(durability) : found.log(batch, durability);
        }
        logged.whenComplete((done, failure) -> {
            if (failure == null) {
                delivered(batch, isClear);
                attach(found);
            } else {
                fail(asSwarmException(failure));
            }
        });
    }

    private synchronized void delivered(List<EntryChange> batch, boolean isClear) {
        waiting.delivered(batch);
        if (isClear) {
            waiting.clearDelivered();
        }
    }

    /** It never will be attached: every call fails so. */
    void fail(SwarmException failure) {
        attached.completeExceptionally(failure);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public CachePlan plan() {
        return plan;
    }

    @Override
    public CompletableFuture<VersionedValue> get(byte[] key, Patience patience) {
        CacheStore there = store;
        if (there == null && isKnown(key)) {
            return CompletableFuture.completedFuture(own(key));
        }
        return onStore(patience, found -> found.get(key, patience));
    }

    /** True if what waits says what is under a key. */
    private synchronized boolean isKnown(byte[] key) {
        return waiting.isCleared() || waiting.find(key) != null;
    }

    private synchronized VersionedValue own(byte[] key) {
        EntryChange change = waiting.find(key);
        return change == null || change.kind() == EntryChange.Kind.REMOVE
                ? null
                : new VersionedValue(change.value(), NOT_DELIVERED, change.lifeMillis());
    }

    @Override
    public CompletableFuture<List<VersionedValue>> getAll(List<byte[]> keys, Patience patience) {
        if (store == null && keys.stream().allMatch(this::isKnown)) {
            List<VersionedValue> values = new ArrayList<>(keys.size());
            keys.forEach(key -> values.add(own(key)));
            return CompletableFuture.completedFuture(values);
        }
        return onStore(patience, found -> found.getAll(keys, patience));
    }

    @Override
    public CompletableFuture<ChangeResult> change(EntryChange change, Patience patience) {
        return onStore(patience, found -> found.change(change, patience));
    }

    @Override
    public List<CompletableFuture<ChangeResult>> changeAll(List<EntryChange> changes, Patience patience) {
        CacheStore there = store;
        if (there != null) {
            return there.changeAll(changes, patience);
        }
        List<CompletableFuture<ChangeResult>> results = new ArrayList<>(changes.size());
        changes.forEach(change -> results.add(change(change, patience)));
        return results;
    }

    @Override
    public CompletableFuture<Long> clear(Patience patience) {
        return onStore(patience, found -> found.clear(patience));
    }

    @Override
    public CompletableFuture<Cleared> clearUnwatched(Patience patience) {
        return onStore(patience, found -> found.clearUnwatched(patience));
    }

    @Override
    public CompletableFuture<StorePage> scan(StorePage.Place from, int limit, Patience patience) {
        return onStore(patience, found -> found.scan(from, limit, patience));
    }

    /** A swarm that has to be found has other processes. */
    @Override
    public boolean isShared() {
        CacheStore there = store;
        return there == null || there.isShared();
    }

    @Override
    public CompletableFuture<KeyLease> lease(byte[] key, Patience patience) {
        return onStore(patience, found -> found.lease(key, patience));
    }

    @Override
    public CompletableFuture<Void> log(List<EntryChange> changes, Durability wanted) {
        return orLater(() -> waiting.add(changes), wanted, () -> store.log(changes, wanted));
    }

    @Override
    public CompletableFuture<Void> logClear(Durability wanted) {
        return orLater(waiting::clear, wanted, () -> store.logClear(wanted));
    }

    @Override
    public CompletableFuture<Void> forget(List<byte[]> keys, Durability wanted) {
        return orLater(() -> forgetLater(keys), wanted, () -> store.forget(keys, wanted));
    }

    private void forgetLater(List<byte[]> keys) {
        forgotten += keys.size();
        if (forgotten > FORGOTTEN_MAX) {
            waiting.clear();
            forgotten = 0;
        } else {
            waiting.add(keys.stream().map(EntryChange::remove).toList());
        }
    }

    /** Keeps something until the store is there; if it is, uses that. */
    private CompletableFuture<Void> orLater(
            Runnable keep, Durability wanted, Supplier<CompletableFuture<Void>> onStore) {
        synchronized (this) {
            if (store == null) {
                if (attached.isCompletedExceptionally()) {
                    return attached.<Void>thenApply(found -> null);
                }
                try {
                    keep.run();
                } catch (SwarmException full) {
                    return CompletableFuture.failedFuture(full);
                }
                durability = wanted;
                return CompletableFuture.completedFuture(null);
            }
        }
        return onStore.get();
    }

    @Override
    public Watch watch(StoreListener listener) {
        CacheStore there = store;
        return there == null ? new LateWatch(attached, listener) : there.watch(listener);
    }

    @Override
    public CacheStore near(NearPlan wanted) {
        CacheStore there = store;
        return there == null ? new LateNear(this, wanted) : there.near(wanted);
    }

    @Override
    public CompletableFuture<StoreUsage> usage(Duration timeout) {
        return onStore(new Patience(timeout, durability), found -> found.usage(timeout));
    }

    private <T> CompletableFuture<T> onStore(Patience patience, Function<CacheStore, CompletableFuture<T>> call) {
        CacheStore there = store;
        if (there != null) {
            return call.apply(there);
        }
        if (!patience.waitsForAway() && !attached.isDone()) {
            return CompletableFuture.failedFuture(notFound());
        }
        return attached.copy()
                .orTimeout(patience.deadline().toMillis(), TimeUnit.MILLISECONDS)
                .exceptionally(failure -> {
                    throw asSwarmException(failure);
                })
                .thenCompose(call);
    }

    private SwarmException notFound() {
        return new SwarmException(
                ErrorCode.UNREACHABLE,
                "the swarm has not answered yet whether it has the cache \"" + name + "\"; nothing was done");
    }

    private SwarmException asSwarmException(Throwable failure) {
        Throwable cause = failure;
        while (cause instanceof CompletionException && cause.getCause() != null) {
            cause = cause.getCause();
        }
        if (cause instanceof TimeoutException) {
            return notFound();
        }
        return cause instanceof SwarmException known
                ? known
                : new SwarmException(ErrorCode.UNREACHABLE, String.valueOf(cause.getMessage()), cause);
    }

    /** Its name. */
    @Override
    public String toString() {
        return "cache \"" + name + "\"";
    }
}
