package io.kvswarm.internal.wire;

import io.kvswarm.internal.base.BodyReader;
import io.kvswarm.internal.base.ByteSink;

/**
 * Says that what an {@link Invalidate}, and all before it on this link, named is kept near no more.
 *
 * @param number of the message answered
 */
public record Invalidated(long number) implements Message {
    static Invalidated readFrom(BodyReader in) {
        return new Invalidated(in.int64("number", 1, Long.MAX_VALUE));
    }

    @Override
    public MessageType type() {
        return MessageType.INVALIDATED;
    }

    @Override
    public void writeTo(ByteSink out) {
        out.int64(number);
    }
}
