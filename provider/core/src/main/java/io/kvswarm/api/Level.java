package io.kvswarm.api;

/** How far a change has to get before its caller is told. */
public enum Level {
    /** In the write buffer only: lost with the process. */
    BUFFERED,
    /** In this node's outbox, on disk if it has a data directory; delivered later, exactly once. */
    LOGGED,
    /** Durable at the owner. */
    ACK,
    /** Applied, committed and visible to every later read anywhere. */
    RECEIPT
}
