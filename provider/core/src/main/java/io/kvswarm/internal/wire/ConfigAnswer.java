package io.kvswarm.internal.wire;

import io.kvswarm.internal.base.BodyReader;
import io.kvswarm.internal.base.ByteSink;

/**
 * Whether a node would act on a proposed config.
 *
 * @param requestId chosen by who asks, unique on its connection
 * @param accepted true if it would
 * @param reason why not; empty if it would
 */
public record ConfigAnswer(long requestId, boolean accepted, String reason) implements Message {
    static ConfigAnswer readFrom(BodyReader in) {
        long requestId = in.int64("requestId", Long.MIN_VALUE, Long.MAX_VALUE);
        boolean accepted = in.flag("accepted");
        String reason = in.text("reason", 4096);
        return new ConfigAnswer(requestId, accepted, reason);
    }

    @Override
    public MessageType type() {
        return MessageType.CONFIG_ANSWER;
    }

    @Override
    public void writeTo(ByteSink out) {
        out.int64(requestId);
        out.flag(accepted);
        out.text(reason);
    }
}
