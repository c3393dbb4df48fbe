package io.kvswarm.internal.store;

import io.kvswarm.internal.log.LogRecord;
import io.kvswarm.internal.wire.Version;

/** One change of a key that is in the log, or on its way there, and not yet in the index. Confined to the loop. */
final class Change {
    private final PlacedKey placed;
    private final Version version;
    private StoredEntry entry;
    private LogRecord valueRecord;
    private LogRecord touchRecord;
    private boolean taken;

    /**
     * A change.
     *
     * @param version     of the entry, or of the record that removed it
     * @param entry       null if it is removed
     * @param valueRecord null if the entry knows where its value is, or has none
     * @param touchRecord null if the entry knows the record that set its expiry, or has none
     */
    Change(PlacedKey placed, Version version, StoredEntry entry, LogRecord valueRecord, LogRecord touchRecord) {
        this.placed = placed;
        this.version = version;
        this.entry = entry;
        this.valueRecord = valueRecord;
        this.touchRecord = touchRecord;
    }

    PlacedKey placed() {
        return placed;
    }

    Version version() {
        return version;
    }

    /** Null if it is removed. */
    StoredEntry entry() {
        return entry;
    }

    /** Null once the entry knows where it is. */
    LogRecord valueRecord() {
        return valueRecord;
    }

    /** Null once the entry knows where it is. */
    LogRecord touchRecord() {
        return touchRecord;
    }

    /** True if it is part of a commit. */
    boolean isTaken() {
        return taken;
    }

    void take() {
        taken = true;
    }

    /** Lets the entry know what the log has told since. */
    void resolve() {
        if (valueRecord != null && valueRecord.position() != null) {
            entry = entry.withRecord(valueRecord.position());
            valueRecord = null;
        }
        if (touchRecord != null && touchRecord.position() != null) {
            entry = entry.withTouchRecord(touchRecord.position());
            touchRecord = null;
        }
    }

    /** Leaves the value in the log, if it is written there; false if it is not. */
    boolean dropValue() {
        resolve();
        if (entry.record() == null) {
            return false;
        }
        entry = entry.withoutValue();
        return true;
    }
}
