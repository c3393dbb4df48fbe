package io.kvswarm.internal.wire;

import io.kvswarm.internal.base.BodyReader;
import io.kvswarm.internal.base.ByteSink;

/**
 * Grants a lease, two seconds long from when it was asked for (RULES 8).
 *
 * @param stamp of the {@link LeaseAsk}
 * @param term  of the owner
 * @param told  number of the last {@link Invalidate} sent on this link, 0 for none: who has not had it has a gap
 */
public record Lease(long stamp, long term, long told) implements Message {
    static Lease readFrom(BodyReader in) {
        long stamp = in.int64("stamp", Long.MIN_VALUE, Long.MAX_VALUE);
        long term = in.int64("term", 0, Long.MAX_VALUE);
        return new Lease(stamp, term, in.int64("told", 0, Long.MAX_VALUE));
    }

    @Override
    public MessageType type() {
        return MessageType.LEASE;
    }

    @Override
    public void writeTo(ByteSink out) {
        out.int64(stamp).int64(term).int64(told);
    }
}
