package io.kvswarm;

import io.kvswarm.api.Durability;
import io.kvswarm.api.ErrorCode;
import io.kvswarm.api.FlushOptions;
import io.kvswarm.api.GetOptions;
import io.kvswarm.api.NodeId;
import io.kvswarm.api.SwarmException;
import io.kvswarm.internal.config.ConfigDocument;
import io.kvswarm.internal.lease.Leased;
import io.kvswarm.internal.near.NearCache;
import io.kvswarm.internal.node.CacheUsage;
import io.kvswarm.internal.node.SwarmNode;
import io.kvswarm.internal.read.ReadAnswer;
import io.kvswarm.internal.read.WalkPage;
import io.kvswarm.internal.wire.CacheId;
import io.kvswarm.internal.wire.CacheKey;
import io.kvswarm.internal.wire.EntryImage;
import io.kvswarm.internal.wire.Mutation.Kind;
import io.kvswarm.internal.wire.Outcome;
import io.kvswarm.internal.wire.PageEntry;
import io.kvswarm.internal.wire.Result;
import io.kvswarm.internal.wire.Version;
import io.kvswarm.internal.write.Draft;
import io.kvswarm.internal.write.Submission;
import io.kvswarm.internal.write.Writer;
import io.kvswarm.spi.KeyLease;
import io.kvswarm.spi.NearPlan;
import io.kvswarm.spi.StoreListener;
import io.kvswarm.spi.VersionedValue;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/** Reads and changes of any thread on their way to owners, and the answers on their way back. Safe from any thread. */
final class OwnerCalls {
    private final NodeThreads threads;
    private final SwarmNode node;
    private final WriteBuffer buffer;
    private final Runnable onQueue;
    private final AwayGuard guard;
    private final Forgetting forgetting;
    private final NearViews nearViews;

    /** {@code onQueue} is run on the loop whenever what is undelivered has changed. */
    OwnerCalls(NodeThreads threads, SwarmNode node, WriteBuffer buffer, Runnable onQueue) {
        this.threads = threads;
        this.node = node;
        this.buffer = buffer;
        this.onQueue = onQueue;
        this.guard = new AwayGuard(node);
        this.forgetting = new Forgetting(node, this::logInside, Forgetting.KEYS_MAX);
        this.nearViews = new NearViews(threads.loop().clock());
    }

    /**
     * Entries of a cache in the order of the key space.
     *
     * @param entries   with what is left of their lives
     * @param nextCell  where to go on; -1 at the end
     * @param nextAfter key of that cell to go on behind; null for its start
     */
    record LivePage(List<PageEntry> entries, int nextCell, byte[] nextAfter) {}

    /** Makes one change; gives the owner's word, or null below level {@code ACK}. */
    SwarmFuture<Result> write(Draft draft, FlushOptions wait) {
        return threads.call(() -> {
            Submission submission = submit(List.of(draft), wait);
            return submission.done().thenApply(done -> {
                onQueue.run();
                return resultOf(done, 0);
            });
        });
    }

    /** Makes many changes, submitted together; each future ends as its change does. */
    List<SwarmFuture<Result>> writeAll(List<Draft> drafts, FlushOptions wait) {
        List<SwarmFuture<Result>> results = new ArrayList<>(drafts.size());
        drafts.forEach(draft -> results.add(threads.pending()));
        threads.execute(results, () -> {
            Submission submission = submit(drafts, wait);
            submission.onEach(i -> tell(submission, i, results.get(i)));
            submission.done().thenRun(onQueue);
        });
        return results;
    }

    /** The same without waiting for owners that are away. */
    List<SwarmFuture<Result>> writeAllWithoutAway(List<Draft> drafts, FlushOptions wait) {
        List<SwarmFuture<Result>> results = new ArrayList<>(drafts.size());
        drafts.forEach(draft -> results.add(threads.pending()));
        threads.execute(
                results,
                () -> guard.byOwner(drafts).forEach((owner, indexes) -> {
                    List<Draft> ofOwner = indexes.stream().map(drafts::get).toList();
                    List<SwarmFuture<Result>> wanted =
                            indexes.stream().map(results::get).toList();
                    try {
                        submitWithoutAway(owner, ofOwner, wait, wanted);
                    } catch (SwarmException refused) {
                        // Those of the other owners have been submitted, or will be.
                        wanted.forEach(result -> result.completeExceptionally(refused));
                    }
                }));
        return results;
    }

    private void submitWithoutAway(
            NodeId owner, List<Draft> drafts, FlushOptions wait, List<SwarmFuture<Result>> results) {
        SwarmException refusal = guard.refusal(owner);
        if (refusal != null) {
            throw refusal;
        }
        Submission submission = submit(drafts, wait);
        guard.guard(owner, submission);
        submission.onEach(i -> tell(submission, i, results.get(i)));
        submission.done().thenRun(onQueue);
    }

