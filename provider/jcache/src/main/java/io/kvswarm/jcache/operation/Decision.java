package io.kvswarm.jcache.operation;

import io.kvswarm.jcache.statistics.Tally;

/**
 * What an operation makes of an entry it has seen. Immutable.
 *
 * @param kind   what becomes of the entry
 * @param value  of a put; null otherwise
 * @param writes true if it is written through, and a put counts
 * @param gets   hits and misses it counts for
 * @param result for the caller
 */
record Decision(Kind kind, Object value, boolean writes, Tally gets, Object result) {
    static final Tally HIT = new Tally(1, 0, 0, 0);
    static final Tally MISS = new Tally(0, 1, 0, 0);

    /** What becomes of an entry. */
    enum Kind {
        /** Nothing. */
        LEFT,
        /** It was accessed. */
        TOUCHED,
        /** It gets a value. */
        PUT,
        /** It is removed. */
        REMOVED
    }

    boolean changes() {
        return kind == Kind.PUT || kind == Kind.REMOVED;
    }
}
