package io.kvswarm.internal.write;

import io.kvswarm.api.ErrorCode;
import io.kvswarm.api.Level;
import io.kvswarm.api.MutationId;
import io.kvswarm.api.NodeId;
import io.kvswarm.api.SwarmException;
import io.kvswarm.internal.base.Deadlines;
import io.kvswarm.internal.base.Limits;
import io.kvswarm.internal.base.Loop;
import io.kvswarm.internal.wire.Link;
import io.kvswarm.internal.wire.Nack;
import io.kvswarm.internal.wire.Pong;
import io.kvswarm.internal.wire.Result;
import io.kvswarm.internal.wire.Results;
import io.kvswarm.internal.wire.SessionEnded;
import io.kvswarm.internal.wire.SessionId;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/**
 * Changes of this node on their way to their owners. Confined to its loop: every method is called there, every future
 * completes there.
 *
 * <p>A writer either sends changes to the owners of keys and cells ({@link #submit}) or messages to named nodes ({@link
 * #submitTo}); a node that does both has two.
 */
public final class Writer {
    /** Deadline of who waits for ever. */
    public static final long NO_DEADLINE = Long.MAX_VALUE;
    /** Most bytes of key, value and wanted value of one draft. */
    public static final int DRAFT_BYTES_MAX = Limits.VALUE_BYTES_MAX + Limits.KEY_BYTES_MAX;

    private final WriterPlace place;
    private final Loop loop;
    private final Deadlines deadlines;
    private final PendingView view = new PendingView();
    private final Withdrawals withdrawals = new Withdrawals();
    private final Totals totals;
    private final Sessions sessions;
    private final Delivery delivery;
    private final Refusals refusals;
    private final SessionEnds ends;
    private final SessionStarts starts;
    private final GivingUp givingUp;
    private final Sealing sealing;
    private boolean isAwake;
    private boolean isClosed;

    private Writer(WriterPlace place, WriteSettings settings) {
        this.place = place;
        loop = place.loop();
        deadlines = new Deadlines(loop);
        totals = new Totals(settings.queueBytesMax());
        sessions = new Sessions(this::onPauseEnd);
        Endings endings = new Endings(view, totals, withdrawals, this::onDrained);
        delivery = new Delivery(place, settings, deadlines, sessions, endings, this::wake);
        starts = new SessionStarts(place, settings, sessions, delivery, endings, view);
        ends = new SessionEnds(sessions, delivery, place.routing(), starts::onOver);
        delivery.endsAre(ends);
        refusals = new Refusals(loop.clock(), deadlines, sessions, delivery, this::onNotAuthorised, this::onUnusable);
        givingUp = new GivingUp(loop.clock(), deadlines, delivery, view, totals, withdrawals);
        sealing = new Sealing(place, sessions, delivery, refusals, view, totals, this::giveUp);
    }

    /**
     * Opens a writer: reads back what earlier starts of this node have left in the outboxes, and begins a session.
     *
     * <p>Call it on the loop. Fails with {@code DISK_FAILED} or {@code MALFORMED} if an outbox cannot be read.
     */
    public static CompletableFuture<Writer> open(WriterPlace place, WriteSettings settings) {
        place.loop().assertInside();
        Writer writer = new Writer(place, settings);
        return writer.starts.start().thenApply(started -> {
            // Those before were drained already if this process ended before it could say so.
            writer.sessions.all().forEach(writer.ends::endIfDrained);
            return writer;
        });
    }

    /**
     * Submits changes that go by key or cell, to be sent in their order in each cell.
     *
     * @param drafts        taken all or none
     * @param level         {@code LOGGED}, {@code ACK} or {@code RECEIPT}; {@code LOGGED} gives no old values
     * @param deadlineNanos on the loop's clock; what has not got as far by then is given up; or {@link #NO_DEADLINE}
     * @throws SwarmException if nothing was taken: {@code QUEUE_FULL}, {@code STORAGE_FULL}, {@code DISK_FAILED},
     *     {@code TOO_LARGE} or {@code CLOSED}
     */
    public Submission submit(List<Draft> drafts, Level level, long deadlineNanos) {
        if (place.routing() == null) {
            throw new IllegalStateException("a writer of messages takes none by key");
        }
        return submit(null, drafts, level, deadlineNanos);
    }

