package io.kvswarm.sim;

import io.kvswarm.api.HostPort;
import io.kvswarm.api.NodeId;
import io.kvswarm.internal.base.Loop;
import io.kvswarm.internal.peer.Transport;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A network in virtual time. Every message is encoded and decoded; each connection keeps its order; delays come from
 * the run's seed.
 *
 * <p>Each process has a host of its own. Faults are between hosts, both ends of a pair named in the direction of
 * travel.
 */
public final class SimNetwork {
    /** What can go wrong. */
    public enum Fault {
        /** A connection was cut: what was under way is lost, both ends are told. */
        CUT,
        /** A packet had to wait for its way to be healed. */
        HELD,
        /** A dial found nobody, or was turned away. */
        DIAL_REFUSED,
        /** A dial got no answer because the way was blocked. */
        DIAL_TIMED_OUT,
        /** A connection went silent: all that is sent is lost, nobody is told. */
        SILENCED,
        /** A message was lost on a connection that goes on. */
        LOST,
        /** A message arrived twice. */
        DUPLICATED,
        /** A connection ended with the process at one end. */
        CRASHED
    }

    private record Way(String from, String to) {}

    private final SimTime time;
    private final Map<Fault, Long> counts = new EnumMap<>(Fault.class);
    private final Map<String, SimTransport> transports = new HashMap<>();
    private final List<SimConnection> connections = new ArrayList<>();
    private final Set<Way> blocked = new HashSet<>();
    private final Set<String> refusing = new HashSet<>();
    private final Map<String, List<HostPort>> names = new HashMap<>();
    private long delayNanosMin = 20_000;
    private long delayNanosMax = 500_000;
    private double lossRate;
    private double duplicationRate;

    /** A network without hosts, with delays of 0.02 to 0.5 ms. */
    public SimNetwork(SimTime time) {
        this.time = time;
    }

    /** A process on a host of that name, in place of the one before, which is gone. Its calls come on {@code loop}. */
    public Transport join(String host, NodeId key, Loop loop) {
        SimTransport transport = new SimTransport(this, host, key, loop);
        transports.put(host, transport);
        return transport;
    }

    /** From now on messages travel for {@code nanosMin} to {@code nanosMax}. */
    public void delays(long nanosMin, long nanosMax) {
        delayNanosMin = nanosMin;
        delayNanosMax = nanosMax;
    }

    /** From now on a message is lost, or arrives twice, that often; 0 for never. The connection goes on. */
    public void misbehave(double newLossRate, double newDuplicationRate) {
        lossRate = newLossRate;
        duplicationRate = newDuplicationRate;
    }

    /** A name that stands for these places. */
    public void name(String name, List<HostPort> places) {
        names.put(name, List.copyOf(places));
    }

    /** Blocks one direction: packets wait, dials time out, ends are not told. */
    public void block(String from, String to) {
        blocked.add(new Way(from, to));
    }

    /** Blocks both directions between every host of one side and every host of the other. */
    public void partition(Set<String> oneSide, Set<String> otherSide) {
        for (String one : oneSide) {
            for (String other : otherSide) {
                block(one, other);
                block(other, one);
            }
        }
    }

    /** All ways are open again; what waited arrives, in order. */
    public void heal() {
        blocked.clear();
        List.copyOf(connections).forEach(SimConnection::resume);
    }

    /** Cuts all connections between two hosts: what is under way is lost, both ends are told. */
    public void cut(String one, String other) {
        for (SimConnection connection : between(one, other)) {
            count(Fault.CUT);
            connection.cut("connection reset");
        }
    }

    /** All connections between two hosts go silent for good; new ones work. */
    public void silence(String one, String other) {
        for (SimConnection connection : between(one, other)) {
            count(Fault.SILENCED);
            connection.silence();
        }
    }

    /** Whether dials to a host are turned away. */
    public void refuseDials(String host, boolean refuse) {
        if (refuse) {
            refusing.add(host);
        } else {
            refusing.remove(host);
        }
    }

    /**
     * The process on {@code host} is gone with all its connections.
     *
     * @param silently true if the machine is gone too: the others have to find out
     */
    public void crash(String host, boolean silently) {
        transports.remove(host);
        for (SimConnection connection : List.copyOf(connections)) {
            if (connection.host().equals(host)) {
                count(Fault.CRASHED);
                connection.vanish(silently);
            }
        }
    }

    /** How often something went wrong that way. */
    public long count(Fault fault, long more) {
        return counts.merge(fault, more, Long::sum);
    }

    /** How often each thing went wrong. */
    public Map<Fault, Long> counts() {
        return new EnumMap<>(counts);
    }

    /** Ends of connections that are open: two for each. */
    public int connectionEnds() {
        return connections.size();
    }

    void count(Fault fault) {
        count(fault, 1);
    }

    boolean isBlocked(String from, String to) {
        return blocked.contains(new Way(from, to));
    }

    boolean isRefusing(String host) {
        return refusing.contains(host);
    }

    SimTransport at(String host) {
        return transports.get(host);
    }

    List<HostPort> resolve(HostPort place) {
        return names.getOrDefault(place.host(), List.of(place));
    }

    SimTime time() {
        return time;
    }

    long delay() {
        return delayNanosMin + time.random().nextLong(delayNanosMax - delayNanosMin + 1);
    }

    /** How many times a message arrives. */
    int copies() {
        if (lossRate > 0 && time.random().nextDouble() < lossRate) {
            count(Fault.LOST);
            return 0;
        }
        if (duplicationRate > 0 && time.random().nextDouble() < duplicationRate) {
            count(Fault.DUPLICATED);
            return 2;
        }
        return 1;
    }

    void add(SimConnection connection) {
        connections.add(connection);
    }

    void remove(SimConnection connection) {
        connections.remove(connection);
    }

    private List<SimConnection> between(String one, String other) {
        return connections.stream()
                .filter(connection ->
                        connection.host().equals(one) && connection.remoteHost().equals(other))
                .toList();
    }
}
