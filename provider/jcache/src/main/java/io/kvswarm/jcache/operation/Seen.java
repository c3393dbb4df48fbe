package io.kvswarm.jcache.operation;

import io.kvswarm.api.EntryVersion;
import io.kvswarm.jcache.statistics.Tally;
import io.kvswarm.spi.EntryChange;
import io.kvswarm.spi.VersionedValue;

/**
 * What is there under a key, as an operation sees it. Immutable.
 *
 * @param stored what the store has; null if nothing
 * @param value  what it is decoded; null if nothing is stored or it cannot be decoded, which counts as absent
 * @param from   who said so
 */
record Seen(VersionedValue stored, Object value, From from) {
    static final Seen NOTHING = new Seen(null, null);
    /** What is there is not known; it counts as absent. */
    static final Seen UNREACHABLE = new Seen(null, null, From.NOBODY);

    private static final EntryVersion NOT_DELIVERED = new EntryVersion(0, 0, 0);
    private static final Tally HIT = new Tally(1, 0, 0, 0);
    private static final Tally MISS = new Tally(0, 1, 0, 0);
    private static final Tally NEAR_HIT = new Tally(1, 0, 0, 0, new Tally.Origin(1, 0, 0, 0));
    private static final Tally UNDECODABLE_MISS = new Tally(0, 1, 0, 0, new Tally.Origin(0, 0, 1, 0));
    private static final Tally UNREACHABLE_MISS = new Tally(0, 1, 0, 0, new Tally.Origin(0, 0, 0, 1));

    /** Who says what is there. */
    enum From {
        /** Its owner. */
        OWNER,
        /** This process, which keeps it near. */
        NEAR,
        /** Nobody: no owner could be asked. */
        NOBODY
    }

    /** What its owner says. */
    Seen(VersionedValue stored, Object value) {
        this(stored, value, From.OWNER);
    }

    /** What it counts for if it was asked for: a hit or a miss. */
    Tally gets() {
        if (isFound()) {
            return from == From.NEAR ? NEAR_HIT : HIT;
        }
        if (stored != null) {
            return UNDECODABLE_MISS;
        }
        return from == From.NOBODY ? UNREACHABLE_MISS : MISS;
    }

    /** True if this process has put it and its owner has not got it yet. */
    boolean isOnItsWay() {
        return stored != null && stored.version().equals(NOT_DELIVERED);
    }

    /** True if no owner could be asked. */
    boolean isUnreachable() {
        return from == From.NOBODY;
    }

    boolean isFound() {
        return value != null;
    }

    /** The change on condition that nothing has changed since; refused, it gives what is there now. */
    EntryChange unchanged(EntryChange change) {
        return stored == null ? change.ifAbsent().returningOld() : change.ifVersion(stored.version());
    }
}
