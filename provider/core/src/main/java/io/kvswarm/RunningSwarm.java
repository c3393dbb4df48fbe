package io.kvswarm;

import io.kvswarm.api.Entry;
import io.kvswarm.api.EntryPage;
import io.kvswarm.api.ErrorCode;
import io.kvswarm.api.FlushOptions;
import io.kvswarm.api.GetOptions;
import io.kvswarm.api.HostPort;
import io.kvswarm.api.ListenOptions;
import io.kvswarm.api.MutationId;
import io.kvswarm.api.NamespaceSettings;
import io.kvswarm.api.NodeId;
import io.kvswarm.api.Receipt;
import io.kvswarm.api.SwarmException;
import io.kvswarm.api.SwarmStatus;
import io.kvswarm.internal.base.Loop;
import io.kvswarm.internal.config.ConfigDocument;
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
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/** A node and its threads: hands calls of any thread to the node's loop. Safe from any thread. */
final class RunningSwarm implements SwarmBackend {
    private final NodeThreads threads;
    private final SwarmNode node;
    private final WriteBuffer buffer;
    private final AtomicLong queuedBytes;
    private final Namespace entries = new NamespaceView(this, "", CacheId.DEFAULT);
    private final Namespaces namespaces = new Namespaces(this);

    RunningSwarm(NodeThreads threads, SwarmNode node, WriteBuffer buffer, AtomicLong queuedBytes) {
        this.threads = threads;
        this.node = node;
        this.buffer = buffer;
        this.queuedBytes = queuedBytes;
    }

    /** Begins to follow what the node delivers; once, when everything is in place. From then on its config is known. */
    void begin() {
        Supplier<CompletableFuture<Void>> follow = () -> {
            node.onConfig(threads::configIs);
            if (node.config() != null) {
                noteQueue();
            }
            node.onDelivered(this::noteQueue);
            return CompletableFuture.completedFuture(null);
        };
        threads.call(follow).join();
    }

    WriteBuffer buffer() {
        return buffer;
    }

    @Override
    public NodeId id() {
        return node.id();
    }

    @Override
    public NodeId writer() {
        return node.principal();
    }

    @Override
    public Optional<SwarmConfig> config() {
        return Optional.ofNullable(threads.config()).map(SwarmConfig::new);
    }

    @Override
    public Namespace defaultNamespace() {
        return entries;
    }

    @Override
    public CompletableFuture<Namespace> namespace(String name, NamespaceSettings settings) {
        return namespaces.open(name, settings);
    }

    /** Sends what is buffered; see {@link Namespace#flush}. */
    CompletableFuture<List<Receipt>> flush(FlushOptions options) {
        List<Draft> drafts = buffer.take();
        return onLoop(() -> {
            List<Draft> lasting = drafts.stream()
                    .map(draft -> draft.lasting(options.durability()))
                    .toList();
            Submission submission;
            try {
                submission = node.writer().submit(lasting, options.level(), deadlineOf(options));
            } catch (SwarmException refusal) {
                buffer.giveBack(drafts);
                throw refusal;
            }
            noteQueue();
            return submission.done().thenApply(done -> receipts(lasting, done));
        });
    }

    private List<Receipt> receipts(List<Draft> drafts, Submission done) {
        noteQueue();
        SwarmException failure = done.firstFailure();
        if (failure != null) {
            throw failure;
        }
        ConfigDocument config = node.config();
        Map<NodeId, Integer> counts = new TreeMap<>();
        int refused = 0;
        for (int i = 0; i < drafts.size(); i++) {
            Result result = done.result(i);
            int cell = result != null
                    ? result.cell()
                    : config.cells()
                            .cellOf(config.positions().position(drafts.get(i).key()));
            counts.merge(config.cells().ownerOf(cell), 1, Integer::sum);
            refused += result != null && isRefusal(result.outcome()) ? 1 : 0;
        }
        if (refused > 0) {
            throw new SwarmException(
                    ErrorCode.REJECTED,
                    refused + " of " + drafts.size()
                            + " changes were refused by their owners, because their namespace is"
                            + " full and must not evict, or is gone; the others were applied");
        }
        List<Receipt> receipts = new ArrayList<>();
        counts.forEach((owner, count) -> receipts.add(new Receipt(owner, done.level(), count)));
        return receipts;
    }

    private static boolean isRefusal(Outcome outcome) {
        return outcome == Outcome.REJECTED || outcome == Outcome.NO_SUCH_CACHE;
    }

    /** Makes one change; gives the owner's word, or null below level {@code ACK}. */
    SwarmFuture<Result> write(Draft draft, FlushOptions wait) {
        return onLoop(() -> {
            Submission submission = node.writer().submit(List.of(draft), wait.level(), deadlineOf(wait));
            noteQueue();
            return submission.done().thenApply(done -> {
                noteQueue();
                if (done.failure(0) != null) {
                    throw done.failure(0);
                }
                Result result = done.result(0);
                if (result != null && isRefusal(result.outcome())) {
                    throw new SwarmException(
                            ErrorCode.REJECTED,
                            "the owner refused the change for good: its namespace is full and must not evict, or "
                                    + "is gone");
                }
                return result;
            });
        });
    }

