package io.kvswarm.internal.wire;

import io.kvswarm.internal.base.BodyReader;
import io.kvswarm.internal.base.ByteSink;

/**
 * Gives the lease of a key back, or takes the question for it back. Not answered.
 *
 * @param key the key
 */
public record ReturnKey(CacheKey key) implements Message {
    static ReturnKey readFrom(BodyReader in) {
        return new ReturnKey(CacheKey.readFrom(in));
    }

    @Override
    public MessageType type() {
        return MessageType.RETURN_KEY;
    }

    @Override
    public void writeTo(ByteSink out) {
        key.writeTo(out);
    }
}
