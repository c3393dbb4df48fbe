package io.kvswarm.internal.peer;

import io.kvswarm.api.NodeId;
import io.kvswarm.api.SwarmException;
import io.kvswarm.internal.base.Loop;
import io.kvswarm.internal.wire.Addresses;
import io.kvswarm.internal.wire.Link;
import io.kvswarm.internal.wire.ProcessId;
import io.kvswarm.internal.wire.Refused;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The links that are open and the connections that are not links yet. Confined to the loop. */
final class Links {
    private static final Logger LOG = LoggerFactory.getLogger(Links.class);

    private final PeerEnvironment environment;
    private final LocalNode self;
    private final LinkEvents events;
    private final Refusals refusals;
    private final Set<PeerLink> greeting = new HashSet<>();
    private final Map<NodeId, Map<ProcessId, PeerLink>> byPeer = new HashMap<>();
    private final Set<PeerLink> open = new LinkedHashSet<>();
    private Loop.Timer heartbeat;
    private boolean closed;

    Links(PeerEnvironment environment, LocalNode self, LinkEvents events) {
        this.environment = environment;
        this.self = self;
        this.events = events;
        this.refusals = new Refusals(environment.loop().clock());
    }

    /** Takes a connection that somebody made to this node. */
    ConnectionHandler accepted(Connection connection) {
        return greet(connection, 0, () -> {});
    }

    /** Takes a connection that this node made; {@code onSettled} is told when it is a link or has failed. */
    PeerLink dialed(Connection connection, Runnable onSettled) {
        return greet(connection, self.nextAttempt(), onSettled);
    }

    private PeerLink greet(Connection connection, long attempt, Runnable onSettled) {
        PeerLink link = new PeerLink(this, self, connection, attempt, onSettled);
        greeting.add(link);
        environment.loop().schedule(millis(environment.settings().helloMillis()), () -> onLate(link));
        if (closed) {
            link.close("the node is closing");
        } else {
            link.start();
        }
        return link;
    }

    private void onLate(PeerLink link) {
        if (greeting.contains(link)) {
            link.close("no hello within " + environment.settings().helloMillis() + " ms");
        }
    }

    Collection<PeerLink> open() {
        return open;
    }

    /** The link to {@code peer} that opened last; null if there is none. */
    Link linkTo(NodeId peer) {
        Link newest = null;
        for (PeerLink link : byPeer.getOrDefault(peer, Map.of()).values()) {
            newest = link;
        }
        return newest;
    }

    boolean hasRoomFor(PeerLink link) {
        return open.size() < environment.settings().linksMax() || current(link) != null;
    }

    /** Ends the link between the same processes that {@code link} takes the place of; false if that one is to stay. */
    boolean makeWayFor(PeerLink link) {
        PeerLink current = current(link);
        if (current != null && !link.beats(current)) {
            return false;
        }
        if (current != null) {
            current.close("replaced by another connection to the same process");
        }
        return true;
    }

    private PeerLink current(PeerLink link) {
        return byPeer.getOrDefault(link.peer(), Map.of()).get(link.hello().process());
    }

    void onOpen(PeerLink link) {
        greeting.remove(link);
        open.add(link);
        byPeer.computeIfAbsent(link.peer(), peer -> new LinkedHashMap<>())
                .put(link.hello().process(), link);
        refusals.forget(link.peer());
        LOG.debug("{} is open", link);
        startHeartbeat();
        self.handler().onLink(link);
        if (link.isOpen()) {
            events.onOpen(link);
        }
    }

    void onEnd(PeerLink link, String reason) {
        open.remove(link);
        Map<ProcessId, PeerLink> ofPeer = byPeer.get(link.peer());
        ofPeer.remove(link.hello().process());
        if (ofPeer.isEmpty()) {
            byPeer.remove(link.peer());
        }
        LOG.debug("{} has ended: {}", link, reason);
        self.handler().onLinkEnd(link, reason);
        events.onEnd(link);
    }

    void onGreetingFailed(PeerLink link, String reason) {
        greeting.remove(link);
        LOG.debug("{} did not open: {}", link, reason);
    }

    void onAddresses(PeerLink link, Addresses news) {
        events.onAddresses(link, news);
    }

    /** This node refuses that one. */
    void reportRefused(PeerLink link, String reason) {
        refusals.given(link, reason);
    }

    /** That node refuses this one. */
    void onRefusal(PeerLink link, Refused refused) {
        SwarmException refusal = refusals.received(link.peer(), self.key(), refused);
        self.handler().onRefused(link.peer(), refusal.code(), refused.reason());
    }

    Optional<SwarmException> refusalBy(NodeId peer) {
        return refusals.by(peer);
    }

    void readmit() {
        long now = wallMillis();
        for (PeerLink link : List.copyOf(open)) {
            if (link.isOpen()) {
                link.readmit(now);
            }
        }
    }

    void close() {
        closed = true;
        for (PeerLink link : all()) {
            link.close("the node is closing");
        }
        stopHeartbeat();
    }

    long wallMillis() {
        return environment.loop().clock().wallMillis();
    }

    private List<PeerLink> all() {
        List<PeerLink> all = new ArrayList<>(open);
        all.addAll(greeting);
        return all;
    }

    private void startHeartbeat() {
        if (heartbeat == null && !closed) {
            heartbeat =
                    environment.loop().schedule(millis(environment.settings().heartbeatMillis()), this::beat);
        }
    }

    private void stopHeartbeat() {
        if (heartbeat != null) {
            heartbeat.cancel();
            heartbeat = null;
        }
    }

    private void beat() {
        heartbeat = null;
        long stamp = environment.loop().clock().nanos() & Long.MAX_VALUE;
        for (PeerLink link : List.copyOf(open)) {
            if (link.isOpen()) {
                link.beat(stamp, environment.settings().missedMax());
            }
        }
        if (!open.isEmpty()) {
            startHeartbeat();
        }
    }

    private static long millis(int millis) {
        return millis * 1_000_000L;
    }
}
