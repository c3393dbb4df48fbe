package io.kvswarm.internal.storage;

import io.kvswarm.api.NodeId;
import io.kvswarm.internal.log.LogState;
import io.kvswarm.internal.wire.Block;
import io.kvswarm.internal.wire.Confirm;
import io.kvswarm.internal.wire.Link;
import io.kvswarm.internal.wire.Mutation;
import io.kvswarm.internal.wire.SessionEnded;
import io.kvswarm.internal.wire.SessionId;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Which sessions may write, and how they begin and end in the cells held here (RULES 1, 10). Confined to the loop. */
final class Sessions {
    /** Most durable sessions of one writer. */
    static final int DURABLE_MAX = 4096;

    private static final Logger LOG = LoggerFactory.getLogger(Sessions.class);
    private static final int ENDED_MAX = 65_536;
    private static final long DROPPED_AFTER_MILLIS = TimeUnit.HOURS.toMillis(1);

    private final Owner owner;
    private final Map<NodeId, Set<SessionId>> durable = new HashMap<>();
    private final Set<SessionId> ended = Collections.newSetFromMap(new Bounded<>());
    private long lost;

    /** Forgets its oldest entry past the limit. */
    private static final class Bounded<K> extends LinkedHashMap<K, Boolean> {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<K, Boolean> eldest) {
            return size() > ENDED_MAX;
        }
    }

    Sessions(Owner owner) {
        this.owner = owner;
        for (CellState cell : owner.cells().all()) {
            cell.sessions().forEach((id, mark) -> {
                if (mark.isDurable()) {
                    durableOf(mark.writer()).add(id);
                }
            });
        }
    }

    /** The session's mark in the cell, begun if it is new there; null if it is another writer's. */
    SessionMark markOf(CellState cell, Block block, NodeId principal) {
        SessionMark mark = cell.session(block.session());
        if (mark == null) {
            mark = new SessionMark(principal, block.durable(), block.endMillis());
            if (block.durable()) {
                durableOf(principal).add(block.session());
            }
            return owner.journal().begin(cell, block.session(), mark);
        }
        return mark.writer().equals(principal) ? mark : null;
    }

    /** Why blocks of a session are refused; null if they are not. */
    String refusal(Block block, NodeId principal) {
        if (!owner.access().mayWrite(principal)) {
            return "node " + principal
                    + " is not among the writers; authorise it with: kvswarm config set -c FILE --writer=" + principal;
        }
        if (ended.contains(block.session())) {
            return "the session is over";
        }
        if (!block.durable() && block.endMillis() <= owner.time().millis()) {
            return "the session's time is over; open a new one";
        }
        if (block.durable() && !hasRoomFor(block.session(), principal)) {
            return "the writer has " + DURABLE_MAX + " durable sessions already";
        }
        return null;
    }

    /** Takes note of results a writer holds, of cells it sends nothing for at the moment. */
    void confirm(Link link, Confirm confirm) {
        for (Confirm.Mark confirmed : confirm.marks()) {
            CellState cell = owner.cells().find(confirmed.cell());
            SessionMark mark = cell == null ? null : cell.session(confirm.session());
            if (mark != null && mark.writer().equals(link.principal())) {
                mark.confirm(confirmed.confirmed());
            }
        }
    }

    /** Drops the marks of a session everywhere, then tells its writer. */
    void end(Link link, SessionId session) {
        if (owner.log().state() != LogState.OPEN && owner.log().state() != LogState.FULL) {
            // Its writer asks again, by then perhaps the node's next process.
            return;
        }
        ended.add(session);
        Release all = null;
        for (CellState cell : owner.cells().all()) {
            SessionMark mark = cell.session(session);
            if (mark != null && mark.writer().equals(link.principal()) && !isBroken(cell)) {
                all = owner.journal().end(cell, session);
            }
        }
        durableOf(link.principal()).remove(session);
        if (all == null) {
            link.send(new SessionEnded(session));
        } else {
            owner.committer().changed();
            all.then(() -> link.send(new SessionEnded(session)));
        }
    }

    /** Drops the marks of volatile sessions whose time has been over for an hour. */
    void dropOverdue(long now) {
        for (CellState cell : owner.cells().all()) {
            cell.sessions().entrySet().stream()
                    .filter(entry -> isOverdue(entry.getValue(), now) && !isBroken(cell))
                    .map(Map.Entry::getKey)
                    .toList()
                    .forEach(session -> owner.journal().end(cell, session));
        }
    }

    /** Takes note that a writer has lost what it had numbered. */
    void lost(SessionId session, Mutation mutation) {
        lost++;
        LOG.warn(
                "session {} lost its mutations {} to {} of cell {}",
                session,
                mutation.prev() + 1,
                mutation.number(),
                mutation.cell());
    }

    /** How often a writer said that it had lost mutations. */
    long lostCount() {
        return lost;
    }

    /** The log takes no records for such a cell: its marks stay as they are. */
    private boolean isBroken(CellState cell) {
        return owner.cells().isBroken(cell.cell());
    }

    private static boolean isOverdue(SessionMark mark, long now) {
        return !mark.isDurable() && mark.endMillis() + DROPPED_AFTER_MILLIS <= now;
    }

    private boolean hasRoomFor(SessionId session, NodeId writer) {
        Set<SessionId> sessions = durable.get(writer);
        return sessions == null || sessions.size() < DURABLE_MAX || sessions.contains(session);
    }

    private Set<SessionId> durableOf(NodeId writer) {
        return durable.computeIfAbsent(writer, id -> new HashSet<>());
    }
}