    /** What {@code end} makes of changes when all of them have ended, on the thread that ends the last one. */
    <T> SwarmFuture<T> together(
            List<SwarmFuture<Result>> results, Function<List<SwarmFuture<Result>>, ? extends T> end) {
        SwarmFuture<T> all = threads.pending();
        CompletableFuture.allOf(results.toArray(CompletableFuture[]::new)).whenComplete((done, failure) -> {
            try {
                all.complete(end.apply(results));
            } catch (SwarmException thrown) {
                all.completeExceptionally(thrown);
            }
        });
        return all;
    }

    <T> CompletableFuture<T> failed(SwarmException failure) {
        SwarmFuture<T> future = threads.pending();
        future.completeExceptionally(failure);
        return future;
    }

    <T> CompletableFuture<T> completed(T value) {
        return threads.completed(value);
    }

    private Submission submit(List<Draft> drafts, FlushOptions wait) {
        Submission submission = node.writer().submit(drafts, wait.level(), deadlineOf(wait));
        onQueue.run();
        return submission;
    }

    private static void tell(Submission submission, int index, SwarmFuture<Result> result) {
        try {
            result.complete(resultOf(submission, index));
        } catch (SwarmException failure) {
            result.completeExceptionally(failure);
        }
    }

    private static Result resultOf(Submission done, int index) {
        if (done.failure(index) != null) {
            throw done.failure(index);
        }
        Result result = done.result(index);
        Outcome outcome = result == null ? Outcome.APPLIED : result.outcome();
        if (outcome == Outcome.REJECTED) {
            throw new SwarmException(
                    ErrorCode.REJECTED,
                    "the owner refused the change for good: its namespace is full and must not evict");
        }
        if (outcome == Outcome.NO_SUCH_CACHE) {
            throw new SwarmException(
                    ErrorCode.NO_SUCH_CACHE,
                    "the cache was destroyed; the change was not applied and never will be; make the cache anew");
        }
        return result;
    }

    /** Leaves changes in the outbox; completes when they are there. */
    CompletableFuture<Void> log(List<Draft> drafts) {
        return threads.call(() -> logInside(drafts));
    }

    /** Leaves removals of keys in the outbox, unless such are there. */
    CompletableFuture<Void> forget(CacheId cache, List<byte[]> keys, Durability durability) {
        return threads.call(() -> forgetting.forget(cache, keys, durability));
    }

    private CompletableFuture<Void> logInside(List<Draft> drafts) {
        Submission submission = submit(drafts, FlushOptions.LOGGED);
        return submission.done().thenAccept(done -> {
            onQueue.run();
            if (done.firstFailure() != null) {
                throw done.firstFailure();
            }
        });
    }

    SwarmFuture<EntryImage> get(CacheKey key, GetOptions options) {
        Draft buffered = buffer.find(key);
        if (buffered != null) {
            return threads.completed(imageOf(buffered));
        }
        return threads.call(() -> node.reader().get(key, options).thenApply(this::remaining));
    }

    SwarmFuture<List<EntryImage>> getAll(List<CacheKey> keys, GetOptions options) {
        return getAll(null, keys, options);
    }

    /** The same, keeping the answers in {@code near}; null for nowhere. */
    SwarmFuture<List<EntryImage>> getAll(NearCache near, List<CacheKey> keys, GetOptions options) {
        return threads.call(() -> getAllInside(near, keys, options));
    }

    /** The same, failing if an owner is away that has to be asked. */
    SwarmFuture<List<EntryImage>> getAllWithoutAway(NearCache near, List<CacheKey> keys, GetOptions options) {
        return threads.call(() -> guard.read(keys, () -> getAllInside(near, keys, options)));
    }

    private CompletableFuture<List<EntryImage>> getAllInside(NearCache near, List<CacheKey> keys, GetOptions options) {
        List<Draft> buffered = new ArrayList<>(keys.size());
        keys.forEach(key -> buffered.add(buffer.find(key)));
        CompletableFuture<List<ReadAnswer>> reading =
                near == null ? node.reader().getAll(keys, options) : node.near().getAll(near, keys, options);
        return reading.thenApply(answers -> {
            List<EntryImage> seen = new ArrayList<>(answers.size());
            for (int i = 0; i < answers.size(); i++) {
                Draft own = buffered.get(i);
                seen.add(own == null ? remaining(answers.get(i)) : imageOf(own));
            }
            return seen;
        });
    }

    /** Where entries of a cache are kept near by that plan. */
    NearCache nearCache(CacheId cache, NearPlan plan) {
        return nearViews.of(cache, plan);
    }

    /** What is near of a key and may be used; null if nothing. */
    VersionedValue peek(NearCache near, CacheKey key) {
        return near == null || buffer.find(key) != null ? null : near.find(key);
    }

    /** Like {@link #get}, keeping the answer near. */
    SwarmFuture<EntryImage> getNear(NearCache near, CacheKey key, GetOptions options) {
        Draft buffered = buffer.find(key);
        if (buffered != null) {
            return threads.completed(imageOf(buffered));
        }
        return threads.call(() -> node.near().get(near, key, options).thenApply(this::remaining));
    }

