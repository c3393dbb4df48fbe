package io.kvswarm.internal.store;

import io.kvswarm.internal.log.LogRecord;

/** A commit that waits for the log. */
public final class PreparedCommit {
    private final LogRecord last;

    PreparedCommit(LogRecord last) {
        this.last = last;
    }

    /** The log must be synced up to here before the commit; 0 if there is nothing to wait for. */
    public long sequence() {
        return last == null ? 0 : last.sequence();
    }
}
