package io.kvswarm.jcache.operation;

import io.kvswarm.spi.EntryChange;
import io.kvswarm.spi.VersionedValue;

/**
 * What is there under a key, as an operation sees it. Immutable.
 *
 * @param stored what the store has; null if nothing
 * @param value  what it is decoded; null if nothing is stored or it cannot be decoded, which counts as absent
 */
record Seen(VersionedValue stored, Object value) {
    static final Seen NOTHING = new Seen(null, null);

    boolean isFound() {
        return value != null;
    }

    /** The change on condition that nothing has changed since; refused, it gives what is there now. */
    EntryChange unchanged(EntryChange change) {
        return stored == null ? change.ifAbsent().returningOld() : change.ifVersion(stored.version());
    }
}
