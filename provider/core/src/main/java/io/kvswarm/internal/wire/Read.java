package io.kvswarm.internal.wire;

import io.kvswarm.internal.base.BodyReader;
import io.kvswarm.internal.base.ByteSink;
import java.util.ArrayList;
import java.util.List;

/**
 * Asks for entries; all its keys belong to cells of the node asked.
 *
 * @param requestId chosen by who asks, unique on its connection
 * @param keys 1 to {@value #COUNT_MAX}
 */
public record Read(long requestId, List<CacheKey> keys) implements Message {
    /** Most keys of one read. */
    public static final int COUNT_MAX = 4096;

    private static List<CacheKey> readKeys(BodyReader in) {
        int count = in.count("keys", COUNT_MAX, CacheKey.BYTES_MIN);
        List<CacheKey> keys = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            keys.add(CacheKey.readFrom(in));
        }
        return keys;
    }

    static Read readFrom(BodyReader in) {
        long requestId = in.int64("requestId", Long.MIN_VALUE, Long.MAX_VALUE);
        List<CacheKey> keys = readKeys(in);
        return new Read(requestId, keys);
    }

    @Override
    public MessageType type() {
        return MessageType.READ;
    }

    @Override
    public void writeTo(ByteSink out) {
        out.int64(requestId);
        out.int32(keys.size());
        for (CacheKey key : keys) {
            key.writeTo(out);
        }
    }
}
