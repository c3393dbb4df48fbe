package io.kvswarm.internal.node;

import io.kvswarm.api.NodeId;
import io.kvswarm.internal.base.Loop;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/**
 * Which nodes are away: somebody wants them, and for a while there has been no link. Confined to the loop. Nothing is
 * timed unless somebody waits for a node to be away.
 */
final class Absences {
    /** So long a link may be missing before its node counts as away. */
    static final long GRACE_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final Loop loop;
    private final Predicate<NodeId> isLinked;
    private final Map<NodeId, Long> missedSince = new HashMap<>();
    private final Map<NodeId, Waiting> waiting = new HashMap<>();

    /** {@code isLinked} tells whether there is a link to a node. */
    Absences(Loop loop, Predicate<NodeId> isLinked) {
        this.loop = loop;
        this.isLinked = isLinked;
    }

    /** Who waits for one node to be away. */
    private static final class Waiting {
        private final Set<Runnable> actions = new HashSet<>();
        private Loop.Timer timer;
    }

    /** A node is wanted and there is no link to it. */
    void missed(NodeId node) {
        if (!isLinked.test(node) && missedSince.putIfAbsent(node, loop.clock().nanos()) == null) {
            time(node);
        }
    }

    /** There is a link. */
    void linked(NodeId node) {
        missedSince.remove(node);
        Waiting there = waiting.get(node);
        if (there != null && there.timer != null) {
            there.timer.cancel();
            there.timer = null;
        }
    }

    boolean isAway(NodeId node) {
        Long since = missedSince.get(node);
        return since != null && loop.clock().nanos() - since >= GRACE_NANOS && !isLinked.test(node);
    }

    /** Runs {@code action} when the node is away, unless what is returned was run before. */
    Runnable whenAway(NodeId node, Runnable action) {
        waiting.computeIfAbsent(node, missing -> new Waiting()).actions.add(action);
        time(node);
        return () -> leave(node, action);
    }

    private void leave(NodeId node, Runnable action) {
        Waiting there = waiting.get(node);
        if (there != null && there.actions.remove(action) && there.actions.isEmpty()) {
            waiting.remove(node);
            if (there.timer != null) {
                there.timer.cancel();
            }
        }
    }

    private void time(NodeId node) {
        Long since = missedSince.get(node);
        Waiting there = waiting.get(node);
        if (since != null && there != null && there.timer == null) {
            long left = Math.max(0, GRACE_NANOS - (loop.clock().nanos() - since));
            there.timer = loop.schedule(left, () -> onTime(node, there));
        }
    }

    private void onTime(NodeId node, Waiting there) {
        there.timer = null;
        if (waiting.get(node) == there && isAway(node)) {
            waiting.remove(node);
            List.copyOf(there.actions).forEach(Runnable::run);
        }
    }
}
