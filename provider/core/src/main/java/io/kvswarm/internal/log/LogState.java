package io.kvswarm.internal.log;

/** What a log can do for its owner. */
public enum LogState {
    /** Takes and gives records. */
    OPEN,
    /**
     * The disk is full: nothing is lost, marks wait until there is room. Only what frees space should be appended; the
     * log goes on by itself.
     */
    FULL,
    /** A write or a sync failed: what is not marked may be lost, nothing is taken any more. Reads go on. Final. */
    FAILED,
    /** Closed by its owner. Final. */
    CLOSED
}