    /** A page from behind {@code after} in {@code cell}; from its start if that is null. */
    SwarmFuture<LivePage> scan(CacheId cache, int cell, byte[] after, int limit, GetOptions options) {
        return threads.call(() -> scanInside(cache, cell, after, limit, options));
    }

    /** The same, failing if any owner is away. */
    SwarmFuture<LivePage> scanWithoutAway(CacheId cache, int cell, byte[] after, int limit, GetOptions options) {
        return threads.call(() -> guard.readFromAll(() -> scanInside(cache, cell, after, limit, options)));
    }

    private CompletableFuture<LivePage> scanInside(
            CacheId cache, int cell, byte[] after, int limit, GetOptions options) {
        return node.reader().page(cache, cell, after, limit, options).thenApply(this::remaining);
    }

    private LivePage remaining(WalkPage page) {
        List<PageEntry> entries = new ArrayList<>(page.entries().size());
        for (PageEntry entry : page.entries()) {
            EntryImage image = remaining(entry.image(), page.askedNanos());
            if (image != null) {
                entries.add(image == entry.image() ? entry : new PageEntry(entry.key(), image));
            }
        }
        boolean atEnd = page.nextCell() >= node.config().cells().cells();
        return new LivePage(entries, atEnd ? -1 : page.nextCell(), page.nextAfter());
    }

    /** What is left of an answer's life now. */
    private EntryImage remaining(ReadAnswer answer) {
        return answer.entry() == null ? null : remaining(answer.entry(), answer.askedNanos());
    }

    private EntryImage remaining(EntryImage image, long askedNanos) {
        if (image.lifeMillis() == EntryImage.FOR_EVER) {
            return image;
        }
        long passed = TimeUnit.NANOSECONDS.toMillis(node.loop().clock().nanos() - askedNanos);
        long left = image.lifeMillis() - passed;
        return left <= 0 ? null : new EntryImage(image.version(), left, image.value());
    }

    private static EntryImage imageOf(Draft draft) {
        long life = draft.lifeMillis() == 0 ? EntryImage.FOR_EVER : draft.lifeMillis();
        return draft.kind() == Kind.PUT ? new EntryImage(Version.NONE, life, draft.value()) : null;
    }

    /** Tells {@code listener} of a cache's changes. */
    StoreWatch watch(CacheId cache, StoreListener listener) {
        return new StoreWatch(threads, node, cache, listener);
    }

    /** What each storage node has of a cache. */
    SwarmFuture<List<CacheUsage>> usage(CacheId cache, Duration timeout) {
        return threads.call(() -> node.usage(cache, timeout.toNanos()));
    }

    /** True if no other process can reach the entries. */
    boolean isAlone() {
        return node.isAlone();
    }

    /** Asks for the lease of a key; gives null if another process had it all the time. */
    CompletableFuture<KeyLease> lease(CacheKey key, Duration timeout) {
        return leaseOf(threads.call(() -> node.leasing().lease(key, timeout.toNanos())));
    }

    /** The same without waiting for an owner that is away. */
    CompletableFuture<KeyLease> leaseWithoutAway(CacheKey key, Duration timeout) {
        return leaseOf(threads.call(() ->
                guard.read(List.of(key), () -> node.leasing().lease(key, timeout.toNanos()))));
    }

    private CompletableFuture<KeyLease> leaseOf(SwarmFuture<Leased> granted) {
        return granted.converted(leased -> leased == null ? null : new StoreLease(threads, leased));
    }

    /** In which cell a key lies. */
    int cellOf(byte[] key) {
        ConfigDocument config = requireConfig();
        return config.cells().cellOf(config.positions().position(key));
    }

    /** How many cells there are. */
    int cells() {
        return requireConfig().cells().cells();
    }

    /** Cells by which to reach each owner once. */
    List<Integer> aCellOfEachOwner() {
        ConfigDocument config = requireConfig();
        return config.cells().owners().stream()
                .map(owner -> config.cells().cellsOf(owner))
                .filter(cells -> cells.length > 0)
                .map(cells -> cells[0])
                .toList();
    }

    private ConfigDocument requireConfig() {
        ConfigDocument config = threads.config();
        if (config == null) {
            throw new SwarmException(
                    ErrorCode.CONFIG_REFUSED,
                    "this node has no swarm config, so no key has an owner; open it with one");
        }
        return config;
    }

    /** Ends {@code future} with {@code value} after that time, unless it has ended by then. */
    <T> void completeAfter(long nanos, T value, CompletableFuture<T> future) {
        threads.call(() -> {
            node.loop().schedule(nanos, () -> future.complete(value));
            return CompletableFuture.completedFuture(null);
        });
    }

    private long deadlineOf(FlushOptions options) {
        return NamespaceView.isAnswered(options.level())
                ? node.loop().clock().nanos() + options.timeout().toNanos()
                : Writer.NO_DEADLINE;
    }
}
