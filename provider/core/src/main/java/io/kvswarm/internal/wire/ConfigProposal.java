package io.kvswarm.internal.wire;

import io.kvswarm.internal.base.BodyReader;
import io.kvswarm.internal.base.ByteSink;

/**
 * Asks whether a node would act on a config, before the config takes effect anywhere.
 *
 * @param requestId chosen by who asks, unique on its connection
 * @param json the config as JSON, UTF-8
 */
public record ConfigProposal(long requestId, byte[] json) implements Message {
    static ConfigProposal readFrom(BodyReader in) {
        long requestId = in.int64("requestId", Long.MIN_VALUE, Long.MAX_VALUE);
        byte[] json = in.bytes32("json", ConfigNews.CONFIG_BYTES_MAX);
        return new ConfigProposal(requestId, json);
    }

    @Override
    public MessageType type() {
        return MessageType.CONFIG_PROPOSAL;
    }

    @Override
    public void writeTo(ByteSink out) {
        out.int64(requestId);
        out.bytes32(json);
    }
}
