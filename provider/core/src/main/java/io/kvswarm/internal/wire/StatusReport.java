package io.kvswarm.internal.wire;

import io.kvswarm.internal.base.BodyReader;
import io.kvswarm.internal.base.ByteSink;

/**
 * How a node is.
 *
 * @param requestId chosen by who asks, unique on its connection
 * @param json the report as JSON, UTF-8
 */
public record StatusReport(long requestId, byte[] json) implements Message {
    static StatusReport readFrom(BodyReader in) {
        long requestId = in.int64("requestId", Long.MIN_VALUE, Long.MAX_VALUE);
        byte[] json = in.bytes32("json", 1 << 20);
        return new StatusReport(requestId, json);
    }

    @Override
    public MessageType type() {
        return MessageType.STATUS_REPORT;
    }

    @Override
    public void writeTo(ByteSink out) {
        out.int64(requestId);
        out.bytes32(json);
    }
}
