package io.kvswarm.internal.wire;

import io.kvswarm.internal.base.BodyReader;
import io.kvswarm.internal.base.ByteSink;

/**
 * Answers a {@link LeaseKey}.
 *
 * @param requestId    chosen by who asks, unique on its connection
 * @param status       {@link Answer.Status#PRESENT} if the link has the lease now; {@link Answer.Status#ABSENT} if it
 *     had none that could be extended
 * @param waitedMillis how long the question has waited at the owner, by its clock, rounded down: the lease lasts from
 *     so long after the question was sent
 */
public record KeyLeased(long requestId, Answer.Status status, long waitedMillis) implements Message {
    static KeyLeased readFrom(BodyReader in) {
        long requestId = in.int64("requestId", Long.MIN_VALUE, Long.MAX_VALUE);
        Answer.Status status = Answer.readStatus(in);
        return new KeyLeased(requestId, status, in.int64("waitedMillis", 0, Long.MAX_VALUE));
    }

    @Override
    public MessageType type() {
        return MessageType.KEY_LEASED;
    }

    @Override
    public void writeTo(ByteSink out) {
        out.int64(requestId);
        out.int8(status.ordinal());
        out.int64(waitedMillis);
    }
}
