package io.kvswarm.api;

/** What a log has to have done with a change before its word is given. */
public enum Durability {
    /** Held in memory: lost with the process. */
    MEMORY,
    /** In the file: survives the end of the process ({@code kill -9}), not a power cut; synced within 100 ms. */
    OS,
    /** Synced to the device by group commit: survives a power cut. */
    FSYNC
}
