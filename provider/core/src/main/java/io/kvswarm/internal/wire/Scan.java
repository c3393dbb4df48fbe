package io.kvswarm.internal.wire;

import io.kvswarm.internal.base.BodyReader;
import io.kvswarm.internal.base.ByteSink;
import io.kvswarm.internal.base.Limits;

/**
 * Asks for a page of one cache's entries in one cell, in the order of position, then key.
 *
 * @param requestId chosen by who asks, unique on its connection
 * @param cache the cache
 * @param cell the cell
 * @param hasAfter whether {@code after} counts
 * @param after last key of the page before; empty on the first
 * @param limit most entries wanted
 * @param valuesWanted false for keys and versions only
 */
public record Scan(
        long requestId, CacheId cache, int cell, boolean hasAfter, byte[] after, int limit, boolean valuesWanted)
        implements Message {
    /** Most entries of one page. */
    public static final int LIMIT_MAX = 4096;

    static Scan readFrom(BodyReader in) {
        long requestId = in.int64("requestId", Long.MIN_VALUE, Long.MAX_VALUE);
        CacheId cache = CacheId.readFrom(in);
        int cell = in.int32("cell", 0, Limits.CELLS_MAX - 1);
        boolean hasAfter = in.flag("hasAfter");
        byte[] after = in.bytes32("after", Limits.KEY_BYTES_MAX);
        int limit = in.int32("limit", 1, LIMIT_MAX);
        boolean valuesWanted = in.flag("valuesWanted");
        return new Scan(requestId, cache, cell, hasAfter, after, limit, valuesWanted);
    }

    @Override
    public MessageType type() {
        return MessageType.SCAN;
    }

    @Override
    public void writeTo(ByteSink out) {
        out.int64(requestId);
        cache.writeTo(out);
        out.int32(cell);
        out.flag(hasAfter);
        out.bytes32(after);
        out.int32(limit);
        out.flag(valuesWanted);
    }
}
