package io.kvswarm;

import io.kvswarm.api.ErrorCode;
import io.kvswarm.api.SwarmException;
import java.util.concurrent.CompletionException;

/** Failures as callers see them. */
final class Failures {
    private Failures() {}

    /** What went wrong, without the wrapping that stages put around it. */
    static Throwable unwrapped(Throwable failure) {
        Throwable inner = failure;
        while (inner instanceof CompletionException && inner.getCause() != null) {
            inner = inner.getCause();
        }
        return inner;
    }

    /** The same as a failure callers can tell apart. */
    static RuntimeException asRuntimeException(Throwable failure) {
        Throwable inner = unwrapped(failure);
        return inner instanceof RuntimeException known ? known : new IllegalStateException(inner);
    }

    static SwarmException closed() {
        return new SwarmException(ErrorCode.CLOSED, "this node is closed; nothing was done");
    }
}
