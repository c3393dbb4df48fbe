package io.kvswarm.api;

import java.util.Objects;

/**
 * A change was sent, and no answer came in time: whether it took effect is not known yet. It is given up, so it takes
 * effect now or never, and not later; its {@link #id()} tells which, once its owner has answered.
 */
public final class OutcomeUnknownException extends SwarmException {
    private static final long serialVersionUID = 1;

    private final transient MutationId id;

    /** The outcome of {@code id} is not known. */
    public OutcomeUnknownException(String message, MutationId id) {
        this(message, id, null);
    }

    /** The outcome of {@code id} is not known because of another failure. */
    public OutcomeUnknownException(String message, MutationId id, Throwable cause) {
        super(ErrorCode.OUTCOME_UNKNOWN, message, cause);
        this.id = Objects.requireNonNull(id, "id");
    }

    /** The change; null only in an exception that came out of Java serialization. */
    public MutationId id() {
        return id;
    }
}