    /** Submits messages for the queue of {@code node}, to be sent in their order; else like {@link #submit}. */
    public Submission submitTo(NodeId node, List<Draft> drafts, Level level, long deadlineNanos) {
        if (place.routing() != null) {
            throw new IllegalStateException("a writer of changes takes none for a named node");
        }
        return submit(node, drafts, level, deadlineNanos);
    }

    private Submission submit(NodeId node, List<Draft> drafts, Level level, long deadlineNanos) {
        loop.assertInside();
        requireUsable(drafts, level);
        Submission submission = new Submission(List.copyOf(drafts), level, node, deadlines);
        if (drafts.isEmpty()) {
            submission.done().complete(submission);
            return submission;
        }
        requireRoom(submission.weight());
        sealing.stage(submission);
        submission.onGivingUp(() -> giveUp(submission));
        if (deadlineNanos != NO_DEADLINE) {
            deadlines.add(submission, deadlineNanos);
        }
        wake();
        return submission;
    }

    private void requireUsable(List<Draft> drafts, Level level) {
        if (isClosed) {
            throw new SwarmException(ErrorCode.CLOSED, "this node is closed; nothing of this call was taken");
        }
        if (level == Level.BUFFERED) {
            throw new IllegalArgumentException("what is only to be buffered is not submitted");
        }
        for (Draft draft : drafts) {
            if (level == Level.LOGGED && draft.wantsOld()) {
                throw new IllegalArgumentException("a change that is only to be logged gives no old value");
            }
            if (draft.bytes() > DRAFT_BYTES_MAX) {
                throw new SwarmException(
                        ErrorCode.TOO_LARGE,
                        "a change has " + draft.bytes() + " bytes of key, value and wanted value, at most "
                                + DRAFT_BYTES_MAX + "; nothing of this call was taken");
            }
        }
        Outbox outbox = sessions.current().outbox();
        if (outbox != null) {
            outbox.requireOpen();
        }
    }

    private void requireRoom(long weight) {
        if (!totals.takes(weight)) {
            throw new SwarmException(
                    ErrorCode.QUEUE_FULL,
                    totals.bytes() + " bytes of changes wait for their owners and " + weight
                            + " more would pass the limit of " + totals.bytesMax()
                            + "; nothing of this call was taken; try again when owners have answered");
        }
    }

    /** What reads of this node have to see of what it has logged. */
    public PendingView pending() {
        return view;
    }

    /** Tells {@code listener}, the only one, of all changes under way, now and from now on. */
    public void onOwnChanges(OwnChanges listener) {
        view.tells(listener);
        sessions.forEachLane(lane -> {
            for (PendingMutation each = lane.open(); each != null; each = each.next) {
                if (!each.hasEnded && each.begunAs != null) {
                    listener.begun(each.begunAs);
                }
            }
        });
    }

    /**
     * Whether a scan of {@code cell} has to wait until something logged has reached its owner: then {@code whenEnded}
     * runs once it has.
     */
    public boolean isBehind(int cell, Runnable whenEnded) {
        PendingMutation newest = sessions.newestReturned(cell);
        if (newest != null) {
            PendingView.runAfter(newest, whenEnded);
        }
        return newest != null;
    }

    /**
     * How a change ended whose caller was told that the outcome is unknown. Completes once its owner has answered;
     * fails if it is none of the last 65,536 of this process.
     */
    public CompletableFuture<Result> outcome(MutationId id) {
        loop.assertInside();
        return withdrawals.outcome(id).copy();
    }

    /** A link to a node is open. */
    public void onLink(Link link) {
        loop.assertInside();
        delivery.onLink(link);
    }

    /** A link has ended. */
    public void onLinkEnd(Link link) {
        loop.assertInside();
        delivery.onLinkEnd(link);
    }

    /** An owner's word on mutations. */
    public void onResults(Link link, Results results) {
        loop.assertInside();
        delivery.onResults(link, results);
    }

    /** Mutations that have not ended. */
    public void onNack(Link link, Nack nack) {
        loop.assertInside();
        refusals.onNack(link, nack);
    }

