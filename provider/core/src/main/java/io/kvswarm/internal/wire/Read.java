package io.kvswarm.internal.wire;

import io.kvswarm.internal.base.BodyReader;
import io.kvswarm.internal.base.ByteSink;
import java.util.ArrayList;
import java.util.List;

/**
 * Asks for entries; all its keys belong to cells of the node asked.
 *
 * <pre>
 * bytes  field
 *     8  requestId
 *     1  awaited    of type {@link MessageType#HOLD} only: 1 for {@link Hold#AWAITED}
 *     4  count      each: see {@link CacheKey}
 * </pre>
 *
 * @param requestId chosen by who asks, unique on its connection
 * @param hold      whether the answers are to be kept near; {@link Hold#NO} makes it a {@link MessageType#READ}
 * @param keys 1 to {@value #COUNT_MAX}
 */
public record Read(long requestId, Hold hold, List<CacheKey> keys) implements Message {
    /** Most keys of one read. */
    public static final int COUNT_MAX = 4096;

    /** What becomes of the answers at who asks. */
    public enum Hold {
        /** They are used once. */
        NO,
        /** They are kept; changes are to be told, and need not wait. */
        TOLD,
        /** They are kept; changes are to be told, and wait for the word that they are dropped (RULES 7). */
        AWAITED
    }

    /** Asks for entries that are used once. */
    public Read(long requestId, List<CacheKey> keys) {
        this(requestId, Hold.NO, keys);
    }

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

    static Read readHoldFrom(BodyReader in) {
        long requestId = in.int64("requestId", Long.MIN_VALUE, Long.MAX_VALUE);
        Hold hold = in.flag("awaited") ? Hold.AWAITED : Hold.TOLD;
        return new Read(requestId, hold, readKeys(in));
    }

    @Override
    public MessageType type() {
        return hold == Hold.NO ? MessageType.READ : MessageType.HOLD;
    }

    @Override
    public void writeTo(ByteSink out) {
        out.int64(requestId);
        if (hold != Hold.NO) {
            out.flag(hold == Hold.AWAITED);
        }
        out.int32(keys.size());
        for (CacheKey key : keys) {
            key.writeTo(out);
        }
    }
}
