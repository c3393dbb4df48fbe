package io.kvswarm.internal.wire;

import io.kvswarm.internal.base.BodyReader;
import io.kvswarm.internal.base.ByteSink;

/**
 * Answers a {@link Watch}. Its place among the {@link Events} of the link tells from when on it holds: changes recorded
 * before the watch come before it, those recorded after it come behind it.
 *
 * @param requestId chosen by who asks, unique on its connection
 * @param status {@link Answer.Status#PRESENT} if the cache is watched
 */
public record Watched(long requestId, Answer.Status status) implements Message {
    static Watched readFrom(BodyReader in) {
        long requestId = in.int64("requestId", Long.MIN_VALUE, Long.MAX_VALUE);
        return new Watched(requestId, Answer.readStatus(in));
    }

    @Override
    public MessageType type() {
        return MessageType.WATCHED;
    }

    @Override
    public void writeTo(ByteSink out) {
        out.int64(requestId);
        out.int8(status.ordinal());
    }
}