    /** An owner has dropped the marks of a session. */
    public void onSessionEnded(Link link, SessionEnded ended) {
        loop.assertInside();
        ends.onSessionEnded(link, ended);
    }

    /** How far a node is synced. */
    public void onPong(Link link, Pong pong) {
        loop.assertInside();
        if (delivery.isInUse(link)) {
            delivery.heard(link, pong.term(), pong.synced());
        }
    }

    /** Another config is in force: owners may have changed. */
    public void onRouting() {
        loop.assertInside();
        delivery.onRouting();
    }

    /** {@code node} will not let this one in: callers that wait for it fail, what is logged stays. */
    public void onRefused(NodeId node, SwarmException refusal) {
        loop.assertInside();
        Destination destination = delivery.known(node);
        if (destination != null) {
            failWaiting(destination, mutation -> refusal);
        }
    }

    private void failWaiting(Destination destination, Function<PendingMutation, SwarmException> failure) {
        sessions.forEachLane(lane -> {
            if (lane.destination == destination) {
                givingUp.giveUp(lane, failure);
            }
        });
    }

    private void onNotAuthorised(Lane lane, Nack nack) {
        givingUp.giveUpRefused(lane, nack.number(), mutation -> Failures.notAuthorised(mutation, nack.detail()));
    }

    private void onUnusable(Lane lane, Nack nack) {
        givingUp.giveUpUndecided(lane, nack.number());
    }

    private void onPauseEnd(Lane lane) {
        delivery.ready(lane);
    }

    private void onDrained(Session session) {
        if (isClosed) {
            // What becomes of the session is for the next start to see to: the outboxes are closed.
            return;
        }
        if (sessions.isCurrent(session)) {
            starts.onDrained(session, deadlines);
        } else {
            ends.endIfDrained(session);
        }
    }

    private void giveUp(Submission submission) {
        if (isClosed) {
            // Whoever waited was given up by closing; the rest is told when the outboxes have been written.
            return;
        }
        boolean unsealed = sealing.unstage(
                submission,
                new SwarmException(ErrorCode.UNREACHABLE, "the change was given up before anything was done about it"));
        if (!unsealed) {
            givingUp.giveUp(submission);
        }
    }

    private void wake() {
        if (!isAwake) {
            isAwake = true;
            loop.atEndOfTurn(this::endTurn);
        }
    }

    private void endTurn() {
        isAwake = false;
        if (!sealing.isIdle()) {
            starts.renewIfDue().forEach(ends::endIfDrained);
        }
        sealing.seal();
        delivery.flush();
    }

    /** The session that seals. */
    public SessionId session() {
        return sessions.current().id();
    }

    /** True for sessions of this process, also those that are over; not for what an earlier process has left. */
    public boolean isOwn(SessionId session) {
        return sessions.isOpened(session);
    }

    /** Bytes that were submitted and are not forgotten yet. */
    public long bytesQueued() {
        return totals.bytes();
    }

    /** Changes that were submitted, now or by earlier starts, and are not known to be safe at their owners. */
    public long pendingCount() {
        return totals.pending();
    }

    /** True if nothing is pending and no session has yet to be ended at an owner. */
    public boolean isEmpty() {
        return totals.pending() == 0 && sessions.all().size() == 1;
    }

    /** Changes that have ended at their owners since this writer was opened. */
    public long deliveredCount() {
        return totals.deliveredCount();
    }

    /** Calls {@code listener} on the loop when there is room again after {@code QUEUE_FULL}. */
    public void onRoom(Runnable listener) {
        totals.onRoom(listener);
    }

    /** Calls {@code listener} on the loop whenever {@link #deliveredCount} has risen. */
    public void onDelivered(Runnable listener) {
        totals.onDelivered(listener);
    }

    /**
     * Closes the writer: callers that wait fail, what is logged stays in the outbox. Completes when its files are
     * closed; nothing else may be called by then.
     */
    public CompletableFuture<Void> close() {
        loop.assertInside();
        isClosed = true;
        sealing.seal();
        List<Lane> lanes = new ArrayList<>();
        sessions.forEachLane(lanes::add);
        lanes.forEach(lane -> givingUp.giveUp(lane, Failures::closed));
        return starts.close();
    }
}
