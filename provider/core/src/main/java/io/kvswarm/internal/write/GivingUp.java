package io.kvswarm.internal.write;

import io.kvswarm.api.SwarmException;
import io.kvswarm.internal.base.Clock;
import io.kvswarm.internal.base.Deadlines;
import io.kvswarm.internal.wire.Condition;
import io.kvswarm.internal.wire.Mutation;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives up mutations whose callers wait no longer: each is replaced by a withdrawal, in the outbox and on the wire, and
 * only then its caller is told (RULES 4). Confined to the loop.
 */
final class GivingUp {
    private static final Logger LOG = LoggerFactory.getLogger(GivingUp.class);
    /** So long a caller waits beyond the deadline for the disk to take the withdrawal. */
    private static final long DISK_NANOS = 1_000_000_000;

    private final Clock clock;
    private final Deadlines deadlines;
    private final Delivery delivery;
    private final PendingView view;
    private final Totals totals;
    private final Withdrawals withdrawals;

    GivingUp(
            Clock clock,
            Deadlines deadlines,
            Delivery delivery,
            PendingView view,
            Totals totals,
            Withdrawals withdrawals) {
        this.clock = clock;
        this.deadlines = deadlines;
        this.delivery = delivery;
        this.view = view;
        this.totals = totals;
        this.withdrawals = withdrawals;
    }

    /** Gives up all of a submission that has not ended. */
    void giveUp(Submission submission) {
        List<PendingMutation> left = new ArrayList<>();
        for (PendingMutation mutation : submission.mutations()) {
            if (submission.hasEnded(mutation.index)) {
                continue;
            }
            if (mutation.hasEnded) {
                endedBeforeLogged(submission, mutation);
            } else {
                left.add(mutation);
            }
        }
        giveUp(left, Failures::neverSent, 0);
    }

    /** It was to be logged, and was at its owner before this node's disk had it. */
    private void endedBeforeLogged(Submission submission, PendingMutation mutation) {
        if (mutation.isForgotten || mutation.endedAs == null) {
            submission.end(mutation.index, null);
            return;
        }
        // Its owner may still lose it, and this node's disk has not got it to send it again.
        withdrawals.remember(mutation.id());
        withdrawals.ended(mutation.id(), mutation.endedAs);
        submission.fail(mutation.index, Failures.notLogged(mutation, null));
    }

    /** Fails all callers that wait for a lane. */
    void giveUp(Lane lane, Function<PendingMutation, SwarmException> failure) {
        giveUp(waitedFor(lane, 0), failure, 0);
    }

    /**
     * Fails the callers that wait for the mutation of that number, which its owner has just refused, and for those
     * behind it that went with it or have not gone yet. What went in another block has an answer of its own to come.
     */
    void giveUpRefused(Lane lane, long number, Function<PendingMutation, SwarmException> failure) {
        PendingMutation refused = lane.awaiting(number);
        boolean isSentOnce = refused != null && refused.attempts == 1;
        List<PendingMutation> left = waitedFor(lane, number);
        left.removeIf(each -> each != refused && each.sends > 0 && !(isSentOnce && each.sentIn == refused.sentIn));
        // What was sent once, and refused then, was not applied.
        giveUp(left, failure, 1);
    }

    /**
     * Gives up a mutation of an earlier start that its owner cannot decide, because it asks for what is there and that
     * is damaged: its caller is gone, and it would keep all behind it from their cell for ever.
     */
    void giveUpUndecided(Lane lane, long number) {
        PendingMutation undecided = lane.awaiting(number);
        if (lane.session().isRecovered && undecided != null && asksForEntry(undecided.mutation())) {
            LOG.warn(
                    "a change of an earlier start of this node depends on an entry in cell {} that its owner cannot"
                            + " read; nobody waits for it any more, it is given up",
                    lane.cell());
            giveUp(List.of(undecided), Failures::neverSent, 0);
        }
    }

    private static boolean asksForEntry(Mutation mutation) {
        return mutation.wantsOld()
                || mutation.condition().kind() == Condition.Kind.VALUE
                || mutation.condition().kind() == Condition.Kind.VERSION;
    }

    private static List<PendingMutation> waitedFor(Lane lane, long number) {
        List<PendingMutation> left = new ArrayList<>();
        for (PendingMutation each = lane.open(); each != null; each = each.next) {
            boolean isWaitedFor = !each.hasEnded && !each.isLogged && each.submission != null;
            if (isWaitedFor && each.number >= number && !each.isWithdrawal()) {
                left.add(each);
            }
        }
        return left;
    }

    private void giveUp(
            List<PendingMutation> left, Function<PendingMutation, SwarmException> failure, int sendsHarmless) {
        if (left.isEmpty()) {
            return;
        }
        left.forEach(this::withdraw);
        Outbox outbox = left.get(0).lane.session().outbox();
        Telling telling = new Telling(left, failure, sendsHarmless);
        if (outbox == null) {
            telling.accept(null);
            return;
        }
        try {
            for (int from = 0; from < left.size(); ) {
                from = outbox.append(left, from);
            }
            deadlines.add(telling.late, clock.nanos() + DISK_NANOS);
            outbox.whenDurable(telling);
        } catch (SwarmException notTaken) {
            telling.accept(notTaken);
        }
    }

    private void withdraw(PendingMutation mutation) {
        view.remove(mutation);
        mutation.lane.rewind(mutation);
        int before = mutation.weight();
        mutation.withdraw();
        mutation.isLogged = false;
        totals.remove(before - mutation.weight(), 0);
        delivery.ready(mutation.lane);
    }

    /** Tells callers, once: when the withdrawals are durable, cannot become so, or are not in time. */
    private final class Telling implements Consumer<SwarmException> {
        private final List<PendingMutation> mutations;
        private final Function<PendingMutation, SwarmException> failure;
        private final int sendsHarmless;
        private final Deadlines.Entry late = new Task(() -> tell(false, null));

        Telling(List<PendingMutation> mutations, Function<PendingMutation, SwarmException> failure, int sends) {
            this.mutations = mutations;
            this.failure = failure;
            this.sendsHarmless = sends;
        }

        @Override
        public void accept(SwarmException diskFailure) {
            deadlines.remove(late);
            tell(diskFailure == null, diskFailure);
        }

        private void tell(boolean isDurable, SwarmException cause) {
            for (PendingMutation mutation : mutations) {
                Submission waiting = mutation.submission;
                if (waiting == null) {
                    continue;
                }
                mutation.submission = null;
                if (isDurable && mutation.sends <= sendsHarmless) {
                    waiting.fail(mutation.index, failure.apply(mutation));
                } else {
                    withdrawals.remember(mutation.id());
                    waiting.fail(mutation.index, unknown(mutation, cause));
                }
            }
        }

        private SwarmException unknown(PendingMutation mutation, SwarmException cause) {
            return mutation.sends == 0 ? Failures.notLogged(mutation, cause) : Failures.unknown(mutation, cause);
        }
    }
}
