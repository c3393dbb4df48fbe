package io.kvswarm.internal.wire;

import io.kvswarm.internal.base.BodyReader;
import io.kvswarm.internal.base.ByteSink;

/**
 * A mutation in a block.
 *
 * <pre>
 * bytes  field
 *     8  confirmed  up to which number the writer holds all results of its session in this cell (RULES 11)
 *     n  mutation   see {@link Mutation}
 * </pre>
 */
public record BlockEntry(long confirmed, Mutation mutation) {
    static final int BYTES_MIN = Long.BYTES + Mutation.BYTES_MIN;

    /** Reads an entry. */
    public static BlockEntry readFrom(BodyReader in) {
        long confirmed = in.int64("confirmed", 0, Long.MAX_VALUE);
        return new BlockEntry(confirmed, Mutation.readFrom(in));
    }

    /** Writes the entry. */
    public void writeTo(ByteSink out) {
        out.int64(confirmed);
        mutation.writeTo(out);
    }
}
