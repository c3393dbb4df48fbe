package io.kvswarm;

import io.kvswarm.api.ErrorCode;
import io.kvswarm.api.FlushOptions;
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
import io.kvswarm.internal.wire.CacheId;
import io.kvswarm.internal.wire.Outcome;
import io.kvswarm.internal.wire.Result;
import io.kvswarm.internal.write.Draft;
import io.kvswarm.internal.write.Submission;
import io.kvswarm.internal.write.Writer;
import io.kvswarm.spi.CacheEngine;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/** A node and its threads: hands calls of any thread to the node's loop. Safe from any thread. */
final class RunningSwarm implements SwarmBackend {
    private final NodeThreads threads;
    private final SwarmNode node;
    private final WriteBuffer buffer;
    private final AtomicLong queuedBytes;
    private final OwnerCalls calls;
    private final Namespace entries;
    private final Caches caches;

    RunningSwarm(NodeThreads threads, SwarmNode node, WriteBuffer buffer, AtomicLong queuedBytes) {
        this.threads = threads;
        this.node = node;
        this.buffer = buffer;
        this.queuedBytes = queuedBytes;
        this.calls = new OwnerCalls(threads, node, buffer, this::noteQueue);
        this.entries = new NamespaceView(this, "", CacheId.DEFAULT);
        this.caches = new Caches(calls);
    }

    /** Begins to follow what the node delivers; once, when everything is in place. From then on its config is known. */
    void begin() {
        Supplier<CompletableFuture<Void>> follow = () -> {
            follow();
            return CompletableFuture.completedFuture(null);
        };
        threads.call(follow).join();
    }

    /** The same, on the loop. */
    void follow() {
        node.onConfig(threads::configIs);
        if (node.config() != null) {
            noteQueue();
        }
        node.onDelivered(this::noteQueue);
    }

    WriteBuffer buffer() {
        return buffer;
    }

    OwnerCalls calls() {
        return calls;
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
        return caches.open(name, settings).thenApply(place -> new NamespaceView(this, name, place.id()));
    }

    @Override
    public CacheEngine caches() {
        return caches;
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

    /** Runs {@code call} on the loop; what it gives is handed out without running application code there. */
    private <T> SwarmFuture<T> onLoop(Supplier<CompletableFuture<T>> call) {
        return threads.call(call);
    }

    private void noteQueue() {
        // Called with the ends of changes that closing gives up, too: those have to be told as they are.
        queuedBytes.set(node.bytesQueued());
        buffer.onRoom();
    }

    private long deadlineOf(FlushOptions options) {
        Loop loop = node.loop();
        return NamespaceView.isAnswered(options.level())
                ? loop.clock().nanos() + options.timeout().toNanos()
                : Writer.NO_DEADLINE;
    }
}
