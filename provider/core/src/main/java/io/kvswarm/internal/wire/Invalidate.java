package io.kvswarm.internal.wire;

import io.kvswarm.internal.base.BodyReader;
import io.kvswarm.internal.base.ByteSink;
import io.kvswarm.internal.base.Limits;
import java.util.ArrayList;
import java.util.List;

/**
 * Keys whose entries, or absences, are to be kept near no more.
 *
 * <p>It is sent when a change is appended, before that is committed: it reveals that a key may change and nothing of
 * what it becomes, so no fault can make it wrong (P9).
 *
 * @param number  of these messages on this link, from 1, without a gap
 * @param keys    at most {@value #COUNT_MAX}
 * @param cleared parts of caches; at most {@value #COUNT_MAX}
 */
public record Invalidate(long number, List<CacheKey> keys, List<Cleared> cleared) implements Message {
    /** Most keys, and most parts, of one message. */
    public static final int COUNT_MAX = 4096;

    /**
     * All entries of a cache in a cell.
     *
     * @param cache the cache
     * @param cell  0 to 65,535
     */
    public record Cleared(CacheId cache, int cell) {
        private static final int BYTES_MIN = 1 + Integer.BYTES;

        static Cleared readFrom(BodyReader in) {
            CacheId cache = CacheId.readFrom(in);
            return new Cleared(cache, in.int32("cell", 0, Limits.CELLS_MAX - 1));
        }

        void writeTo(ByteSink out) {
            cache.writeTo(out);
            out.int32(cell);
        }
    }

    static Invalidate readFrom(BodyReader in) {
        long number = in.int64("number", 1, Long.MAX_VALUE);
        int keyCount = in.count("keys", COUNT_MAX, CacheKey.BYTES_MIN);
        List<CacheKey> keys = new ArrayList<>(keyCount);
        for (int i = 0; i < keyCount; i++) {
            keys.add(CacheKey.readFrom(in));
        }
        int clearedCount = in.count("cleared", COUNT_MAX, Cleared.BYTES_MIN);
        List<Cleared> cleared = new ArrayList<>(clearedCount);
        for (int i = 0; i < clearedCount; i++) {
            cleared.add(Cleared.readFrom(in));
        }
        return new Invalidate(number, keys, cleared);
    }

    @Override
    public MessageType type() {
        return MessageType.INVALIDATE;
    }

    @Override
    public void writeTo(ByteSink out) {
        out.int64(number).int32(keys.size());
        for (CacheKey key : keys) {
            key.writeTo(out);
        }
        out.int32(cleared.size());
        for (Cleared part : cleared) {
            part.writeTo(out);
        }
    }
}
