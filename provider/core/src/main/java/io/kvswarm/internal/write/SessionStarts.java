package io.kvswarm.internal.write;

import io.kvswarm.api.SwarmException;
import io.kvswarm.internal.base.Deadlines;
import io.kvswarm.internal.log.LogKeys;
import io.kvswarm.internal.log.RecordLog;
import io.kvswarm.internal.log.Replay;
import io.kvswarm.internal.wire.SessionId;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Begins sessions: those that earlier starts have left, the one of this start, and in memory the next in time. */
final class SessionStarts {
    private static final Logger LOG = LoggerFactory.getLogger(SessionStarts.class);
    private static final long MARKS_NANOS = 1_000_000_000;

    private final WriterPlace place;
    private final WriteSettings settings;
    private final Sessions sessions;
    private final Delivery delivery;
    private final Endings endings;
    private final PendingView view;
    private final Deadlines.Entry marking = new Task(this::writeMarks);
    private long markedNumber;

    SessionStarts(
            WriterPlace place,
            WriteSettings settings,
            Sessions sessions,
            Delivery delivery,
            Endings endings,
            PendingView view) {
        this.place = place;
        this.settings = settings;
        this.sessions = sessions;
        this.delivery = delivery;
        this.endings = endings;
        this.view = view;
    }

    CompletableFuture<Void> start() {
        if (place.outbox() == null) {
            startInMemory();
            return CompletableFuture.completedFuture(null);
        }
        return OutboxFiles.openAll(place.outbox()).thenCompose(found -> {
            found.forEach(this::recover);
            return startInDirectory();
        });
    }

    private void startInMemory() {
        long endMillis = place.loop().clock().wallMillis() + settings.sessionMillis();
        sessions.add(new Session(newId(), sessions.nextOrdinal(), endMillis, null));
    }

    private SessionId newId() {
        return new SessionId(place.random().nextLong(), place.random().nextLong());
    }

    private CompletableFuture<Void> startInDirectory() {
        SessionId id = newId();
        Replay nothing = Replay.all(batch -> CompletableFuture.completedFuture(null));
        OutboxPlace outbox = place.outbox();
        return RecordLog.open(outbox.log(), outbox.identityOf(id), LogKeys.NONE, outbox.settings(), nothing)
                .thenCompose(opened -> {
                    Session session = withOutbox(id, sessions.nextOrdinal(), opened.log());
                    session.outbox().writeMarks();
                    sessions.add(session);
                    // Known to the directory before any owner hears of it, so that it is ended one day.
                    return session.outbox().synced();
                });
    }

    private Session withOutbox(SessionId id, long ordinal, RecordLog log) {
        Session[] made = new Session[1];
        Outbox outbox = new Outbox(log, settings.loggedAs(), () -> marksOf(made[0]));
        made[0] = new Session(id, ordinal, 0, outbox);
        return made[0];
    }

    private static OutboxFormat.Marks marksOf(Session session) {
        List<OutboxFormat.Mark> marks = new ArrayList<>();
        session.forEachLane(lane -> marks.add(new OutboxFormat.Mark(
                lane.isOfMessages() ? lane.destination.node() : null, lane.cell(), lane.forgottenNumber())));
        return new OutboxFormat.Marks(session.ordinal(), marks);
    }

    /** Takes over what an earlier start has left, with its session, numbers and bytes. */
    private void recover(RecoveredOutbox found) {
        found.warnOfDamage();
        Session session = withOutbox(found.session(), found.ordinal(), found.log());
        session.isRecovered = true;
        sessions.add(session);
        for (OutboxFormat.Mark mark : found.marks()) {
            laneOf(session, new OutboxFormat.LaneKey(mark.node(), mark.cell())).forgottenUpTo(mark.forgotten());
        }
        int pending = 0;
        for (RecoveredOutbox.Found each : found.mutations()) {
            pending += recover(session, each) ? 1 : 0;
        }
        found.records().forEach(session.outbox()::recovered);
        LOG.info("{}: {} changes of an earlier start are to be delivered", session, pending);
    }

    private boolean recover(Session session, RecoveredOutbox.Found found) {
        Lane lane = laneOf(session, found.lane());
        session.sealedUpTo(found.mutation().number());
        if (found.mutation().number() <= lane.forgottenNumber()) {
            return false;
        }
        PendingMutation mutation = new PendingMutation(lane, found.mutation());
        lane.sealedUpTo(mutation.number);
        mutation.isLogged = !mutation.isWithdrawal();
        mutation.hasReturned = true;
        mutation.record = found.record();
        mutation.record.live++;
        lane.add(mutation);
        view.add(mutation);
        endings.added(mutation);
        delivery.ready(lane);
        return true;
    }

    private Lane laneOf(Session session, OutboxFormat.LaneKey key) {
        return key.node() != null
                ? sessions.laneToNode(session, key.cell(), delivery.destination(key.node()))
                : sessions.laneToCell(
                        session,
                        key.cell(),
                        delivery.destination(place.routing().ownerOf(key.cell())));
    }

    /** In memory, begins the next session in time; gives those before it, which are to end. */
    List<Session> renewIfDue() {
        Session current = sessions.current();
        long now = place.loop().clock().wallMillis();
        if (current.endMillis() == 0 || now < current.endMillis() - settings.sessionMillis() / 2) {
            return List.of();
        }
        startInMemory();
        List<Session> before = new ArrayList<>(sessions.all());
        before.remove(sessions.current());
        return before;
    }

    /** All of the present session is done with: written down after a while, so that a restart need not ask again. */
    void onDrained(Session session, Deadlines deadlines) {
        if (session.outbox() != null && !marking.isListed()) {
            deadlines.add(marking, place.loop().clock().nanos() + MARKS_NANOS);
        }
    }

    private void writeMarks() {
        Session session = sessions.current();
        if (session.sealed() == markedNumber || !session.outbox().isOpen()) {
            return;
        }
        try {
            session.outbox().writeMarks();
            markedNumber = session.sealed();
        } catch (SwarmException full) {
            LOG.debug("{}: marks are not written: {}", session, full.getMessage());
        }
    }

    /** Nobody knows that session any more. */
    void onOver(Session session) {
        LOG.debug("{} is over", session);
        if (session.outbox() != null) {
            discard(session);
        }
    }

    private CompletableFuture<Void> discard(Session session) {
        return session.outbox().close().thenCompose(closed -> OutboxFiles.delete(place.outbox(), session.id()));
    }

    CompletableFuture<Void> close() {
        List<CompletableFuture<Void>> closing = new ArrayList<>();
        for (Session session : sessions.all()) {
            if (session.outbox() != null) {
                closing.add(close(session));
            }
        }
        return CompletableFuture.allOf(closing.toArray(CompletableFuture[]::new));
    }

    private CompletableFuture<Void> close(Session session) {
        if (session.sealed() == 0) {
            return discard(session);
        }
        if (sessions.isCurrent(session)) {
            writeMarks();
        }
        return session.outbox().close();
    }
}
