package io.kvswarm.internal.write;

import io.kvswarm.api.NodeId;
import io.kvswarm.internal.base.Limits;
import io.kvswarm.internal.wire.Mutation;
import io.kvswarm.internal.wire.Routing;
import io.kvswarm.internal.wire.SessionId;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/** One start of a writer's process, or what an earlier one has left (RULES 1). Confined to the loop. */
final class Session {
    private final SessionId id;
    private final long ordinal;
    private final long endMillis;
    private final Outbox outbox;
    /** By cell; for messages unused. */
    private Lane[] laneOfCell = {};
    /** By node; for keys unused. */
    private final Map<NodeId, Lane> laneOfNode = new HashMap<>();

    private long sealed;
    private long pending;

    /** An earlier start of this node has left it. */
    boolean isRecovered;
    /** Nothing is left of it, and it is being ended. */
    boolean isEnding;
    /** Owners that have not said yet that they dropped the marks of this session; null until it ends. */
    Set<NodeId> ending;

    /**
     * A session.
     *
     * @param ordinal   how many sessions the directory had before
     * @param endMillis wall time from which owners refuse it; 0 for never
     * @param outbox    null in memory
     */
    Session(SessionId id, long ordinal, long endMillis, Outbox outbox) {
        this.id = id;
        this.ordinal = ordinal;
        this.endMillis = endMillis;
        this.outbox = outbox;
    }

    SessionId id() {
        return id;
    }

    long ordinal() {
        return ordinal;
    }

    long endMillis() {
        return endMillis;
    }

    /** Null in memory. */
    Outbox outbox() {
        return outbox;
    }

    boolean isDurable() {
        return outbox != null;
    }

    /** Number of the newest mutation. */
    long sealed() {
        return sealed;
    }

    long nextNumber() {
        return ++sealed;
    }

    /** Takes back the newest number, which nobody has seen. */
    void unseal(Mutation mutation, Lane lane) {
        sealed = mutation.number() - 1;
        lane.sealedUpTo(mutation.prev());
    }

    /** What is not forgotten yet. */
    long pending() {
        return pending;
    }

    void pendingMore(int count) {
        pending += count;
    }

    void sealedUpTo(long number) {
        sealed = Math.max(sealed, number);
    }

    Lane laneOfCell(int cell) {
        return cell < laneOfCell.length ? laneOfCell[cell] : null;
    }

    Lane laneOfNode(NodeId node) {
        return laneOfNode.get(node);
    }

    void addLaneOfCell(int cell, Lane lane) {
        if (cell >= laneOfCell.length) {
            int length = Math.max(cell + 1, Math.min(Limits.CELLS_MAX, laneOfCell.length * 2));
            laneOfCell = Arrays.copyOf(laneOfCell, length);
        }
        laneOfCell[cell] = lane;
    }

    void addLaneOfNode(NodeId node, Lane lane) {
        laneOfNode.put(node, lane);
    }

    void forEachLane(Consumer<Lane> action) {
        for (Lane lane : laneOfCell) {
            if (lane != null) {
                action.accept(lane);
            }
        }
        laneOfNode.values().forEach(action);
    }

    /** Every node that may know this session. */
    Set<NodeId> owners(Routing routing) {
        Set<NodeId> owners = new HashSet<>();
        forEachLane(lane -> owners.add(lane.destination.node()));
        // A crash may have taken the end of its outbox, and with it which cells it wrote to.
        for (int cell = 0; isRecovered && routing != null && cell < routing.cells(); cell++) {
            owners.add(routing.ownerOf(cell));
        }
        return owners;
    }

    @Override
    public String toString() {
        return "session " + id.toString().substring(0, 8);
    }
}
