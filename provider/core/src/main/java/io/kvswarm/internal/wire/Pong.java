package io.kvswarm.internal.wire;

import io.kvswarm.internal.base.BodyReader;
import io.kvswarm.internal.base.ByteSink;

/**
 * The peer is alive.
 *
 * @param stamp from the {@link Ping}
 * @param term the sender's term
 * @param synced sequence up to which the sender's log is synced in that term
 */
public record Pong(long stamp, long term, long synced) implements Message {
    static Pong readFrom(BodyReader in) {
        long stamp = in.int64("stamp", 0, Long.MAX_VALUE);
        long term = in.int64("term", 0, Long.MAX_VALUE);
        long synced = in.int64("synced", 0, Long.MAX_VALUE);
        return new Pong(stamp, term, synced);
    }

    @Override
    public MessageType type() {
        return MessageType.PONG;
    }

    @Override
    public void writeTo(ByteSink out) {
        out.int64(stamp);
        out.int64(term);
        out.int64(synced);
    }
}
