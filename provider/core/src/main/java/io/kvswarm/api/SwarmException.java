package io.kvswarm.api;

import java.util.Objects;

/**
 * A failure of the world, not a mistake of the caller: what failed, on which node, what was expected, what became of
 * the data and what can be done is in the message; {@link #code()} is for programs.
 */
public class SwarmException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final ErrorCode code;

    /** A failure of that kind. */
    public SwarmException(ErrorCode code, String message) {
        this(code, message, null);
    }

    /** A failure of that kind that another one caused. */
    public SwarmException(ErrorCode code, String message, Throwable cause) {
        super(message, cause);
        this.code = Objects.requireNonNull(code, "code");
    }

    /** What kind of failure it is. */
    public final ErrorCode code() {
        return code;
    }
}
