package io.kvswarm;

import io.kvswarm.api.Durability;
import io.kvswarm.api.FlushOptions;
import io.kvswarm.api.GetOptions;
import io.kvswarm.api.Level;
import io.kvswarm.api.SwarmException;
import io.kvswarm.internal.base.Limits;
import io.kvswarm.internal.near.NearCache;
import io.kvswarm.internal.node.CacheUsage;
import io.kvswarm.internal.wire.CacheId;
import io.kvswarm.internal.wire.CacheKey;
import io.kvswarm.internal.wire.Condition;
import io.kvswarm.internal.wire.EntryImage;
import io.kvswarm.internal.wire.PageEntry;
import io.kvswarm.internal.wire.Result;
import io.kvswarm.internal.write.Draft;
import io.kvswarm.spi.CachePlan;
import io.kvswarm.spi.CacheStore;
import io.kvswarm.spi.ChangeResult;
import io.kvswarm.spi.EntryChange;
import io.kvswarm.spi.EntryChange.Kind;
import io.kvswarm.spi.KeyLease;
import io.kvswarm.spi.NearCounts;
import io.kvswarm.spi.NearPlan;
import io.kvswarm.spi.Patience;
import io.kvswarm.spi.StoreListener;
import io.kvswarm.spi.StorePage;
import io.kvswarm.spi.StoreUsage;
import io.kvswarm.spi.VersionedValue;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** A cache of a running swarm: turns calls into drafts and reads, and answers into values. Safe from any thread. */
final class StoreView implements CacheStore {
    private static final byte[] NOTHING = {};

    private final OwnerCalls calls;
    private final String name;
    private final CacheId id;
    private final CachePlan plan;
    /** Null for a view that keeps nothing near. */
    private final NearCache near;

    StoreView(OwnerCalls calls, String name, CacheId id, CachePlan plan) {
        this(calls, name, id, plan, null);
    }

    private StoreView(OwnerCalls calls, String name, CacheId id, CachePlan plan, NearCache near) {
        this.calls = calls;
        this.name = name;
        this.id = id;
        this.plan = plan;
        this.near = near;
    }

    @Override
    public CacheStore near(NearPlan nearPlan) {
        return new StoreView(calls, name, id, plan, calls.nearCache(id, nearPlan));
    }

    @Override
    public VersionedValue peek(byte[] key) {
        return near == null || key.length > Limits.KEY_BYTES_MAX ? null : calls.peek(near, new CacheKey(id, key));
    }

    @Override
    public NearCounts nearCounts() {
        return near == null ? NearCounts.NONE : near.counts();
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
        if (problem != null) {
            return calls.failed(problem);
        }
        CacheKey wanted = new CacheKey(id, key);
        VersionedValue found = calls.peek(near, wanted);
        if (found != null) {
            return calls.completed(orNull(found));
        }
        GetOptions options = readingWith(patience);
        if (!patience.waitsForAway()) {
            return calls.getAllWithoutAway(near, List.of(wanted), options)
                    .converted(images -> Translation.valueOf(images.get(0)));
        }
        return (near == null ? calls.get(wanted, options) : calls.getNear(near, wanted, options))
                .converted(Translation::valueOf);
    }

    private static VersionedValue orNull(VersionedValue found) {
        return found == VersionedValue.ABSENT ? null : found;
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
        return near == null ? ask(wanted, patience).converted(StoreView::valuesOf) : getAllNear(wanted, patience);
    }

    private SwarmFuture<List<EntryImage>> ask(List<CacheKey> wanted, Patience patience) {
        GetOptions options = readingWith(patience);
        return patience.waitsForAway()
                ? calls.getAll(near, wanted, options)
                : calls.getAllWithoutAway(near, wanted, options);
    }

    /** Asks owners for what is not near. */
    private CompletableFuture<List<VersionedValue>> getAllNear(List<CacheKey> wanted, Patience patience) {
        List<VersionedValue> found = new ArrayList<>(wanted.size());
        List<CacheKey> missing = new ArrayList<>();
        for (CacheKey key : wanted) {
            VersionedValue known = calls.peek(near, key);
            found.add(known);
            if (known == null) {
                missing.add(key);
            }
        }
        if (missing.isEmpty()) {
            found.replaceAll(StoreView::orNull);
            return calls.completed(found);
        }
        return ask(missing, patience).converted(images -> {
            Iterator<EntryImage> next = images.iterator();
            found.replaceAll(known -> known == null ? Translation.valueOf(next.next()) : orNull(known));
            return found;
        });
    }

    private static List<VersionedValue> valuesOf(List<EntryImage> images) {
        List<VersionedValue> values = new ArrayList<>(images.size());
        images.forEach(image -> values.add(Translation.valueOf(image)));
        return values;
    }

