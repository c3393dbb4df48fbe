package io.kvswarm.internal.wire;

import io.kvswarm.internal.base.BodyReader;
import io.kvswarm.internal.base.ByteSink;

/**
 * Asks an owner for a lease: the time in which entries kept near may be used (RULES 8).
 *
 * <p>It also says that this process keeps nothing near that it was given over an earlier link.
 *
 * @param stamp when it is sent, on a clock of the sender's own; comes back with the lease
 */
public record LeaseAsk(long stamp) implements Message {
    static LeaseAsk readFrom(BodyReader in) {
        return new LeaseAsk(in.int64("stamp", Long.MIN_VALUE, Long.MAX_VALUE));
    }

    @Override
    public MessageType type() {
        return MessageType.LEASE_ASK;
    }

    @Override
    public void writeTo(ByteSink out) {
        out.int64(stamp);
    }
}
