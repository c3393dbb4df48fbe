package io.kvswarm.internal.log;

import io.kvswarm.internal.base.BodyReader;
import io.kvswarm.internal.base.ByteSink;
import io.kvswarm.internal.base.Limits;

/**
 * Where a record lies in its log. Ordered as the records lie in the files.
 *
 * <pre>
 * offset  bytes  field
 *      0      8  segment   0 to 2^63-1
 *      8      4  offset    0 to 2^31-1
 *     12      4  length    0 to 2^31-1
 * </pre>
 *
 * @param segment number of the segment file
 * @param offset  byte of that file at which the record's frame begins
 * @param length  bytes of the frame; 0 for a mark between two records, such as how far a reader has come
 */
public record RecordPosition(long segment, int offset, int length) implements Comparable<RecordPosition> {
    /** Length of an encoded position. */
    public static final int BYTES = 16;

    /** Before everything. */
    public static final RecordPosition START = new RecordPosition(0, 0, 0);

    /** Checks every range. */
    public RecordPosition {
        Limits.between("position.segment", segment, 0, Long.MAX_VALUE);
        Limits.between("position.offset", offset, 0, Integer.MAX_VALUE);
        Limits.between("position.length", length, 0, Integer.MAX_VALUE - offset);
    }

    /** Reads {@link #BYTES} bytes. */
    public static RecordPosition readFrom(BodyReader in) {
        long segment = in.int64("position.segment", 0, Long.MAX_VALUE);
        int offset = in.int32("position.offset", 0, Integer.MAX_VALUE);
        int length = in.int32("position.length", 0, Integer.MAX_VALUE - offset);
        return new RecordPosition(segment, offset, length);
    }

    /** Writes {@link #BYTES} bytes. */
    public void writeTo(ByteSink out) {
        out.int64(segment).int32(offset).int32(length);
    }

    /** The mark right behind this record: what lies before it has been seen, the next record has not. */
    public RecordPosition end() {
        return new RecordPosition(segment, offset + length, 0);
    }

    @Override
    public int compareTo(RecordPosition other) {
        int bySegment = Long.compare(segment, other.segment);
        return bySegment != 0 ? bySegment : Integer.compare(offset, other.offset);
    }
}
