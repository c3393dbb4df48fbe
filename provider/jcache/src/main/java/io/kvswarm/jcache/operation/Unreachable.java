package io.kvswarm.jcache.operation;

import io.kvswarm.api.ErrorCode;
import io.kvswarm.api.SwarmException;
import io.kvswarm.jcache.config.OnUnreachable;
import javax.cache.CacheException;

/** What a cache does about owners that cannot be reached (RULES 25). Immutable. */
final class Unreachable {
    private final OnUnreachable mode;

    Unreachable(OnUnreachable mode) {
        this.mode = mode;
    }

    /** True if calls just fail. */
    boolean fails() {
        return mode == OnUnreachable.FAIL;
    }

    /** True if plain changes are left in the outbox. */
    boolean queues() {
        return mode == OnUnreachable.QUEUE;
    }

    /** True if this failure is one that is to look like a miss. */
    boolean isMiss(CacheException failure) {
        return mode == OnUnreachable.MISS && isMet(failure);
    }

    /** True if this failure of something that is not worth failing for is passed over. */
    boolean isPassedOver(CacheException failure) {
        return mode != OnUnreachable.FAIL && isMet(failure);
    }

    /** True if a caller who did not wait for the end of a change may have left an old value behind. */
    boolean leavesDoubt(CacheException failure) {
        return mode == OnUnreachable.MISS && failure.getCause() instanceof InterruptedException;
    }

    /** True if nobody knows whether the change was made. */
    static boolean isUnknown(Throwable failure) {
        return failure.getCause() instanceof InterruptedException || codeOf(failure) == ErrorCode.OUTCOME_UNKNOWN;
    }

    /** For a key whose owner could not be asked. */
    static CacheException failure() {
        String message = "the owner of the key cannot be reached; nothing was changed";
        return new CacheException(message, new SwarmException(ErrorCode.UNREACHABLE, message));
    }

    private static boolean isMet(CacheException failure) {
        // Exactly what waiting for the swarm throws: an application's code may have had the same from another cache.
        return failure.getClass() == CacheException.class
                && (codeOf(failure) == ErrorCode.UNREACHABLE || codeOf(failure) == ErrorCode.OUTCOME_UNKNOWN);
    }

    private static ErrorCode codeOf(Throwable failure) {
        return failure.getCause() instanceof SwarmException cause ? cause.code() : null;
    }
}
