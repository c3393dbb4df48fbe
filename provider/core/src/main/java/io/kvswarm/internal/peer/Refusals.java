package io.kvswarm.internal.peer;

import io.kvswarm.api.ErrorCode;
import io.kvswarm.api.NodeId;
import io.kvswarm.api.SwarmException;
import io.kvswarm.internal.base.Clock;
import io.kvswarm.internal.wire.Refused;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Who does not let whom in: kept for callers, logged on both sides, once a minute and node at most. On the loop. */
final class Refusals {
    /** Most nodes remembered on either side. */
    static final int NODES_MAX = 1024;

    private static final Logger LOG = LoggerFactory.getLogger(Refusals.class);
    private static final long QUIET_NANOS = 60_000_000_000L;

    private final Clock clock;
    private final Map<NodeId, Long> givenAt = new LinkedHashMap<>();
    private final Map<NodeId, SwarmException> received = new LinkedHashMap<>();

    Refusals(Clock clock) {
        this.clock = clock;
    }

    /** This node refuses the peer. */
    void given(PeerLink link, String reason) {
        Long last = givenAt.get(link.peer());
        long now = clock.nanos();
        if (last != null && now - last < QUIET_NANOS) {
            return;
        }
        LOG.warn("refused node {} at {}: {}", link.peer(), link.remoteAddress(), reason);
        put(givenAt, link.peer(), now);
    }

    /** The peer refuses this node. */
    SwarmException received(NodeId peer, NodeId self, Refused refused) {
        SwarmException refusal = new SwarmException(
                codeOf(refused.code()),
                "node " + peer.shortForm() + " refused this node, " + self + ": " + refused.reason()
                        + "; nothing was sent to it, what waits for it stays queued");
        SwarmException before = received.get(peer);
        if (before == null || !refusal.getMessage().equals(before.getMessage())) {
            LOG.warn("{}", refusal.getMessage());
        }
        put(received, peer, refusal);
        return refusal;
    }

    Optional<SwarmException> by(NodeId peer) {
        return Optional.ofNullable(received.get(peer));
    }

    /** The peer lets this node in. */
    void forget(NodeId peer) {
        received.remove(peer);
    }

    /** A newer peer may know kinds that this node does not. */
    private static ErrorCode codeOf(String name) {
        for (ErrorCode code : ErrorCode.values()) {
            if (code.name().equals(name)) {
                return code;
            }
        }
        return ErrorCode.NOT_AUTHORISED;
    }

    private static <T> void put(Map<NodeId, T> map, NodeId key, T value) {
        map.remove(key);
        if (map.size() >= NODES_MAX) {
            map.remove(map.keySet().iterator().next());
        }
        map.put(key, value);
    }
}