    @Override
    public CompletableFuture<ChangeResult> change(EntryChange change, Patience patience) {
        SwarmException problem = Translation.tooLarge(change);
        if (problem != null) {
            return calls.failed(problem);
        }
        Draft draft = draftOf(change, patience.durability());
        SwarmFuture<Result> result = patience.waitsForAway()
                ? calls.write(draft, writingWith(patience))
                : writeAll(List.of(draft), patience).get(0);
        return result.converted(Translation::resultOf);
    }

    @Override
    public List<CompletableFuture<ChangeResult>> changeAll(List<EntryChange> changes, Patience patience) {
        List<Draft> drafts = new ArrayList<>(changes.size());
        for (EntryChange change : changes) {
            if (Translation.tooLarge(change) == null) {
                drafts.add(draftOf(change, patience.durability()));
            }
        }
        List<SwarmFuture<Result>> results = writeAll(drafts, patience);
        List<CompletableFuture<ChangeResult>> told = new ArrayList<>(changes.size());
        int next = 0;
        for (EntryChange change : changes) {
            SwarmException problem = Translation.tooLarge(change);
            told.add(problem == null ? results.get(next++).converted(Translation::resultOf) : calls.failed(problem));
        }
        return told;
    }

    private List<SwarmFuture<Result>> writeAll(List<Draft> drafts, Patience patience) {
        return patience.waitsForAway()
                ? calls.writeAll(drafts, writingWith(patience))
                : calls.writeAllWithoutAway(drafts, writingWith(patience));
    }

    private Draft draftOf(EntryChange change, Durability durability) {
        return new Draft(
                Translation.kindOf(change),
                Draft.BY_KEY,
                change.wantsOld(),
                durability,
                Translation.lifeOf(change),
                id,
                Translation.conditionOf(change),
                change.key(),
                change.value());
    }

    @Override
    public CompletableFuture<Long> clear(Patience patience) {
        return clear(Condition.ALWAYS, patience).converted(Cleared::removed);
    }

    @Override
    public CompletableFuture<Cleared> clearUnwatched(Patience patience) {
        // Of a cache that is cleared, whoever watches it is what may be there.
        return clear(Condition.ABSENT, patience);
    }

    private SwarmFuture<Cleared> clear(Condition condition, Patience patience) {
        List<Draft> drafts = clears(patience.durability(), condition);
        drafts.replaceAll(Draft::wantingOld);
        return calls.together(writeAll(drafts, patience), ClearedCells::of);
    }

    private List<Draft> clears(Durability durability, Condition condition) {
        int cells = calls.cells();
        List<Draft> drafts = new ArrayList<>(cells);
        for (int cell = 0; cell < cells; cell++) {
            drafts.add(Draft.clear(id, cell, durability).when(condition));
        }
        return drafts;
    }

    @Override
    public CompletableFuture<Void> log(List<EntryChange> changes, Durability durability) {
        List<Draft> drafts = new ArrayList<>(changes.size());
        for (EntryChange change : changes) {
            if (change.when() != EntryChange.When.ALWAYS || change.wantsOld() || change.kind() == Kind.TOUCH) {
                throw new IllegalArgumentException(
                        "a " + change + " is to be logged, expected a PUT or REMOVE that does not ask for anything");
            }
            SwarmException problem = Translation.tooLarge(change);
            if (problem != null) {
                return calls.failed(problem);
            }
            drafts.add(draftOf(change, durability));
        }
        return calls.log(drafts);
    }

    @Override
    public CompletableFuture<Void> logClear(Durability durability) {
        return calls.log(clears(durability, Condition.ALWAYS));
    }

    @Override
    public CompletableFuture<Void> forget(List<byte[]> keys, Durability durability) {
        return calls.forget(id, keys, durability);
    }

    @Override
    public CompletableFuture<StorePage> scan(StorePage.Place from, int limit, Patience patience) {
        Limits.between("limit", limit, 1, 4096);
        int cell = from == null ? 0 : from.cell();
        byte[] after = from == null ? null : from.lastKey();
        GetOptions options = readingWith(patience);
        SwarmFuture<OwnerCalls.LivePage> page = patience.waitsForAway()
                ? calls.scan(id, cell, after, limit, options)
                : calls.scanWithoutAway(id, cell, after, limit, options);
        return page.converted(StoreView::pageOf);
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
        if (problem != null) {
            return calls.failed(problem);
        }
        CacheKey wanted = new CacheKey(id, key);
        return patience.waitsForAway()
                ? calls.lease(wanted, patience.deadline())
                : calls.leaseWithoutAway(wanted, patience.deadline());
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
