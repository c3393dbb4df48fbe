package io.kvswarm.jcache.operation;

import io.kvswarm.jcache.expiry.Lives;
import io.kvswarm.jcache.statistics.Tally;
import java.util.function.LongSupplier;

/**
 * What an operation makes of an entry it has seen. Immutable.
 *
 * @param kind   what becomes of the entry
 * @param value  of a put; null otherwise
 * @param writes true if it is written through, and a put counts
 * @param gets   hits and misses it counts for
 * @param result for the caller
 * @param life   of the entry from now on, in milliseconds as {@link Lives} has them, if the caller sets it; {@link
 *     #BY_POLICY} otherwise
 */
record Decision(Kind kind, Object value, boolean writes, Tally gets, Object result, long life) {
    /** The expiry policy is asked. */
    static final long BY_POLICY = Long.MIN_VALUE;

    /** A decision that leaves the life to the expiry policy. */
    Decision(Kind kind, Object value, boolean writes, Tally gets, Object result) {
        this(kind, value, writes, gets, result, BY_POLICY);
    }

    /** What becomes of an entry. */
    enum Kind {
        /** Nothing. */
        LEFT,
        /** It was accessed. */
        TOUCHED,
        /** It gets another life, which the caller sets. */
        GIVEN_LIFE,
        /** It gets a value. */
        PUT,
        /** It is removed. */
        REMOVED
    }

    /** The life the caller sets, or else what the policy says. */
    long lifeOr(LongSupplier policy) {
        return life == BY_POLICY ? policy.getAsLong() : life;
    }

    boolean changes() {
        return kind == Kind.PUT || kind == Kind.REMOVED;
    }
}
