package io.kvswarm.sim;

import io.kvswarm.api.HostPort;
import io.kvswarm.api.NodeId;
import io.kvswarm.internal.base.Loop;
import io.kvswarm.internal.peer.ReassemblyBudget;
import io.kvswarm.internal.peer.Transport;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** One process's way to the network. */
final class SimTransport implements Transport {
    private static final long DIAL_NANOS_MAX = 3 * SimTime.SECOND;
    private static final int FIRST_FREE_PORT = 40_000;

    private final SimNetwork network;
    private final String host;
    private final NodeId key;
    private final Loop loop;
    private final ReassemblyBudget budget = new ReassemblyBudget(1 << 28);
    private final Map<Integer, Listener> listeners = new HashMap<>();
    private final List<SimConnection> connections = new ArrayList<>();
    private boolean closed;

    SimTransport(SimNetwork network, String host, NodeId key, Loop loop) {
        this.network = network;
        this.host = host;
        this.key = key;
        this.loop = loop;
    }

    String host() {
        return host;
    }

    NodeId key() {
        return key;
    }

    Loop loop() {
        return loop;
    }

    ReassemblyBudget budget() {
        return budget;
    }

    @Override
    public void listen(HostPort at, Listener listener) {
        int port = at.port() == 0 ? FIRST_FREE_PORT + listeners.size() : at.port();
        if (listeners.putIfAbsent(port, listener) != null) {
            loop.execute(() -> listener.onListenFailed("Address already in use"));
            return;
        }
        HostPort bound = new HostPort(host, port);
        loop.execute(() -> listener.onListening(bound, List.of(bound)));
    }

    @Override
    public void dial(HostPort to, NodeId expected, Dialing dialing) {
        if (network.isBlocked(host, to.host()) || network.isBlocked(to.host(), host)) {
            network.count(SimNetwork.Fault.DIAL_TIMED_OUT);
            network.time()
                    .after(DIAL_NANOS_MAX, () -> loop.execute(() -> dialing.onDialFailed("connection timed out")));
            return;
        }
        network.time().after(network.delay(), () -> reach(to, expected, dialing));
    }

    private void reach(HostPort to, NodeId expected, Dialing dialing) {
        SimTransport other = network.at(to.host());
        Listener listener = other == null ? null : other.listeners.get(to.port());
        if (closed || listener == null || network.isRefusing(to.host())) {
            network.count(SimNetwork.Fault.DIAL_REFUSED);
            fail(dialing, "connection refused");
        } else if (expected != null && !expected.equals(other.key)) {
            fail(dialing, "is node " + other.key.shortForm() + ", expected " + expected.shortForm());
        } else if (network.at(host) == this) {
            connect(other, listener, dialing);
        }
    }

    private void connect(SimTransport other, Listener listener, Dialing dialing) {
        SimConnection here = new SimConnection(network, this, other);
        SimConnection there = new SimConnection(network, other, this);
        here.joinedTo(there);
        there.joinedTo(here);
        other.loop.execute(() -> there.opens(listener::onConnection));
        network.time().after(network.delay(), () -> loop.execute(() -> here.opens(dialing::onConnection)));
    }

    private void fail(Dialing dialing, String reason) {
        network.time().after(network.delay(), () -> loop.execute(() -> dialing.onDialFailed(reason)));
    }

    @Override
    public void resolve(HostPort name, Consumer<List<HostPort>> then) {
        network.time().after(network.delay(), () -> loop.execute(() -> then.accept(network.resolve(name))));
    }

    @Override
    public void close() {
        closed = true;
        listeners.clear();
        List.copyOf(connections).forEach(connection -> connection.close("the transport is closed"));
    }

    void add(SimConnection connection) {
        connections.add(connection);
    }

    void remove(SimConnection connection) {
        connections.remove(connection);
    }
}
