package io.kvswarm.internal.node;

import io.kvswarm.api.Durability;
import io.kvswarm.api.ErrorCode;
import io.kvswarm.api.HostPort;
import io.kvswarm.api.Level;
import io.kvswarm.api.NodeId;
import io.kvswarm.api.QueuedMessage;
import io.kvswarm.api.QueuedMessage.Box;
import io.kvswarm.api.SwarmException;
import io.kvswarm.api.SwarmId;
import io.kvswarm.internal.base.Loop;
import io.kvswarm.internal.identity.Signatures;
import io.kvswarm.internal.log.LogIdentity;
import io.kvswarm.internal.log.LogKeys;
import io.kvswarm.internal.log.LogPlace;
import io.kvswarm.internal.log.OpenedLog;
import io.kvswarm.internal.log.RecordLog;
import io.kvswarm.internal.log.Replay;
import io.kvswarm.internal.peer.PeerEnvironment;
import io.kvswarm.internal.peer.PeerHandler;
import io.kvswarm.internal.peer.Peers;
import io.kvswarm.internal.storage.StorageNode;
import io.kvswarm.internal.storage.StorageOpening;
import io.kvswarm.internal.store.StorePlace;
import io.kvswarm.internal.wire.Block;
import io.kvswarm.internal.wire.Hello;
import io.kvswarm.internal.wire.Link;
import io.kvswarm.internal.wire.Message;
import io.kvswarm.internal.wire.Mutation;
import io.kvswarm.internal.wire.Nack;
import io.kvswarm.internal.wire.Pong;
import io.kvswarm.internal.wire.Results;
import io.kvswarm.internal.wire.SessionEnded;
import io.kvswarm.internal.write.Draft;
import io.kvswarm.internal.write.OutboxPlace;
import io.kvswarm.internal.write.Submission;
import io.kvswarm.internal.write.Writer;
import io.kvswarm.internal.write.WriterPlace;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/**
 * A message queue on the log and delivery code of the swarm: what it sends lies in an outbox, what it receives in one
 * cell
 * of its own log, decided once like any mutation. Confined to its loop.
 */
public final class QueueNode implements PeerHandler {
    private static final SwarmId NO_SWARM = SwarmId.of(new byte[SwarmId.BYTES]);
    private static final String SENDERS = "senders";
    private static final byte[] NOTHING = {};

    private final NodeEnvironment environment;
    private final NodeSettings settings;
    private final NodeWorkers workers;
    private final QueuePeers senders;
    private final Peers peers;
    private final Map<NodeId, CompletableFuture<Void>> connecting = new HashMap<>();
    private StorageNode storage;
    private Writer outgoing;
    private QueueBoxes boxes;
    private ClientSide local;

    private QueueNode(NodeEnvironment environment, NodeSettings settings) {
        this.environment = environment;
        this.settings = settings;
        this.workers = new NodeWorkers(environment.workers());
        this.senders = new QueuePeers(id());
        this.peers = new Peers(
                new PeerEnvironment(
                        settings.peer(),
                        loop(),
                        environment.random(),
                        environment.transport(),
                        environment.neighbours()),
                environment.key(),
                senders,
                this);
    }

    /** Starts a queue: opens its log and its outbox. Call it on the loop. */
    public static CompletableFuture<QueueNode> start(NodeEnvironment environment, NodeSettings settings) {
        environment.loop().assertInside();
        QueueNode node = new QueueNode(environment, settings);
        return node.readSenders()
                .thenCompose(read -> node.openStorage())
                .thenCompose(opened -> node.openOutgoing())
                .thenCompose(opened -> node.openLocal())
                .thenApply(opened -> {
                    node.peers.setBootstrap(settings.bootstrap());
                    return node;
                });
    }

    private CompletableFuture<Void> readSenders() {
        if (environment.disk() == null) {
            return CompletableFuture.completedFuture(null);
        }
        return workers.call(
                        "files",
                        loop(),
                        () -> environment.disk().exists(SENDERS)
                                ? environment.disk().read(SENDERS)
                                : null)
                .thenAccept(bytes -> {
                    if (bytes != null) {
                        senders.readFrom(bytes);
                    }
                });
    }

