package io.kvswarm;

import io.kvswarm.api.FlushOptions;
import io.kvswarm.api.GetOptions;
import io.kvswarm.api.Level;
import io.kvswarm.api.SwarmException;
import io.kvswarm.internal.base.Limits;
import io.kvswarm.internal.node.CacheUsage;
import io.kvswarm.internal.wire.CacheId;
import io.kvswarm.internal.wire.CacheKey;
import io.kvswarm.internal.wire.EntryImage;
import io.kvswarm.internal.wire.PageEntry;
import io.kvswarm.internal.wire.Result;
import io.kvswarm.internal.write.Draft;
import io.kvswarm.spi.CachePlan;
import io.kvswarm.spi.CacheStore;
import io.kvswarm.spi.ChangeResult;
import io.kvswarm.spi.EntryChange;
import io.kvswarm.spi.KeyLease;
import io.kvswarm.spi.Patience;
import io.kvswarm.spi.StoreListener;
import io.kvswarm.spi.StorePage;
import io.kvswarm.spi.StoreUsage;
import io.kvswarm.spi.VersionedValue;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** A cache of a running swarm: turns calls into drafts and reads, and answers into values. Safe from any thread. */
final class StoreView implements CacheStore {
    private static final byte[] NOTHING = {};

    private final OwnerCalls calls;
    private final String name;
    private final CacheId id;
    private final CachePlan plan;

    StoreView(OwnerCalls calls, String name, CacheId id, CachePlan plan) {
        this.calls = calls;
        this.name = name;
        this.id = id;
        this.plan = plan;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public CachePlan plan() {
        return plan;
    }

    CacheId id() {
        return id;
    }

    OwnerCalls calls() {
        return calls;
    }

    @Override
    public CompletableFuture<VersionedValue> get(byte[] key, Patience patience) {
        SwarmException problem = Translation.tooLarge(key, NOTHING);
        return problem == null
                ? calls.get(new CacheKey(id, key), readingWith(patience)).converted(Translation::valueOf)
                : calls.failed(problem);
    }

    @Override
    public CompletableFuture<List<VersionedValue>> getAll(List<byte[]> keys, Patience patience) {
        List<CacheKey> wanted = new ArrayList<>(keys.size());
        for (byte[] key : keys) {
            SwarmException problem = Translation.tooLarge(key, NOTHING);
            if (problem != null) {
                return calls.failed(problem);
            }
            wanted.add(new CacheKey(id, key));
        }
        return calls.getAll(wanted, readingWith(patience)).converted(StoreView::valuesOf);
    }

    private static List<VersionedValue> valuesOf(List<EntryImage> images) {
        List<VersionedValue> values = new ArrayList<>(images.size());
        images.forEach(image -> values.add(Translation.valueOf(image)));
        return values;
    }

    @Override
    public CompletableFuture<ChangeResult> change(EntryChange change, Patience patience) {
        SwarmException problem = Translation.tooLarge(change);
        return problem == null
                ? calls.write(draftOf(change, patience), writingWith(patience)).converted(Translation::resultOf)
                : calls.failed(problem);
    }

    @Override
    public List<CompletableFuture<ChangeResult>> changeAll(List<EntryChange> changes, Patience patience) {
        List<Draft> drafts = new ArrayList<>(changes.size());
        for (EntryChange change : changes) {
            if (Translation.tooLarge(change) == null) {
                drafts.add(draftOf(change, patience));
            }
        }
        List<SwarmFuture<Result>> results = calls.writeAll(drafts, writingWith(patience));
        List<CompletableFuture<ChangeResult>> told = new ArrayList<>(changes.size());
        int next = 0;
        for (EntryChange change : changes) {
            SwarmException problem = Translation.tooLarge(change);
            told.add(problem == null ? results.get(next++).converted(Translation::resultOf) : calls.failed(problem));
        }
        return told;
    }

    private Draft draftOf(EntryChange change, Patience patience) {
        return new Draft(
                Translation.kindOf(change),
                Draft.BY_KEY,
                change.wantsOld(),
                patience.durability(),
                Translation.lifeOf(change),
                id,
                Translation.conditionOf(change),
                change.key(),
                change.value());
    }

    @Override
    public CompletableFuture<Long> clear(Patience patience) {
        int cells = calls.cells();
        List<Draft> drafts = new ArrayList<>(cells);
        for (int cell = 0; cell < cells; cell++) {
            drafts.add(Draft.clear(id, cell, patience.durability()).wantingOld());
        }
        return calls.writeTogether(drafts, writingWith(patience)).converted(StoreView::sumOf);
    }

    private static long sumOf(List<Result> results) {
        long sum = 0;
        for (Result result : results) {
            sum += ByteBuffer.wrap(result.entry().value()).getLong();
        }
        return sum;
    }

    @Override
    public CompletableFuture<StorePage> scan(StorePage.Place from, int limit, Patience patience) {
        Limits.between("limit", limit, 1, 4096);
        int cell = from == null ? 0 : from.cell();
        byte[] after = from == null ? null : from.lastKey();
        return calls.scan(id, cell, after, limit, readingWith(patience)).converted(StoreView::pageOf);
    }

    private static StorePage pageOf(OwnerCalls.LivePage page) {
        List<StorePage.KeyedValue> entries = new ArrayList<>(page.entries().size());
        for (PageEntry entry : page.entries()) {
            entries.add(new StorePage.KeyedValue(entry.key(), Translation.valueOf(entry.image())));
        }
        StorePage.Place next = page.nextCell() < 0 ? null : new StorePage.Place(page.nextCell(), page.nextAfter());
        return new StorePage(entries, next);
    }

    @Override
    public Watch watch(StoreListener listener) {
        return calls.watch(id, listener);
    }

    @Override
    public CompletableFuture<StoreUsage> usage(Duration timeout) {
        return calls.usage(id, timeout).converted(StoreView::sum);
    }

    private static StoreUsage sum(List<CacheUsage> nodes) {
        return new StoreUsage(
                nodes.stream().mapToLong(CacheUsage::entries).sum(),
                nodes.stream().mapToLong(CacheUsage::bytes).sum(),
                nodes.stream().mapToLong(CacheUsage::evicted).sum(),
                nodes.stream().mapToLong(CacheUsage::refused).sum(),
                (int) nodes.stream().filter(CacheUsage::isFull).count(),
                (int) nodes.stream().filter(node -> !node.isReachable()).count());
    }

    @Override
    public boolean isShared() {
        return !calls.isAlone();
    }

    @Override
    public CompletableFuture<KeyLease> lease(byte[] key, Patience patience) {
        SwarmException problem = Translation.tooLarge(key, NOTHING);
        return problem == null ? calls.lease(new CacheKey(id, key), patience.deadline()) : calls.failed(problem);
    }

    private static GetOptions readingWith(Patience patience) {
        return new GetOptions(true, patience.deadline(), false);
    }

    private static FlushOptions writingWith(Patience patience) {
        return new FlushOptions(Level.RECEIPT, patience.durability(), patience.deadline());
    }

    /** Its name. */
    @Override
    public String toString() {
        return "cache \"" + name + "\"";
    }
}
