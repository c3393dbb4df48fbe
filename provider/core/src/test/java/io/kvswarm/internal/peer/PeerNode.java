package io.kvswarm.internal.peer;

import io.kvswarm.api.ErrorCode;
import io.kvswarm.api.HostPort;
import io.kvswarm.api.NodeId;
import io.kvswarm.internal.identity.NodeKey;
import io.kvswarm.internal.wire.Hello;
import io.kvswarm.internal.wire.Link;
import io.kvswarm.internal.wire.Message;
import io.kvswarm.internal.wire.Pong;
import io.kvswarm.sim.SimLoop;
import io.kvswarm.sim.SimNetwork;
import io.kvswarm.sim.SimTime;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A simulated process that has {@link Peers} and notes what it is told. Admits whoever is not in {@link #barred}. */
final class PeerNode implements Admission, PeerHandler {
    static final String SWARM = "ab".repeat(16);
    static final int PORT = 7000;

    final String host;
    final NodeKey key;
    final SimLoop loop;
    final Peers peers;
    final Set<NodeId> barred = new HashSet<>();
    final Set<Right> rights = EnumSet.allOf(Right.class);
    final List<Link> opened = new ArrayList<>();
    final Map<Link, String> ended = new HashMap<>();
    final List<Message> messages = new ArrayList<>();
    final List<Message> forbidden = new ArrayList<>();
    final List<String> refusals = new ArrayList<>();
    byte[] delegation = {};

    PeerNode(SimTime time, SimNetwork network, String host, NodeKey key) {
        this(time, network, host, key, PeerSettings.DEFAULT);
    }

    PeerNode(SimTime time, SimNetwork network, String host, NodeKey key, PeerSettings settings) {
        this.host = host;
        this.key = key;
        this.loop = new SimLoop(time, time.clock());
        var environment = new PeerEnvironment(
                settings, loop, time.random().split(), network.join(host, key.id(), loop), LocalRecords.NONE);
        this.peers = new Peers(environment, key, this, this);
    }

    /** A key that is always the same for the same number. */
    static NodeKey key(int number) {
        byte[] seed = new byte[NodeKey.SEED_BYTES];
        seed[0] = (byte) number;
        return NodeKey.ofSeed(seed);
    }

    NodeId id() {
        return key.id();
    }

    HostPort place() {
        return new HostPort(host, PORT);
    }

    PeerNode listen() {
        loop.run(() -> peers.listen(place(), List.of()));
        return this;
    }

    PeerNode connectTo(PeerNode... others) {
        loop.run(() -> {
            Map<NodeId, List<HostPort>> places = new HashMap<>();
            for (PeerNode other : others) {
                places.put(other.id(), List.of(other.place()));
            }
            peers.setAddresses(places);
            for (PeerNode other : others) {
                peers.keepConnected(other.id());
            }
        });
        return this;
    }

    boolean isLinkedTo(PeerNode other) {
        return peers.linkTo(other.id()) != null;
    }

    void send(PeerNode other, Message message) {
        loop.run(() -> peers.linkTo(other.id()).send(message));
    }

    @Override
    public Verdict admit(NodeId principal, NodeId peer, Hello hello) {
        return barred.contains(principal) ? Verdict.notAuthorised(principal) : Verdict.ADMITTED;
    }

    @Override
    public Set<Right> rights(NodeId principal) {
        return rights;
    }

    @Override
    public Hello hello() {
        return Hello.of(SWARM, 1, 1, true, new byte[Hello.CONFIG_HASH_BYTES], delegation);
    }

    @Override
    public Pong pong(long stamp) {
        return new Pong(stamp, 1, 0);
    }

    @Override
    public void onLink(Link link) {
        opened.add(link);
    }

    @Override
    public void onMessage(Link link, Message message) {
        if (ended.containsKey(link) || !opened.contains(link)) {
            throw new AssertionError(message.type() + " on a link that is not open");
        }
        if (!(message instanceof Pong)) {
            messages.add(message);
        }
    }

    @Override
    public void onForbidden(Link link, Message message) {
        forbidden.add(message);
    }

    @Override
    public void onLinkEnd(Link link, String reason) {
        if (!opened.contains(link) || ended.put(link, reason) != null) {
            throw new AssertionError("the end of a link that was not open");
        }
    }

    @Override
    public void onRefused(NodeId peer, ErrorCode code, String reason) {
        refusals.add(peer.shortForm() + " " + code + " " + reason);
    }
}
