package io.kvswarm.internal.node;

import io.kvswarm.api.ErrorCode;
import io.kvswarm.api.HostPort;
import io.kvswarm.api.NodeId;
import io.kvswarm.api.SwarmException;
import io.kvswarm.internal.base.Loop;
import io.kvswarm.internal.config.ConfigDocument;
import io.kvswarm.internal.lease.Leasing;
import io.kvswarm.internal.near.Near;
import io.kvswarm.internal.peer.PeerEnvironment;
import io.kvswarm.internal.peer.Peers;
import io.kvswarm.internal.peer.Transport;
import io.kvswarm.internal.read.Reader;
import io.kvswarm.internal.storage.StorageNode;
import io.kvswarm.internal.watch.Watching;
import io.kvswarm.internal.wire.CacheId;
import io.kvswarm.internal.wire.Link;
import io.kvswarm.internal.write.Writer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * One running node: its links, its client side and, once it listens, its storage role. Confined to its loop; so are the
 * futures it gives.
 */
public final class SwarmNode {
    private static final long LOOK_NANOS = 20_000_000;

    private final NodeEnvironment environment;
    private final NodeSettings settings;
    private final Membership membership;
    private final NodeWorkers workers;
    private final Configs configs;
    private final Peers peers;
    private final Dispatch dispatch;
    private final LiveRouting routing = new LiveRouting();
    private final Connecting connecting;
    private final Absences absences;
    private ClientSide client;
    private StorageRole role;
    private Consumer<ConfigDocument> configListener = config -> {};
    private Runnable deliveredListener = () -> {};
    private boolean started;
    private boolean isOpeningClient;
    private boolean closed;

    private SwarmNode(NodeEnvironment environment, NodeSettings settings) {
        this.environment = environment;
        this.settings = settings;
        this.membership = new Membership(id(), this::config);
        this.workers = new NodeWorkers(environment.workers());
        Configs.Evidence evidence = environment.disk() == null
                ? new ForgottenConfigs()
                : new ConfigStore(environment.disk(), workers.of("files"));
        this.configs = new Configs(loop(), id(), this::links, this::onConfig, evidence);
        this.dispatch = new Dispatch(this, configs, membership, new Lending(environment));
        this.peers = new Peers(
                new PeerEnvironment(
                        settings.peer(),
                        loop(),
                        environment.random(),
                        environment.transport(),
                        environment.neighbours()),
                environment.key(),
                membership,
                dispatch);
        this.connecting = new Connecting(loop(), id(), peers, this::config);
        this.absences = new Absences(loop(), node -> peers.linkTo(node) != null);
    }

    /**
     * Starts a node: reads the config and the outboxes of its last run. Call it on the loop.
     *
     * @param config the config to run; null for the one in the directory, if there is one
     */
    public static CompletableFuture<SwarmNode> start(
            NodeEnvironment environment, NodeSettings settings, ConfigDocument config) {
        environment.loop().assertInside();
        SwarmNode node = new SwarmNode(environment, settings);
        return node.begin(config).thenApply(done -> node);
    }

    private CompletableFuture<Void> begin(ConfigDocument given) {
        return storedConfig().thenCompose(stored -> {
            takeConfigs(stored, given);
            started = true;
            CompletableFuture<Void> opened = config() == null ? CompletableFuture.completedFuture(null) : openClient();
            // What a lent key shows of its right names the client's session.
            return opened.thenRun(() -> peers.setBootstrap(settings.bootstrap()));
        });
    }

    private CompletableFuture<ConfigDocument> storedConfig() {
        if (environment.disk() == null) {
            return CompletableFuture.completedFuture(null);
        }
        return workers.call("files", loop(), () -> ConfigStore.read(environment.disk()));
    }

    private void takeConfigs(ConfigDocument stored, ConfigDocument given) {
        if (stored != null) {
            configs.offerLocally(stored);
        }
        SwarmException refusal = given == null ? null : configs.offerLocally(given);
        boolean isOlder = stored != null
                && given != null
                && given.epoch() < stored.epoch()
                && given.swarm().equals(stored.swarm());
        if (refusal != null && !isOlder) {
            throw refusal;
        }
    }

