package io.kvswarm.internal.peer;

import io.kvswarm.api.NodeId;
import io.kvswarm.internal.wire.Message;

/** An ordered pipe of messages to one key, which is proven. Whether it may go on is not decided yet. On the loop. */
public interface Connection {
    /** The key the other end proved to have. */
    NodeId peer();

    /** Where the other end is, for logs. */
    String remoteAddress();

    /** Sends a message behind those sent before; all of one turn goes out as one buffer. Nothing once it is closed. */
    void send(Message message);

    /** Bytes sent that the network has not taken yet. */
    long pendingBytes();

    /** Bytes received so far: a peer that is in the middle of a long message is not silent. */
    long receivedBytes();

    /** The peer is admitted: from now on messages of any allowed size are taken, before only a few small ones. */
    void trust();

    /** Closes behind what was sent before. The handler is told, once, possibly before this returns. */
    void close(String reason);
}
