package io.kvswarm.internal.write;

import io.kvswarm.api.MutationId;
import io.kvswarm.internal.wire.CacheKey;
import io.kvswarm.internal.wire.Mutation;
import io.kvswarm.internal.wire.Result;
import io.kvswarm.internal.wire.SessionId;

/**
 * A mutation on its way, from being sealed until it can be forgotten. Confined to the loop; one link of its lane's
 * chain.
 */
final class PendingMutation {
    final Lane lane;
    final long number;
    /** Behind it in its lane. */
    PendingMutation next;
    /** Who waits for it and as which draft; null if nobody does, or only until it is logged. */
    Submission submission;

    int index;
    /**
     * True if its call returns once it is logged: then it is never withdrawn, and kept until its owner has it synced.
     */
    boolean isLogged;
    /** True once that call has returned: reads of this node have to see it (RULES 6). */
    boolean hasReturned;

    /** Its owner has said how it ended, in the owner's present term. */
    boolean hasEnded;
    /** How it ended, while the caller of a change that is to be logged still waits. */
    Result endedAs;
    /** It ended once, if not in the present term: counted as delivered. */
    boolean wasDelivered;
    /** Nothing more is to be done about it. */
    boolean isForgotten;
    /** Sent on the present link and not answered. */
    boolean isInFlight;
    /** How often it was sent under its own content, not as a withdrawal. */
    int sends;
    /** How often it was sent in whatever form, and in which block last. */
    int attempts;

    long sentIn;
    /** The owner's term and sequence that have to be synced before it is forgotten. */
    long ownerTerm;

    long ownerSequence;

    /** Where it lies in the outbox; null in memory. */
    OutboxRecord record;

    /** What {@link OwnChanges} was told of it: also when it is withdrawn it may have taken effect; null if nothing. */
    Mutation begunAs;

    CacheKey viewKey;
    PendingMutation olderOfKey;
    PendingMutation newerOfKey;

    /** Run once when it ends. */
    Runnable afterEnd;

    private Mutation mutation;
    private int weight;

    PendingMutation(Lane lane, Mutation mutation) {
        this.lane = lane;
        this.mutation = mutation;
        this.number = mutation.number();
        this.weight = mutation.weight();
    }

    Mutation mutation() {
        return mutation;
    }

    /** Bytes it counts for. */
    int weight() {
        return weight;
    }

    boolean isWithdrawal() {
        return mutation.kind() == Mutation.Kind.WITHDRAW;
    }

    boolean isLost() {
        return mutation.kind() == Mutation.Kind.LOST;
    }

    /** From now on it stands for its number only. */
    void withdraw() {
        mutation = mutation.withdrawn();
        weight = mutation.weight();
    }

    MutationId id() {
        SessionId session = lane.session().id();
        return new MutationId(session.high(), session.low(), number);
    }

    /** Tells who waits, if anybody does. */
    void tell(Result result) {
        Submission waiting = submission;
        if (waiting != null && isLogged) {
            endedAs = result;
        } else if (waiting != null) {
            submission = null;
            waiting.end(index, result);
        }
    }
}
