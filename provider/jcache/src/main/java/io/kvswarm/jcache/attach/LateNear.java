package io.kvswarm.jcache.attach;

import io.kvswarm.spi.CachePlan;
import io.kvswarm.spi.CacheStore;
import io.kvswarm.spi.ChangeResult;
import io.kvswarm.spi.EntryChange;
import io.kvswarm.spi.NearCounts;
import io.kvswarm.spi.NearPlan;
import io.kvswarm.spi.Patience;
import io.kvswarm.spi.StoreListener;
import io.kvswarm.spi.StorePage;
import io.kvswarm.spi.VersionedValue;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** The near view of a store that may be attached later, for reads; keeps nothing until then. Safe from any thread. */
final class LateNear implements CacheStore {
    private final LateStore late;
    private final NearPlan plan;
    private volatile CacheStore view;

    LateNear(LateStore late, NearPlan plan) {
        this.late = late;
        this.plan = plan;
    }

    private CacheStore now() {
        CacheStore there = view;
        return there != null || late.attached().isEmpty() ? there : viewed();
    }

    private synchronized CacheStore viewed() {
        if (view == null) {
            view = late.attached().orElseThrow().near(plan);
        }
        return view;
    }

    private CacheStore orLate() {
        CacheStore there = now();
        return there == null ? late : there;
    }

    @Override
    public VersionedValue peek(byte[] key) {
        CacheStore there = now();
        return there == null ? null : there.peek(key);
    }

    @Override
    public NearCounts nearCounts() {
        CacheStore there = now();
        return there == null ? NearCounts.NONE : there.nearCounts();
    }

    @Override
    public CompletableFuture<VersionedValue> get(byte[] key, Patience patience) {
        return orLate().get(key, patience);
    }

    @Override
    public CompletableFuture<List<VersionedValue>> getAll(List<byte[]> keys, Patience patience) {
        return orLate().getAll(keys, patience);
    }

    @Override
    public String name() {
        return late.name();
    }

    @Override
    public CachePlan plan() {
        return late.plan();
    }

    @Override
    public CompletableFuture<ChangeResult> change(EntryChange change, Patience patience) {
        return orLate().change(change, patience);
    }

    @Override
    public List<CompletableFuture<ChangeResult>> changeAll(List<EntryChange> changes, Patience patience) {
        return orLate().changeAll(changes, patience);
    }

    @Override
    public CompletableFuture<Long> clear(Patience patience) {
        return orLate().clear(patience);
    }

    @Override
    public CompletableFuture<StorePage> scan(StorePage.Place from, int limit, Patience patience) {
        return orLate().scan(from, limit, patience);
    }

    @Override
    public Watch watch(StoreListener listener) {
        return orLate().watch(listener);
    }

    /** The name of its cache. */
    @Override
    public String toString() {
        return late.toString();
    }
}