    /** Submits changes that nobody waits for. */
    CompletableFuture<Void> log(List<Draft> drafts) {
        return onLoop(() -> node.writer()
                .submit(drafts, FlushOptions.LOGGED.level(), Writer.NO_DEADLINE)
                .done()
                .thenAccept(done -> {}));
    }

    SwarmFuture<EntryImage> get(CacheKey key, GetOptions options) {
        Draft buffered = buffer.find(key);
        if (buffered != null) {
            return threads.completed(imageOf(buffered));
        }
        return onLoop(() -> node.reader().get(key, options).thenApply(this::remaining));
    }

    SwarmFuture<List<EntryImage>> getAll(List<CacheKey> keys, GetOptions options) {
        List<Draft> buffered = keys.stream().map(buffer::find).toList();
        return onLoop(() -> node.reader().getAll(keys, options).thenApply(answers -> {
            List<EntryImage> seen = new ArrayList<>(answers.size());
            for (int i = 0; i < answers.size(); i++) {
                Draft own = buffered.get(i);
                seen.add(own == null ? remaining(answers.get(i)) : imageOf(own));
            }
            return seen;
        }));
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

    CompletableFuture<EntryPage> scan(CacheId cache, EntryPage.Cursor from, int limit, GetOptions options) {
        return onLoop(() -> node.reader()
                .page(cache, from.cell(), from.after(), limit, options)
                .thenApply(this::pageOf));
    }

    private EntryPage pageOf(WalkPage page) {
        List<Entry> entries = new ArrayList<>(page.entries().size());
        for (PageEntry entry : page.entries()) {
            EntryImage image = remaining(entry.image(), page.askedNanos());
            NamespaceView.entryOf(entry.key(), image).ifPresent(entries::add);
        }
        boolean atEnd = page.nextCell() >= node.config().cells().cells();
        return new EntryPage(
                entries,
                atEnd ? Optional.empty() : Optional.of(new EntryPage.Cursor(page.nextCell(), page.nextAfter())));
    }

    @Override
    public CompletableFuture<Void> connect() {
        return onLoop(node::connect);
    }

    @Override
    public CompletableFuture<Void> disconnect() {
        return onLoop(() -> {
            node.disconnect();
            return CompletableFuture.completedFuture(null);
        });
    }

    @Override
    public CompletableFuture<HostPort> listen(ListenOptions options) {
        return onLoop(() -> node.listen(options.at(), options.advertised()));
    }

    @Override
    public CompletableFuture<Void> setConfig(SwarmConfig config) {
        return onLoop(() -> node.setConfig(config.document()));
    }

    @Override
    public CompletableFuture<SwarmStatus> status(Duration timeout) {
        return onLoop(() -> node.status(timeout.toNanos())
                .thenApply(nodes -> new SwarmStatus(
                        node.config().swarm(),
                        node.config().epoch(),
                        node.config().hash().toString(),
                        nodes,
                        node.writer().pendingCount())));
    }

    @Override
    public CompletableFuture<Boolean> outcome(MutationId change, Duration timeout) {
        return onLoop(() -> {
            CompletableFuture<Boolean> told =
                    node.writer().outcome(change).thenApply(result -> result.outcome() == Outcome.APPLIED);
            node.loop()
                    .schedule(
                            timeout.toNanos(),
                            () -> told.completeExceptionally(new SwarmException(
                                    ErrorCode.UNREACHABLE,
                                    "the owner of change " + change + " has not answered within " + timeout.toMillis()
                                            + " ms; its outcome is still unknown, ask again")));
            return told;
        });
    }

    @Override
    public long queued() {
        return onLoop(() -> CompletableFuture.completedFuture(node.writer().pendingCount()))
                .join();
    }

    @Override
    public long delivered() {
        return onLoop(() -> CompletableFuture.completedFuture(node.writer().deliveredCount()))
                .join();
    }

    @Override
    public CompletableFuture<Long> whenDelivered() {
        return onLoop(() -> node.whenDelivered());
    }

    @Override
    public void close() {
        buffer.close();
        threads.close(node::close);
    }

    /** Number of storage nodes' cells to tell settings to: one of each. */
    List<Integer> aCellOfEachOwner() {
        ConfigDocument config = threads.config();
        return config.cells().owners().stream()
                .map(owner -> config.cells().cellsOf(owner))
                .filter(cells -> cells.length > 0)
                .map(cells -> cells[0])
                .toList();
    }

    /** Runs {@code call} on the loop; what it gives is handed out without running application code there. */
    private <T> SwarmFuture<T> onLoop(Supplier<CompletableFuture<T>> call) {
        return threads.call(call);
    }

    private void noteQueue() {
        queuedBytes.set(node.writer().bytesQueued());
        buffer.onRoom();
    }

    private long deadlineOf(FlushOptions options) {
        Loop loop = node.loop();
        return NamespaceView.isAnswered(options.level())
                ? loop.clock().nanos() + options.timeout().toNanos()
                : Writer.NO_DEADLINE;
    }
}
