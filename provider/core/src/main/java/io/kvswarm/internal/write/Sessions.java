package io.kvswarm.internal.write;

import io.kvswarm.api.NodeId;
import io.kvswarm.internal.base.Deadlines;
import io.kvswarm.internal.wire.SessionId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/** All sessions of a writer, oldest first, the last being the one that seals; and their lanes. Confined to the loop. */
final class Sessions {
    /** Sessions follow each other after most of a day. */
    private static final int OPENED_MAX = 64;

    private final List<Session> all = new ArrayList<>();
    private final Set<SessionId> opened = new LinkedHashSet<>();
    private final Map<SessionId, Session> byId = new HashMap<>();
    private final Consumer<Lane> onPauseEnd;

    /** No session yet; {@code onPauseEnd} is told of lanes that were to wait and no longer are. */
    Sessions(Consumer<Lane> onPauseEnd) {
        this.onPauseEnd = onPauseEnd;
    }

    void add(Session session) {
        all.add(session);
        byId.put(session.id(), session);
        if (!session.isRecovered) {
            opened.add(session.id());
            if (opened.size() > OPENED_MAX) {
                opened.remove(opened.iterator().next());
            }
        }
    }

    /** True for sessions that this process has opened, also when they are over. */
    boolean isOpened(SessionId id) {
        return opened.contains(id);
    }

    void remove(Session session) {
        all.remove(session);
        byId.remove(session.id());
    }

    /** The session that seals. */
    Session current() {
        return all.get(all.size() - 1);
    }

    boolean isCurrent(Session session) {
        return session == current();
    }

    /** Null if it is unknown or over. */
    Session of(SessionId id) {
        return byId.get(id);
    }

    /** A copy: what is done with one may end it. */
    List<Session> all() {
        return List.copyOf(all);
    }

    long nextOrdinal() {
        return all.isEmpty() ? 0 : current().ordinal() + 1;
    }

    void forEachLane(Consumer<Lane> action) {
        for (Session session : all()) {
            session.forEachLane(action);
        }
    }

    /** The lane of a session to a cell of {@code destination}; made if it is not there. */
    Lane laneToCell(Session session, int cell, Destination destination) {
        Lane lane = session.laneOfCell(cell);
        if (lane == null) {
            lane = newLane(session, cell, false, destination);
            session.addLaneOfCell(cell, lane);
            chain(lane, older -> older.laneOfCell(cell));
        }
        return lane;
    }

    /** The lane of a session to the queue of {@code destination}; made if it is not there. */
    Lane laneToNode(Session session, int cell, Destination destination) {
        NodeId node = destination.node();
        Lane lane = session.laneOfNode(node);
        if (lane == null) {
            lane = newLane(session, cell, true, destination);
            session.addLaneOfNode(node, lane);
            chain(lane, older -> older.laneOfNode(node));
        }
        return lane;
    }

    private Lane newLane(Session session, int cell, boolean isOfMessages, Destination destination) {
        Lane[] made = new Lane[1];
        Deadlines.Entry pause = new Task(() -> onPauseEnd.accept(made[0]));
        made[0] = new Lane(session, cell, isOfMessages, pause);
        made[0].destination = destination;
        return made[0];
    }

    /** Puts a lane behind the same one of the newest older session that has it. */
    private void chain(Lane lane, java.util.function.Function<Session, Lane> sameLane) {
        for (int i = all.indexOf(lane.session()) - 1; i >= 0 && lane.predecessor == null; i--) {
            Lane older = sameLane.apply(all.get(i));
            if (older != null) {
                lane.predecessor = older;
                older.successor = lane;
            }
        }
    }

    /** The newest mutation of a cell whose call has returned and that has no result; null if there is none. */
    PendingMutation newestReturned(int cell) {
        PendingMutation newest = null;
        for (Session session : all) {
            Lane lane = session.laneOfCell(cell);
            for (PendingMutation each = lane == null ? null : lane.open(); each != null; each = each.next) {
                newest = each.hasReturned && !each.hasEnded ? each : newest;
            }
        }
        return newest;
    }
}
