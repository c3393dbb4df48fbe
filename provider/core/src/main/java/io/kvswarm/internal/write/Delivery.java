package io.kvswarm.internal.write;

import io.kvswarm.api.NodeId;
import io.kvswarm.internal.base.Deadlines;
import io.kvswarm.internal.wire.Confirm;
import io.kvswarm.internal.wire.Link;
import io.kvswarm.internal.wire.Result;
import io.kvswarm.internal.wire.Results;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings lanes to their owners: links, windows, results, what is sent again and what is confirmed. Confined to the
 * loop.
 */
final class Delivery {
    private static final Logger LOG = LoggerFactory.getLogger(Delivery.class);
    private static final long MILLI = 1_000_000;
    private static final int RESEND_DOUBLINGS_MAX = 4;

    private final WriterPlace place;
    private final WriteSettings settings;
    private final Deadlines deadlines;
    private final Sessions sessions;
    private final Endings endings;
    private final Runnable wake;
    private final Map<NodeId, Destination> destinations = new HashMap<>();
    private ArrayDeque<Destination> due = new ArrayDeque<>();
    private SessionEnds ends;

    /** {@code wake} makes sure that {@link #flush} is called at the end of the turn. */
    Delivery(
            WriterPlace place,
            WriteSettings settings,
            Deadlines deadlines,
            Sessions sessions,
            Endings endings,
            Runnable wake) {
        this.place = place;
        this.settings = settings;
        this.deadlines = deadlines;
        this.sessions = sessions;
        this.endings = endings;
        this.wake = wake;
    }

    void endsAre(SessionEnds newEnds) {
        ends = newEnds;
    }

    Destination destination(NodeId node) {
        return destinations.computeIfAbsent(
                node, missing -> new Destination(missing, settings, this::watch, this::confirm));
    }

    /** Null if nothing was ever for that node. */
    Destination known(NodeId node) {
        return destinations.get(node);
    }

    /** True if {@code link} is the one in use to its node. */
    boolean isInUse(Link link) {
        Destination destination = destinations.get(link.peer());
        return destination != null && destination.link() == link;
    }

    /** Something may be there to send to {@code destination}. */
    void due(Destination destination) {
        if (!destination.isDue) {
            destination.isDue = true;
            due.add(destination);
            wake.run();
        }
    }

    /** A mutation was put into a lane that no caller has asked for. */
    void added(PendingMutation mutation) {
        endings.added(mutation);
    }

    /** The lane may have something to send. */
    void ready(Lane lane) {
        lane.destination.ready(lane);
        due(lane.destination);
    }

    /** The end of a turn: what is due goes out. */
    void flush() {
        long now = place.loop().clock().nanos();
        while (!due.isEmpty()) {
            Destination destination = due.poll();
            destination.isDue = false;
            flush(destination, now);
        }
    }

    private void flush(Destination destination, long now) {
        if (destination.link() == null && hasBusiness(destination)) {
            Link link = place.owners().linkOf(destination.node());
            if (link != null && link.isOpen()) {
                adopt(destination, link);
            }
        }
        if (destination.link() != null && destination.isServing()) {
            destination.send(now);
            ends.send(destination);
        }
        if (hasBusiness(destination) && !destination.watch.isListed()) {
            deadlines.add(destination.watch, now + settings.resendMillis() * MILLI / 2);
        }
    }

    private boolean hasBusiness(Destination destination) {
        return destination.hasReady() || !destination.watched().isEmpty() || ends.concern(destination);
    }

    void onLink(Link link) {
        Destination destination = destinations.get(link.peer());
        if (destination != null) {
            adopt(destination, link);
        }
    }

    private void adopt(Destination destination, Link link) {
        if (destination.link() == link) {
            return;
        }
        unlink(destination);
        destination.linkIs(link);
        heard(link, link.hello().term(), 0);
        sessions.forEachLane(lane -> {
            if (lane.destination == destination) {
                lane.confirmedTold = 0;
                listForConfirmation(lane);
            }
        });
        due(destination);
    }

