package io.kvswarm.internal.storage;

import io.kvswarm.internal.base.BodyReader;
import io.kvswarm.internal.base.ByteSink;
import io.kvswarm.internal.base.Limits;
import io.kvswarm.internal.log.LogRecord;
import io.kvswarm.internal.wire.CacheId;
import io.kvswarm.internal.wire.CacheKey;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Entries of one cell that ended without a mutation: the body of a record of type {@link RecordTypes#REMOVALS}.
 *
 * <pre>
 * bytes  field
 *     1  reason       see {@link Reason}
 *     8  ownerMillis
 *     4  count        each: cache id, key 4+n
 * </pre>
 */
record Removals(Reason reason, long ownerMillis, List<CacheKey> keys) {
    /** Why they ended. */
    enum Reason {
        /** Their time was up. */
        EXPIRED,
        /** Their cache was over its bounds. */
        EVICTED
    }

    private static final int KEYS_MAX = 1 << 16;

    static Removals of(LogRecord record) {
        BodyReader in = new BodyReader("Removals", ByteBuffer.wrap(record.body()));
        Reason reason = Reason.values()[in.int8("reason", 0, Reason.values().length - 1)];
        long ownerMillis = in.int64("ownerMillis", 0, Long.MAX_VALUE);
        int count = in.count("keys", KEYS_MAX, 1 + Integer.BYTES);
        List<CacheKey> keys = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            CacheId cache = CacheId.readFrom(in);
            keys.add(new CacheKey(cache, in.bytes32("key", Limits.KEY_BYTES_MAX)));
        }
        in.end();
        return new Removals(reason, ownerMillis, keys);
    }

    byte[] toBody() {
        ByteSink out = new ByteSink(64);
        out.int8(reason.ordinal()).int64(ownerMillis).int32(keys.size());
        for (CacheKey key : keys) {
            key.cache().writeTo(out);
            out.bytes32(key.key());
        }
        return out.toBytes();
    }
}
