package io.kvswarm.internal.wire;

import io.kvswarm.internal.base.BodyReader;
import io.kvswarm.internal.base.ByteSink;

/**
 * Version of an entry: never used twice for one cell.
 *
 * <pre>
 * offset  bytes  field
 *      0      8  cellEpoch  epoch of the config under which the owner took the cell
 *      8      8  term       the owner's count of starts that did not follow a clean stop
 *     16      8  index      position in the cell's log, from 1
 * </pre>
 */
public record Version(long cellEpoch, long term, long index) implements Comparable<Version> {
    /** Length in bytes. */
    public static final int BYTES = 24;

    /** No version: of what never was. */
    public static final Version NONE = new Version(0, 0, 0);

    /** Reads the three numbers. */
    public static Version readFrom(BodyReader in) {
        long cellEpoch = in.int64("version.cellEpoch", 0, Long.MAX_VALUE);
        long term = in.int64("version.term", 0, Long.MAX_VALUE);
        return new Version(cellEpoch, term, in.int64("version.index", 0, Long.MAX_VALUE));
    }

    /** Writes the three numbers. */
    public void writeTo(ByteSink out) {
        out.int64(cellEpoch).int64(term).int64(index);
    }

    @Override
    public int compareTo(Version other) {
        int byEpoch = Long.compare(cellEpoch, other.cellEpoch);
        int byTerm = byEpoch != 0 ? byEpoch : Long.compare(term, other.term);
        return byTerm != 0 ? byTerm : Long.compare(index, other.index);
    }
}
