package io.kvswarm.internal.wire;

import io.kvswarm.api.NodeId;

/**
 * A connection to one authenticated, authorised node, as the rooms above the network see it. Confined to its loop.
 *
 * <p>What is sent arrives in order, or the link ends. What one turn of the loop sends goes out as one buffer.
 */
public interface Link {
    /** The node at the other end: its key proved it. */
    NodeId peer();

    /** For whom it acts: the peer itself, or the writer that delegated to it (RULES 10). */
    NodeId principal();

    /** What it said of itself when the link opened. */
    Hello hello();

    /** Sends a message behind those sent before; does nothing on a link that has ended. */
    void send(Message message);

    /** Bytes given to {@link #send} that the network has not taken yet; senders of much hold back above 1 MiB. */
    long pendingBytes();

    /** True until the link has ended. */
    boolean isOpen();

    /** True if its other end is in this process, with which it ends. */
    default boolean isLocal() {
        return false;
    }

    /** Ends the link. */
    void close(String reason);
}