    void onLinkEnd(Link link) {
        Destination destination = destinations.get(link.peer());
        if (destination != null && destination.link() == link) {
            unlink(destination);
            due(destination);
        }
    }

    private void unlink(Destination destination) {
        destination.linkIs(null);
        ends.unsent(destination);
        while (!destination.watched().isEmpty()) {
            Lane lane = destination.watched().poll();
            lane.isWatched = false;
            lane.rewind();
            destination.ready(lane);
        }
    }

    void onResults(Link link, Results results) {
        if (!isInUse(link)) {
            return;
        }
        Destination destination = destinations.get(link.peer());
        Session session = sessions.of(results.session());
        if (!heard(link, results.term(), results.synced()) || session == null) {
            return;
        }
        long now = place.loop().clock().nanos();
        for (Result result : results.results()) {
            Lane lane = laneOf(session, result.cell(), destination);
            PendingMutation mutation = lane == null ? null : lane.awaiting(result.number());
            if (mutation != null) {
                lane.quietSinceNanos = now;
                onResult(destination, lane, mutation, result);
            }
        }
        if (destination.hasReady()) {
            due(destination);
        }
    }

    /** The lane of {@code session} that {@code destination} may talk about; null if it is none of its business. */
    Lane laneOf(Session session, int cell, Destination destination) {
        Lane lane = place.routing() == null ? session.laneOfNode(destination.node()) : session.laneOfCell(cell);
        return lane != null && lane.destination == destination ? lane : null;
    }

    private void onResult(Destination destination, Lane lane, PendingMutation mutation, Result result) {
        lane.end(mutation, destination.term());
        lane.refusal = null;
        lane.refusals = 0;
        lane.resends = 0;
        endings.ended(mutation, result);
        if (mutation.isLogged && lane.session().isDurable() && result.sequence() > destination.synced()) {
            mutation.ownerTerm = destination.term();
            mutation.ownerSequence = result.sequence();
            destination.unsynced().add(mutation);
        } else {
            endings.forget(mutation);
        }
        listForConfirmation(lane);
        if (lane.next() != null) {
            destination.ready(lane);
        }
        if (lane.open() == null) {
            freeSuccessors(lane);
        }
    }

    private void freeSuccessors(Lane lane) {
        for (Lane younger = lane.successor; younger != null; younger = younger.successor) {
            if (younger.next() != null) {
                ready(younger);
            }
        }
    }

    /** The owner's term and how far it is synced; false if that is old news, and all that came with it. */
    boolean heard(Link link, long term, long synced) {
        Destination destination = destinations.get(link.peer());
        if (term < destination.term()) {
            // Also of a process that does not serve yet: it has no term to tell, but may have a new one soon.
            return false;
        }
        if (term > destination.term()) {
            newTerm(destination, term);
        }
        if (!destination.process().equals(link.hello().process())) {
            // The same term in another process: it stopped cleanly, so all it had is synced (RULES 2).
            destination.processIs(link.hello().process());
            forgetSynced(destination, Long.MAX_VALUE);
            destination.syncedAnew();
        }
        if (term > 0 && !destination.isServing()) {
            destination.serves();
            due(destination);
        }
        if (synced > destination.synced()) {
            destination.syncedUpTo(synced);
            forgetSynced(destination, synced);
        }
        return true;
    }

    private void forgetSynced(Destination destination, long synced) {
        ArrayDeque<PendingMutation> unsynced = destination.unsynced();
        while (!unsynced.isEmpty()) {
            PendingMutation first = unsynced.peek();
            boolean counts =
                    first.hasEnded && first.lane.destination == destination && first.ownerTerm == destination.term();
            if (counts && first.ownerSequence > synced) {
                return;
            }
            unsynced.poll();
            if (counts) {
                endings.forget(first);
            }
        }
    }

