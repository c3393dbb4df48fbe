package io.kvswarm.internal.peer;

import io.kvswarm.internal.wire.Message;

/** Takes what comes on one connection. On the loop. */
public interface ConnectionHandler {
    /** A message arrived; never after {@link #onClosed}. */
    void onMessage(Message message);

    /** The connection is over; told exactly once. */
    void onClosed(String reason);
}