    private CompletableFuture<Void> openStorage() {
        StorePlace store = new StorePlace(loop(), workers.of("index"), workers.of("index-reads"), environment.random());
        LogIdentity identity = new LogIdentity(NO_SWARM, id(), "queue");
        QueueKeys keys = new QueueKeys();
        StorageOpening.Place place = new StorageOpening.Place(
                store,
                environment.disk(),
                opener(identity),
                () -> environment.index().open(identity, keys.cells()));
        StorageOpening.Claim claim = new StorageOpening.Claim(keys, senders, Map.of(0, 1L));
        return StorageOpening.open(place, claim, settings.storage()).thenAccept(opened -> storage = opened);
    }

    private Function<Replay, CompletableFuture<OpenedLog>> opener(LogIdentity identity) {
        LogKeys keys = new LogKeys(new KeySigner(environment.key()), Signatures::verify);
        if (environment.disk() == null) {
            return replay -> CompletableFuture.completedFuture(RecordLog.inMemory(loop(), identity, keys));
        }
        LogPlace place = new LogPlace(loop(), workers.of("log"), workers.of("log-reads"), environment.disk());
        return replay -> RecordLog.open(place, identity, keys, settings.log(), replay);
    }

    private CompletableFuture<Void> openOutgoing() {
        OutboxPlace outbox = environment.disk() == null
                ? null
                : new OutboxPlace(
                        new LogPlace(loop(), workers.of("outbox"), workers.of("outbox-reads"), environment.disk()),
                        NO_SWARM,
                        id(),
                        "messages",
                        settings.log().withBallastBytes(0));
        WriterPlace place = new WriterPlace(loop(), environment.random(), this::linkTo, null, outbox);
        return Writer.open(place, settings.write()).thenAccept(writer -> outgoing = writer);
    }

    private CompletableFuture<Void> openLocal() {
        LocalLink clientEnd =
                LocalLink.between(loop(), new LocalLink.Ends(id(), id()), hello(), this::toLocal, storage::onMessage);
        return ClientSide.inMemory(environment, settings, QueueKeys.routingTo(id()), owner -> clientEnd)
                .thenAccept(client -> {
                    local = client;
                    boxes = new QueueBoxes(client);
                    client.onLink(clientEnd);
                });
    }

    private void toLocal(Link link, Message message) {
        if (local != null) {
            local.onMessage(link, message);
        }
    }

    private Link linkTo(NodeId receiver) {
        Link link = peers.linkTo(receiver);
        if (link == null && senders.receivers().contains(receiver)) {
            peers.keepConnected(receiver);
        }
        return link;
    }

    /** Who it is. */
    public NodeId id() {
        return environment.key().id();
    }

    /** Its loop. */
    public Loop loop() {
        return environment.loop();
    }

    /** Takes connections of authorised senders; completes with the address. */
    public CompletableFuture<HostPort> listen(HostPort at, List<HostPort> advertised) {
        return peers.listen(at, advertised);
    }

    /** Keeps a link to a receiver and delivers what is for it; completes when it is linked, fails if it refuses. */
    public CompletableFuture<Void> connect(NodeId receiver) {
        senders.receivers().add(receiver);
        peers.keepConnected(receiver);
        if (peers.linkTo(receiver) != null) {
            return CompletableFuture.completedFuture(null);
        }
        return connecting.computeIfAbsent(receiver, id -> new CompletableFuture<>());
    }

    /** Ends the link to a receiver; what is undelivered stays in the outbox. */
    public void disconnect(NodeId receiver) {
        senders.receivers().remove(receiver);
        peers.release(receiver);
        Link link = peers.linkTo(receiver);
        if (link != null) {
            link.close("disconnected by the application");
        }
    }

    /** Puts a message into the outbox; done when it is there. */
    public CompletableFuture<Void> send(NodeId receiver, byte[] data) {
        Submission submission = outgoing.submitTo(
                receiver, List.of(Draft.message(data, Durability.FSYNC)), Level.LOGGED, Writer.NO_DEADLINE);
        return submission.done().thenAccept(done -> {
            if (done.firstFailure() != null) {
                throw done.firstFailure();
            }
        });
    }

    /** Calls {@code listener} whenever messages were delivered. */
    public void onDelivered(Runnable listener) {
        outgoing.onDelivered(listener);
    }

    /** Calls {@code listener} whenever messages came into a box or went out of one. */
    public void onReceived(Runnable listener) {
        storage.onTold(listener);
    }

    /** Messages delivered since the start. */
    public long deliveredCount() {
        return outgoing.deliveredCount();
    }

