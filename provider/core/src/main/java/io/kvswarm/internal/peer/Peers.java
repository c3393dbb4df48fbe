package io.kvswarm.internal.peer;

import io.kvswarm.api.ErrorCode;
import io.kvswarm.api.HostPort;
import io.kvswarm.api.NodeId;
import io.kvswarm.api.SwarmException;
import io.kvswarm.internal.identity.NodeKey;
import io.kvswarm.internal.wire.Addresses;
import io.kvswarm.internal.wire.Link;
import io.kvswarm.internal.wire.ProcessId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/**
 * A node's links to others: one for every process of every node, made on wish, kept alive, admitted first. Confined to
 * the loop.
 */
public final class Peers {
    private final PeerEnvironment environment;
    private final NodeKey key;
    private final LocalNode self;
    private final Links links;
    private final Gossip gossip;
    private final AddressBook addresses = new AddressBook();
    private final Map<NodeId, Dialer> wanted = new HashMap<>();
    private final Map<HostPort, Dialer> bootstrap = new HashMap<>();
    private boolean closed;

    /**
     * Without links yet.
     *
     * @param key the key the transport proves to others: the node's, or that of its session
     */
    public Peers(PeerEnvironment environment, NodeKey key, Admission admission, PeerHandler handler) {
        this.environment = environment;
        this.key = key;
        this.self = new LocalNode(key.id(), ProcessId.generate(environment.random()), admission, handler);
        this.links = new Links(environment, self, new Events());
        this.gossip = new Gossip(addresses, wanted.keySet(), links, this::onNewAddress);
    }

    /**
     * Takes connections at an address and tells neighbours and peers of it.
     *
     * @param advertised where others reach this node; empty for the addresses it listens on
     * @return the address with its true port; fails with {@link ErrorCode#UNREACHABLE} if it cannot listen there
     */
    public CompletableFuture<HostPort> listen(HostPort at, List<HostPort> advertised) {
        environment.loop().assertInside();
        CompletableFuture<HostPort> bound = new CompletableFuture<>();
        environment.transport().listen(at, new Transport.Listener() {
            @Override
            public void onListening(HostPort where, List<HostPort> reachableAt) {
                announce(advertised.isEmpty() ? reachableAt : advertised);
                bound.complete(where);
            }

            @Override
            public void onListenFailed(String reason) {
                bound.completeExceptionally(new SwarmException(
                        ErrorCode.UNREACHABLE,
                        "cannot listen on " + at + ": " + reason + "; the node does not serve there"));
            }

            @Override
            public ConnectionHandler onConnection(Connection connection) {
                return links.accepted(connection);
            }
        });
        return bound;
    }

    private void announce(List<HostPort> reachableAt) {
        List<HostPort> few = reachableAt.subList(0, Math.min(reachableAt.size(), AddressRecord.ADDRESSES_MAX));
        AddressRecord record =
                AddressRecord.sign(key, environment.loop().clock().wallMillis(), few);
        self.listensAt(record);
        gossip.announce(record);
        environment.neighbours().publish(record);
    }

    /** Dials {@code peer} until it is linked, and again whenever the link ends, until {@link #release}. */
    public void keepConnected(NodeId peer) {
        environment.loop().assertInside();
        if (!closed && !peer.equals(key.id()) && !wanted.containsKey(peer)) {
            Dialer dialer = new Dialer(environment, links, knownNode(peer));
            wanted.put(peer, dialer);
            dialer.start();
            bootstrap.values().forEach(Dialer::again);
        }
    }

    /** Stops dialing {@code peer}; a link that is open stays. */
    public void release(NodeId peer) {
        environment.loop().assertInside();
        Dialer dialer = wanted.remove(peer);
        if (dialer != null) {
            dialer.stop();
        }
    }

    /** Takes the addresses of a config in place of those of the config before. */
    public void setAddresses(Map<NodeId, List<HostPort>> configured) {
        environment.loop().assertInside();
        addresses.configure(configured);
        wanted.values().forEach(Dialer::hurry);
    }

    /** Names and addresses of nodes whose ids are not known: dialed while a wanted node is not linked, or nobody is. */
    public void setBootstrap(List<HostPort> places) {
        environment.loop().assertInside();
        bootstrap.values().forEach(Dialer::stop);
        bootstrap.clear();
        for (HostPort place : Set.copyOf(places)) {
            Dialer dialer = new Dialer(environment, links, new UnknownNodes(place, links, this::someoneIsMissing));
            bootstrap.put(place, dialer);
            dialer.start();
        }
    }

    /** The newest open link to a node with that key; null if there is none. */
    public Link linkTo(NodeId peer) {
        return links.linkTo(peer);
    }

    /** All open links. */
    public List<Link> links() {
        return new ArrayList<>(links.open());
    }

    /** What is known of where nodes are. */
    public List<HostPort> addressesOf(NodeId node) {
        return addresses.addressesOf(node);
    }

    /** Why {@code peer} does not let this node in; empty once it did, or if it was never asked. */
    public Optional<SwarmException> refusalBy(NodeId peer) {
        return links.refusalBy(peer);
    }

    /** Asks the {@link Admission} again about every link, after a change of the config; who may not stay is refused. */
    public void readmit() {
        environment.loop().assertInside();
        links.readmit();
    }

    /** Takes back this node's address, ends all links and the transport; completes once neighbours do not see it. */
    public CompletableFuture<Void> close() {
        environment.loop().assertInside();
        CompletableFuture<Void> done = new CompletableFuture<>();
        if (closed) {
            done.complete(null);
            return done;
        }
        closed = true;
        wanted.values().forEach(Dialer::stop);
        bootstrap.values().forEach(Dialer::stop);
        links.close();
        environment.transport().close();
        if (self.address() == null) {
            done.complete(null);
        } else {
            environment.neighbours().withdraw(self.address(), () -> done.complete(null));
        }
        return done;
    }

    private boolean someoneIsMissing() {
        return links.open().isEmpty() || wanted.keySet().stream().anyMatch(node -> links.linkTo(node) == null);
    }

    private KnownNode knownNode(NodeId node) {
        return new KnownNode(node, addresses, links, gossip, environment.neighbours());
    }

    private void onNewAddress(NodeId node) {
        Dialer dialer = wanted.get(node);
        if (dialer != null) {
            dialer.hurry();
        }
    }

    /** What links bring and leave behind, beside what the node is told. */
    private final class Events implements LinkEvents {
        @Override
        public void onOpen(PeerLink link) {
            gossip.greet(link);
        }

        @Override
        public void onEnd(PeerLink link) {
            Dialer dialer = wanted.get(link.peer());
            if (dialer != null) {
                dialer.again();
            }
            bootstrap.values().forEach(Dialer::again);
        }

        @Override
        public void onAddresses(PeerLink link, Addresses news) {
            gossip.onAddresses(link, news);
        }
    }
}
