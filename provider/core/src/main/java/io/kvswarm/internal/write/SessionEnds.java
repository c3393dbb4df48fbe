package io.kvswarm.internal.write;

import io.kvswarm.api.NodeId;
import io.kvswarm.api.SwarmException;
import io.kvswarm.internal.wire.EndSession;
import io.kvswarm.internal.wire.Link;
import io.kvswarm.internal.wire.Routing;
import io.kvswarm.internal.wire.SessionEnded;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends sessions that are no longer written with: once nothing of one is left, every owner that knows it is told, and
 * when all have dropped its marks it is over (RULES 1). Confined to the loop.
 */
final class SessionEnds {
    private static final Logger LOG = LoggerFactory.getLogger(SessionEnds.class);

    private final Sessions sessions;
    private final Delivery delivery;
    private final Routing routing;
    private final Consumer<Session> onOver;
    private final List<Session> ending = new ArrayList<>();
    /** Nodes that were told on their present link, and not asked again yet. */
    private final Set<NodeId> told = new HashSet<>();

    /** {@code onOver} is told of sessions that nobody knows any more. */
    SessionEnds(Sessions sessions, Delivery delivery, Routing routing, Consumer<Session> onOver) {
        this.routing = routing;
        this.sessions = sessions;
        this.delivery = delivery;
        this.onOver = onOver;
    }

    /** Ends {@code session} if it is not the one that seals and has nothing left. */
    void endIfDrained(Session session) {
        if (sessions.isCurrent(session) || session.pending() > 0 || session.isEnding) {
            return;
        }
        session.isEnding = true;
        if (session.outbox() == null || session.owners(routing).isEmpty()) {
            begin(session);
            return;
        }
        // An owner that dropped the marks would apply everything once more: it must never be sent again.
        try {
            session.outbox().writeMarks();
            session.outbox().whenSynced(failure -> beginUnless(failure, session));
        } catch (SwarmException e) {
            beginUnless(e, session);
        }
    }

    private void beginUnless(Exception failure, Session session) {
        if (failure == null) {
            begin(session);
        } else {
            LOG.warn("{} is delivered and stays in the outbox until the next start: {}", session, failure.getMessage());
        }
    }

    private void begin(Session session) {
        session.ending = session.owners(routing);
        ending.add(session);
        for (NodeId node : session.ending) {
            told.remove(node);
            delivery.due(delivery.destination(node));
        }
        overIfAllAnswered(session);
    }

    /** True if that node has yet to hear or answer. */
    boolean concern(Destination destination) {
        for (Session session : ending) {
            if (session.ending.contains(destination.node())) {
                return true;
            }
        }
        return false;
    }

    /** Tells a node that has a link, once until {@link #unsent}. */
    void send(Destination destination) {
        if (!concern(destination) || !told.add(destination.node())) {
            return;
        }
        for (Session session : ending) {
            if (session.ending.contains(destination.node())) {
                destination.link().send(new EndSession(session.id()));
            }
        }
    }

    /** What that node was told may be lost. */
    void unsent(Destination destination) {
        told.remove(destination.node());
    }

    void onSessionEnded(Link link, SessionEnded ended) {
        Session session = sessions.of(ended.session());
        if (session != null && session.ending != null && session.ending.remove(link.peer())) {
            overIfAllAnswered(session);
        }
    }

    /** A node that no longer owns anything the session wrote to has handed its marks on. */
    void onRouting() {
        for (Session session : List.copyOf(ending)) {
            if (session.ending.retainAll(session.owners(routing))) {
                overIfAllAnswered(session);
            }
        }
    }

    private void overIfAllAnswered(Session session) {
        if (session.ending.isEmpty()) {
            ending.remove(session);
            told.retainAll(stillConcerned());
            sessions.remove(session);
            onOver.accept(session);
        }
    }

    private Set<NodeId> stillConcerned() {
        Set<NodeId> nodes = new HashSet<>();
        ending.forEach(session -> nodes.addAll(session.ending));
        return nodes;
    }

    /** Sessions that are over for this writer and not yet for some owner. */
    int size() {
        return ending.size();
    }
}