    private CompletableFuture<Void> openClient() {
        isOpeningClient = true;
        ClientSide.Ways ways = new ClientSide.Ways(config().swarm(), routing, this::linkOf);
        return ClientSide.open(environment, settings, workers, ways)
                .thenAccept(opened -> {
                    client = opened;
                    opened.writer().onDelivered(() -> deliveredListener.run());
                    peers.links().forEach(dispatch::onLinkForClient);
                    // A config that came meanwhile may have given cells to others.
                    opened.onRouting();
                })
                .whenComplete((done, failure) -> isOpeningClient = false);
    }

    /** Who it is. */
    public NodeId id() {
        return environment.key().id();
    }

    /** For whom it writes and reads: itself, or the writer that lent it the right. */
    public NodeId principal() {
        return environment.principal();
    }

    /** Its loop. */
    public Loop loop() {
        return environment.loop();
    }

    /** The config in force; null while there is none. */
    public ConfigDocument config() {
        return configs == null ? null : configs.running();
    }

    /** The way of changes; fails without a config. */
    public Writer writer() {
        return requireClient().writer();
    }

    /** Bytes that wait in the outbox; 0 without a config. Also right while the node closes. */
    public long bytesQueued() {
        return client == null ? 0 : client.writer().bytesQueued();
    }

    /** The way of reads; fails without a config. */
    public Reader reader() {
        return requireClient().reader();
    }

    /** What it keeps near; fails without a config. */
    public Near near() {
        return requireClient().near();
    }

    /** What it watches; fails without a config. */
    public Watching watching() {
        return requireClient().watching();
    }

    /** The leases of keys it has; fails without a config. */
    public Leasing leasing() {
        return requireClient().leasing();
    }

    /** True if it has no network: no other process can reach what it stores. */
    public boolean isAlone() {
        return environment.transport() == Transport.NONE;
    }

    private ClientSide requireClient() {
        if (closed) {
            throw new SwarmException(ErrorCode.CLOSED, "this node is closed; nothing was done");
        }
        if (client == null) {
            throw new SwarmException(
                    ErrorCode.CONFIG_REFUSED,
                    "this node has no swarm config, so no key has an owner; open it with one");
        }
        return client;
    }

    /** The storage role; null until {@link #listen} is done, and on a node without a capacity. */
    public StorageNode storage() {
        return role == null ? null : role.storage();
    }

    /** The client side; null while there is no config. */
    ClientSide client() {
        return client;
    }

    /** Takes connections and, if the config gives it a capacity, serves; completes with the address. */
    public CompletableFuture<HostPort> listen(HostPort at, List<HostPort> advertised) {
        return serve().thenCompose(serving -> {
            // Whoever was linked before has heard of no term yet, and sends what the last one may have lost.
            peers.links().forEach(link -> link.send(dispatch.pong(0)));
            return peers.listen(at, advertised);
        });
    }

    /** Serves the cells the config gives it, by now to this process alone. */
    public CompletableFuture<Void> serve() {
        ConfigDocument config = config();
        if (config == null || !config.isStorageNode(id())) {
            return CompletableFuture.failedFuture(new SwarmException(
                    ErrorCode.CONFIG_REFUSED,
                    "the config gives node " + id() + " no capacity, so it has nothing to serve; give it one in a new"
                            + " swarm's config: kvswarm init --capacity." + id() + "=N …"));
        }
        if (role != null) {
            return CompletableFuture.failedFuture(new IllegalStateException("already listening"));
        }
        role = new StorageRole(environment, settings, workers, membership, dispatch);
        return role.open(config)
                .thenAccept(opened -> client.onLink(role.clientEnd()))
                .whenComplete((opened, failure) -> {
                    if (failure != null && storage() == null) {
                        role = null;
                    }
                });
    }

    /** Keeps links to all storage nodes; completes when each was linked once, fails with what kept one from it. */
    public CompletableFuture<Void> connect() {
        return connecting.connect();
    }

    /** Ends the links to storage nodes and dials none until {@link #connect}. */
    public void disconnect() {
        connecting.disconnect();
    }

