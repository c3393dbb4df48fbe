package io.kvswarm.internal.write;

import io.kvswarm.internal.wire.Outcome;
import io.kvswarm.internal.wire.Result;
import java.util.function.Consumer;

/** What follows when a mutation ends, is forgotten or is open again. Confined to the loop. */
final class Endings {
    private final PendingView view;
    private final Totals totals;
    private final Withdrawals withdrawals;
    private final Consumer<Session> onDrained;

    /** {@code onDrained} is told of sessions that have nothing pending any more. */
    Endings(PendingView view, Totals totals, Withdrawals withdrawals, Consumer<Session> onDrained) {
        this.view = view;
        this.totals = totals;
        this.withdrawals = withdrawals;
        this.onDrained = onDrained;
    }

    /** The owner has said how {@code mutation} ended; its lane knows already. */
    void ended(PendingMutation mutation, Result result) {
        view.ended(mutation);
        if (!mutation.wasDelivered && !mutation.isLost()) {
            mutation.wasDelivered = true;
            totals.delivered();
        }
        tell(mutation, result);
        Runnable afterEnd = mutation.afterEnd;
        if (afterEnd != null) {
            mutation.afterEnd = null;
            afterEnd.run();
        }
    }

    private void tell(PendingMutation mutation, Result result) {
        if (!mutation.isWithdrawal()) {
            mutation.tell(result);
            return;
        }
        withdrawals.ended(mutation.id(), result);
        if (mutation.submission != null && result.outcome() == Outcome.WITHDRAWN) {
            mutation.submission.fail(mutation.index, Failures.withdrawn(mutation));
            mutation.submission = null;
        } else {
            mutation.tell(result);
        }
    }

    /** {@code mutation} was put into its lane besides those that were submitted. */
    void added(PendingMutation mutation) {
        mutation.lane.session().pendingMore(1);
        totals.add(mutation.weight(), 1);
    }

    /** Nothing more is to be done about {@code mutation}. */
    void forget(PendingMutation mutation) {
        if (mutation.isForgotten) {
            return;
        }
        mutation.isForgotten = true;
        Lane lane = mutation.lane;
        lane.trim();
        Session session = lane.session();
        session.pendingMore(-1);
        if (session.outbox() != null) {
            session.outbox().forgot(mutation);
        }
        totals.remove(mutation.weight(), 1);
        if (session.pending() == 0) {
            onDrained.accept(session);
        }
    }

    /** Its owner lost or may have lost it: it is to be sent again. */
    void reopened(PendingMutation mutation) {
        view.add(mutation);
    }
}
