package io.kvswarm.internal.wire;

import io.kvswarm.internal.base.BodyReader;
import io.kvswarm.internal.base.ByteSink;

/**
 * Asks whether the peer is alive.
 *
 * @param stamp given back in the {@link Pong}
 */
public record Ping(long stamp) implements Message {
    static Ping readFrom(BodyReader in) {
        long stamp = in.int64("stamp", 0, Long.MAX_VALUE);
        return new Ping(stamp);
    }

    @Override
    public MessageType type() {
        return MessageType.PING;
    }

    @Override
    public void writeTo(ByteSink out) {
        out.int64(stamp);
    }
}
