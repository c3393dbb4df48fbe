package io.kvswarm.internal.write;

import io.kvswarm.api.ErrorCode;
import io.kvswarm.api.OutcomeUnknownException;
import io.kvswarm.api.SwarmException;
import io.kvswarm.internal.wire.Nack;

/** The words for changes that did not get as far as asked for. */
final class Failures {
    private Failures() {}

    /** Given up before it was ever sent: it takes effect never. */
    static SwarmException neverSent(PendingMutation mutation) {
        return new SwarmException(
                codeOf(mutation), "the change was not applied and never will be: " + whyNot(mutation));
    }

    /** The owner has recorded that it is applied never. */
    static SwarmException withdrawn(PendingMutation mutation) {
        return new SwarmException(
                codeOf(mutation),
                "the change was given up at its deadline, and " + mutation.lane.destination
                        + " has recorded that it is applied never: " + whyNot(mutation));
    }

    /** Given up after it was sent. */
    static SwarmException unknown(PendingMutation mutation, SwarmException cause) {
        return new OutcomeUnknownException(
                "the change was sent and not answered in time: " + whyNot(mutation)
                        + "; it is given up, so it was applied or never will be; its outcome can be asked for later",
                mutation.id(),
                cause);
    }

    /** Not known to be in the outbox in time. */
    static SwarmException notLogged(PendingMutation mutation, SwarmException cause) {
        return new OutcomeUnknownException(
                "the change did not get to the disk of this node's outbox in time"
                        + "; it may still be delivered; its outcome can be asked for later",
                mutation.id(),
                cause);
    }

    /** The owner does not let this node write. */
    static SwarmException notAuthorised(PendingMutation mutation, String detail) {
        return new SwarmException(
                ErrorCode.NOT_AUTHORISED,
                mutation.lane.destination + " refuses changes by this node (" + detail
                        + "); the change was not applied and never will be");
    }

    /** Given up because this node is closed. */
    static SwarmException closed(PendingMutation mutation) {
        return new SwarmException(
                ErrorCode.CLOSED,
                "this node is closed; the change was not applied and never will be: " + whyNot(mutation));
    }

    private static ErrorCode codeOf(PendingMutation mutation) {
        Nack refusal = mutation.lane.refusal;
        return refusal != null && refusal.reason() == Nack.Reason.STORAGE_FULL
                ? ErrorCode.STORAGE_FULL
                : ErrorCode.UNREACHABLE;
    }

    private static String whyNot(PendingMutation mutation) {
        Lane lane = mutation.lane;
        String owner = lane.destination.toString();
        if (lane.destination.link() == null) {
            return owner + ", the owner of cell " + lane.cell() + ", is not connected";
        }
        if (lane.refusal != null) {
            return owner + " answers " + lane.refusal.reason() + " for cell " + lane.cell() + " ("
                    + lane.refusal.detail() + ")";
        }
        if (lane.isHeld()) {
            return "changes of an earlier start of this node have to reach cell " + lane.cell() + " first";
        }
        return owner + ", the owner of cell " + lane.cell() + ", has not answered";
    }
}