    /** Asks the nodes that can be reached, then runs a config; see {@link Configs#propose}. */
    public CompletableFuture<Void> setConfig(ConfigDocument config) {
        return configs.propose(config);
    }

    /** Runs a config from this machine's file; what kept it from that, or null. */
    public SwarmException offerConfig(ConfigDocument config) {
        return configs.offerLocally(config);
    }

    /** Asks every storage node how it is. */
    public CompletableFuture<List<io.kvswarm.api.NodeStatus>> status(long timeoutNanos) {
        return dispatch.status(timeoutNanos);
    }

    /** Asks every storage node what it has of a cache. */
    public CompletableFuture<List<CacheUsage>> usage(CacheId cache, long timeoutNanos) {
        return dispatch.usage(cache, timeoutNanos);
    }

    /** Tells {@code listener} of the config in force, now and whenever it changes. */
    public void onConfig(Consumer<ConfigDocument> listener) {
        configListener = listener;
        if (config() != null) {
            listener.accept(config());
        }
    }

    /** Calls {@code listener} whenever changes were delivered. */
    public void onDelivered(Runnable listener) {
        deliveredListener = listener;
    }

    /** Completes when nothing is undelivered, with how many changes were delivered since the start. */
    public CompletableFuture<Long> whenDelivered() {
        CompletableFuture<Long> delivered = new CompletableFuture<>();
        lookForDelivery(delivered);
        return delivered;
    }

    private void lookForDelivery(CompletableFuture<Long> delivered) {
        if (closed) {
            delivered.completeExceptionally(new SwarmException(ErrorCode.CLOSED, "this node is closed"));
        } else if (client != null && client.writer().pendingCount() == 0) {
            delivered.complete(client.writer().deliveredCount());
        } else {
            loop().schedule(LOOK_NANOS, () -> lookForDelivery(delivered));
        }
    }

    /** Addresses known of a node. */
    List<HostPort> addressesOf(NodeId node) {
        return peers.addressesOf(node);
    }

    /** A link to a storage node, dialed if it is not there and this node may dial. */
    Link linkOf(NodeId owner) {
        if (owner.equals(id())) {
            return role == null ? null : role.clientEnd();
        }
        Link link = peers.linkTo(owner);
        if (link == null) {
            connecting.want(owner);
            absences.missed(owner);
        }
        return link;
    }

    /** True if a storage node was wanted and there has been no link to it for a while. */
    public boolean isAway(NodeId node) {
        return absences.isAway(node);
    }

    /** Runs {@code action} on the loop once a storage node is away, unless what is returned was run before. */
    public Runnable whenAway(NodeId node, Runnable action) {
        return absences.whenAway(node, action);
    }

    Absences absences() {
        return absences;
    }

    Connecting connecting() {
        return connecting;
    }

    Peers peers() {
        return peers;
    }

    private List<Link> links() {
        return peers == null ? List.of() : peers.links();
    }

    private void onConfig(ConfigDocument config) {
        routing.set(new ConfigRouting(config));
        configListener.accept(config);
        if (peers != null) {
            peers.setAddresses(config.addresses());
            peers.readmit();
            connecting.onConfig();
        }
        if (client != null) {
            client.onRouting();
        } else if (started && !isOpeningClient) {
            // Only ever one: two would read the same outboxes, and send what the other one has ended.
            openClient();
        }
    }

    /** Stops: what was logged stays in the outbox, what was stored is synced, all links end, all workers stop. */
    public CompletableFuture<Void> close() {
        if (closed) {
            return CompletableFuture.completedFuture(null);
        }
        closed = true;
        List<CompletableFuture<Void>> closing = new ArrayList<>();
        closing.add(client == null ? CompletableFuture.completedFuture(null) : client.close());
        return closing.get(0)
                .thenCompose(done -> role == null ? CompletableFuture.completedFuture(null) : role.close())
                .handle((done, failure) -> peers.close())
                .thenCompose(ended -> ended)
                .handle((done, failure) -> {
                    environment.transport().close();
                    workers.close();
                    return null;
                });
    }

    /** Node ids of all storage nodes. */
    Set<NodeId> storageNodes() {
        ConfigDocument config = config();
        return config == null ? Set.of() : new HashSet<>(config.cells().owners());
    }
}
