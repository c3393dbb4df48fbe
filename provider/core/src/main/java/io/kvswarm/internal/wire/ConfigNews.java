package io.kvswarm.internal.wire;

import io.kvswarm.internal.base.BodyReader;
import io.kvswarm.internal.base.ByteSink;

/**
 * A swarm config the sender runs, for a peer that may run an older one.
 *
 * @param json the config as JSON, UTF-8
 */
public record ConfigNews(byte[] json) implements Message {
    /** Longest config in bytes. */
    public static final int CONFIG_BYTES_MAX = 4 << 20;

    static ConfigNews readFrom(BodyReader in) {
        byte[] json = in.bytes32("json", CONFIG_BYTES_MAX);
        return new ConfigNews(json);
    }

    @Override
    public MessageType type() {
        return MessageType.CONFIG_NEWS;
    }

    @Override
    public void writeTo(ByteSink out) {
        out.bytes32(json);
    }
}