    /** Messages in the outbox that their receivers have not confirmed. */
    public long pendingCount() {
        return outgoing.pendingCount();
    }

    /** Changes who may send to this queue; a link of one who no longer may ends. Done when that is on disk. */
    public CompletableFuture<Void> changeSenders(Set<NodeId> added, Set<NodeId> removed) {
        senders.senders().addAll(added);
        senders.senders().removeAll(removed);
        peers.readmit();
        byte[] bytes = senders.toBytes();
        return environment.disk() == null
                ? CompletableFuture.completedFuture(null)
                : workers.call("files", loop(), () -> {
                    environment.disk().replace(SENDERS, bytes);
                    return null;
                });
    }

    /** Who may send to this queue, in the order of ids. */
    public Set<NodeId> senders() {
        return new TreeSet<>(senders.senders());
    }

    /** The next messages of a box, in the order they came. */
    public CompletableFuture<List<QueuedMessage>> next(Box box, QueuedMessage.Id after, int limit) {
        return boxes.next(box, after, limit);
    }

    /** Marks a message as read. */
    public CompletableFuture<Void> markRead(QueuedMessage.Id id) {
        return boxes.markRead(id);
    }

    /** Moves a message to the archive; it counts as read. */
    public CompletableFuture<Void> archive(QueuedMessage.Id id) {
        return boxes.archive(id);
    }

    /** Removes a message for good. */
    public CompletableFuture<Void> clear(QueuedMessage.Id id) {
        return boxes.clear(id);
    }

    @Override
    public Hello hello() {
        long term = storage == null ? 0 : storage.term();
        return Hello.of("", 0, term, storage != null, new byte[Hello.CONFIG_HASH_BYTES], NOTHING);
    }

    @Override
    public Pong pong(long stamp) {
        return new Pong(stamp, storage.term(), storage.syncedSequence());
    }

    @Override
    public void onLink(Link link) {
        if (senders.receivers().contains(link.peer())) {
            outgoing.onLink(link);
            CompletableFuture<Void> waiting = connecting.remove(link.peer());
            if (waiting != null) {
                waiting.complete(null);
            }
        }
    }

    @Override
    public void onMessage(Link link, Message message) {
        switch (message.type()) {
            case BLOCK, CONFIRM, END_SESSION -> received(link, message);
            case RESULTS -> outgoing.onResults(link, (Results) message);
            case NACK -> outgoing.onNack(link, (Nack) message);
            case SESSION_ENDED -> outgoing.onSessionEnded(link, (SessionEnded) message);
            case PONG -> outgoing.onPong(link, (Pong) message);
            default -> link.close("a message queue does not take " + message.type());
        }
    }

    /** A sender may put messages into the queue and do nothing else with its log. */
    private void received(Link link, Message message) {
        boolean onlyMessages = !(message instanceof Block block)
                || block.entries().stream()
                        .allMatch(entry -> isOfMessages(entry.mutation().kind()));
        if (onlyMessages) {
            storage.onMessage(link, message);
        } else {
            link.close("a message queue takes nothing but messages");
        }
    }

    private static boolean isOfMessages(Mutation.Kind kind) {
        return kind == Mutation.Kind.MESSAGE || kind == Mutation.Kind.WITHDRAW || kind == Mutation.Kind.LOST;
    }

    @Override
    public void onForbidden(Link link, Message message) {
        link.close("not allowed: " + message.type());
    }

    @Override
    public void onLinkEnd(Link link, String reason) {
        outgoing.onLinkEnd(link);
        storage.onLinkEnd(link);
    }

    @Override
    public void onRefused(NodeId peer, ErrorCode code, String reason) {
        SwarmException refusal = new SwarmException(code, "node " + peer.shortForm() + " refused this node: " + reason);
        CompletableFuture<Void> waiting = connecting.remove(peer);
        if (waiting != null) {
            waiting.completeExceptionally(refusal);
        }
    }

    /** Stops: what was sent and not delivered stays in the outbox, all links end, all workers stop. */
    public CompletableFuture<Void> close() {
        return outgoing.close()
                .thenCompose(done -> local.close())
                .thenCompose(done -> storage.close())
                .handle((done, failure) -> peers.close())
                .thenCompose(ended -> ended)
                .handle((done, failure) -> {
                    environment.transport().close();
                    workers.close();
                    return null;
                });
    }
}
