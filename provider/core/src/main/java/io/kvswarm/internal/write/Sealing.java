package io.kvswarm.internal.write;

import io.kvswarm.api.Level;
import io.kvswarm.api.SwarmException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Gives what was submitted in a turn its numbers and puts it into the outbox and its lanes. Confined to the loop.
 *
 * <p>What the outbox does not take has never had a number.
 */
final class Sealing {
    private final WriterPlace place;
    private final Sessions sessions;
    private final Delivery delivery;
    private final Refusals refusals;
    private final PendingView view;
    private final Totals totals;
    private final Consumer<Submission> giveUp;
    private final ArrayDeque<Submission> staged = new ArrayDeque<>();

    Sealing(
            WriterPlace place,
            Sessions sessions,
            Delivery delivery,
            Refusals refusals,
            PendingView view,
            Totals totals,
            Consumer<Submission> giveUp) {
        this.place = place;
        this.sessions = sessions;
        this.delivery = delivery;
        this.refusals = refusals;
        this.view = view;
        this.totals = totals;
        this.giveUp = giveUp;
    }

    void stage(Submission submission) {
        totals.add(submission.weight(), submission.size());
        staged.add(submission);
    }

    /** Takes back what has no number yet; false if it has one. */
    boolean unstage(Submission submission, SwarmException failure) {
        if (!staged.remove(submission)) {
            return false;
        }
        totals.remove(submission.weight(), submission.size());
        for (int i = 0; i < submission.size(); i++) {
            submission.fail(i, failure);
        }
        return true;
    }

    boolean isIdle() {
        return staged.isEmpty();
    }

    /** The end of a turn. */
    void seal() {
        if (staged.isEmpty()) {
            return;
        }
        Session session = sessions.current();
        List<Submission> submissions = new ArrayList<>(staged);
        staged.clear();
        List<PendingMutation> sealed = new ArrayList<>();
        for (Submission submission : submissions) {
            seal(session, submission, sealed);
        }
        int taken = session.outbox() == null ? sealed.size() : log(session.outbox(), sealed);
        for (PendingMutation mutation : sealed.subList(0, taken)) {
            enqueue(session, mutation);
        }
        tellLogged(session, submissions);
    }

    private void seal(Session session, Submission submission, List<PendingMutation> sealed) {
        List<Draft> drafts = submission.drafts();
        PendingMutation[] mutations = new PendingMutation[drafts.size()];
        boolean isLogged = submission.level() == Level.LOGGED;
        for (int i = 0; i < mutations.length; i++) {
            Draft draft = drafts.get(i);
            Lane lane = laneOf(session, submission, draft);
            long number = session.nextNumber();
            PendingMutation mutation =
                    new PendingMutation(lane, draft.sealed(number, lane.sealedNumber(), lane.cell()));
            lane.sealedUpTo(number);
            mutation.submission = submission;
            mutation.index = i;
            mutation.isLogged = isLogged;
            mutations[i] = mutation;
            sealed.add(mutation);
        }
        submission.sealedAs(mutations);
    }

    private Lane laneOf(Session session, Submission submission, Draft draft) {
        if (submission.node() != null) {
            return sessions.laneToNode(session, draft.cell(), delivery.destination(submission.node()));
        }
        int cell = draft.cell() == Draft.BY_KEY ? place.routing().cellOf(draft.key()) : draft.cell();
        Lane lane = session.laneOfCell(cell);
        return lane != null
                ? lane
                : sessions.laneToCell(
                        session, cell, delivery.destination(place.routing().ownerOf(cell)));
    }

    /** Appends what it can; returns how many. The others are as if they had never been sealed. */
    private int log(Outbox outbox, List<PendingMutation> sealed) {
        int taken = 0;
        try {
            while (taken < sealed.size()) {
                taken = outbox.append(sealed, taken);
            }
        } catch (SwarmException refused) {
            unseal(sealed.subList(taken, sealed.size()), refused);
        }
        return taken;
    }

    private void unseal(List<PendingMutation> refused, SwarmException failure) {
        for (int i = refused.size() - 1; i >= 0; i--) {
            PendingMutation mutation = refused.get(i);
            mutation.lane.session().unseal(mutation.mutation(), mutation.lane);
            totals.remove(mutation.weight(), 1);
        }
        for (PendingMutation mutation : refused) {
            mutation.submission.fail(mutation.index, failure);
        }
    }

    private void enqueue(Session session, PendingMutation mutation) {
        session.pendingMore(1);
        Lane lane = mutation.lane;
        lane.add(mutation);
        view.add(mutation);
        if (lane.refusal != null && !mutation.isLogged) {
            refusals.onWaiting(lane);
        }
        delivery.ready(lane);
    }

    /** Tells callers that asked for no more as soon as the outbox has it. */
    private void tellLogged(Session session, List<Submission> submissions) {
        List<Submission> logged = new ArrayList<>(0);
        for (Submission submission : submissions) {
            if (submission.level() == Level.LOGGED && !submission.isDone()) {
                logged.add(submission);
            }
        }
        if (logged.isEmpty()) {
            return;
        }
        if (session.outbox() == null) {
            logged.forEach(submission -> onLogged(submission, null));
        } else {
            session.outbox().whenDurable(failure -> logged.forEach(submission -> onLogged(submission, failure)));
        }
    }

    private void onLogged(Submission submission, SwarmException failure) {
        if (submission.isDone()) {
            return;
        }
        if (failure != null) {
            giveUp.accept(submission);
            return;
        }
        for (PendingMutation mutation : submission.mutations()) {
            if (!mutation.isWithdrawal()) {
                mutation.submission = null;
                mutation.hasReturned = true;
                submission.end(mutation.index, null);
            }
        }
    }
}