    /** The owner may have lost what was not synced: all of that is sent again (RULES 2). */
    private void newTerm(Destination destination, long term) {
        Set<Lane> lanes = new LinkedHashSet<>();
        for (PendingMutation mutation : destination.unsynced()) {
            if (mutation.lane.destination == destination) {
                lanes.add(mutation.lane);
            }
        }
        destination.unsynced().clear();
        destination.termIs(term);
        for (Lane lane : lanes) {
            reopen(lane, term);
        }
    }

    private void reopen(Lane lane, long term) {
        for (PendingMutation mutation : lane.reopen(term)) {
            endings.reopened(mutation);
        }
        lane.destination.ready(lane);
        due(lane.destination);
    }

    /** Owners may have changed: what is not confirmed goes to the new ones, in order (RULES 3). */
    void onRouting() {
        sessions.forEachLane(this::route);
        ends.onRouting();
    }

    /** Sends a lane where its cell is now; says whether that is another node than before. */
    boolean route(Lane lane) {
        if (lane.isOfMessages()) {
            return false;
        }
        Destination before = lane.destination;
        Destination now = destination(place.routing().ownerOf(lane.cell()));
        if (now == before) {
            return false;
        }
        lane.rewind();
        before.release(lane);
        deadlines.remove(lane.pause);
        lane.destination = now;
        lane.confirmedTold = 0;
        lane.refusal = null;
        lane.refusals = 0;
        reopen(lane, Long.MAX_VALUE);
        listForConfirmation(lane);
        return true;
    }

    /** Looks after what was not answered on a live link, and dials again where there is none. */
    private void watch(Destination destination) {
        long now = place.loop().clock().nanos();
        for (int left = destination.watched().size(); left > 0; left--) {
            Lane lane = destination.watched().poll();
            if (lane.inFlight == 0) {
                lane.isWatched = false;
                continue;
            }
            destination.watched().add(lane);
            long patience = (settings.resendMillis() * MILLI) << Math.min(lane.resends, RESEND_DOUBLINGS_MAX);
            if (now - lane.quietSinceNanos >= patience) {
                sendAgain(destination, lane, now);
            }
        }
        ends.unsent(destination);
        if (hasBusiness(destination)) {
            due(destination);
        }
    }

    private void sendAgain(Destination destination, Lane lane, long now) {
        LOG.debug("{}: nothing heard of cell {} for a while, sent again", destination, lane.cell());
        lane.resends++;
        lane.quietSinceNanos = now;
        lane.rewind();
        destination.ready(lane);
    }

    private void listForConfirmation(Lane lane) {
        Destination destination = lane.destination;
        if (lane.confirmed > lane.confirmedTold && !lane.isConfirmListed) {
            lane.isConfirmListed = true;
            destination.toConfirm().add(lane);
            if (!destination.confirmation.isListed()) {
                long now = place.loop().clock().nanos();
                deadlines.add(destination.confirmation, now + settings.confirmMillis() * MILLI);
            }
        }
    }

    /** Tells an owner what no mutation has carried to it (RULES 11). */
    private void confirm(Destination destination) {
        Map<Session, List<Confirm.Mark>> marks = new HashMap<>();
        while (!destination.toConfirm().isEmpty()) {
            Lane lane = destination.toConfirm().poll();
            lane.isConfirmListed = false;
            // Without a link nothing is told; the next one begins with all of it.
            if (destination.link() != null && lane.confirmed > lane.confirmedTold) {
                lane.confirmedTold = lane.confirmed;
                marks.computeIfAbsent(lane.session(), session -> new ArrayList<>())
                        .add(new Confirm.Mark(lane.cell(), lane.confirmed));
            }
        }
        marks.forEach((session, all) -> send(destination.link(), session, all));
    }

    private static void send(Link link, Session session, List<Confirm.Mark> marks) {
        for (int from = 0; from < marks.size(); from += Confirm.COUNT_MAX) {
            int to = Math.min(marks.size(), from + Confirm.COUNT_MAX);
            link.send(new Confirm(session.id(), List.copyOf(marks.subList(from, to))));
        }
    }
}
