package io.kvswarm.internal.wire;

import io.kvswarm.internal.base.BodyReader;
import io.kvswarm.internal.base.ByteSink;

/**
 * Asks a node how it is.
 *
 * @param requestId chosen by who asks, unique on its connection
 */
public record AskStatus(long requestId) implements Message {
    static AskStatus readFrom(BodyReader in) {
        long requestId = in.int64("requestId", Long.MIN_VALUE, Long.MAX_VALUE);
        return new AskStatus(requestId);
    }

    @Override
    public MessageType type() {
        return MessageType.ASK_STATUS;
    }

    @Override
    public void writeTo(ByteSink out) {
        out.int64(requestId);
    }
}
