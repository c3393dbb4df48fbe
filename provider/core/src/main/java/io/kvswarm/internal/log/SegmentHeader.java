package io.kvswarm.internal.log;

import io.kvswarm.api.NodeId;
import io.kvswarm.internal.base.BodyReader;
import io.kvswarm.internal.base.ByteSink;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.zip.CRC32C;

/**
 * What a segment file begins with. Synced before the first record follows.
 *
 * <pre>
 * offset  bytes  field
 *      0      8  magic     "kvswarml"
 *      8      4  format    {@value #FORMAT}
 *     12     32  node      whose log it is
 *     44      8  number    of this segment, 1 to 2^63-1
 *     52      4  count     of older segments there were, 0 to {@link LogSettings#SEGMENTS_MAX}
 *     56   12 n  older     of each: number (8), rising, below this one's; length (4)
 *          4  checksum  CRC32C of everything before
 * </pre>
 *
 * <p>The list makes a file that is lost or cut short noticed. It is whole but for later deletions, which are records.
 *
 * @param node   whose log it is
 * @param number of the segment
 * @param older  length of every older segment there was, by number
 */
record SegmentHeader(NodeId node, long number, SortedMap<Long, Integer> older) {
    static final int FORMAT = 1;
    static final int FIXED_BYTES = 56;
    /** Shortest header. */
    static final int BYTES_MIN = FIXED_BYTES + Integer.BYTES;

    private static final byte[] MAGIC = "kvswarml".getBytes(StandardCharsets.US_ASCII);
    private static final int OLDER_BYTES = Long.BYTES + Integer.BYTES;

    SegmentHeader {
        older = Collections.unmodifiableSortedMap(new TreeMap<>(older));
    }

    /** Length of the whole header, of which the first {@link #FIXED_BYTES} are given. */
    static int bytesOf(ByteBuffer fixed) {
        BodyReader in = new BodyReader("SegmentHeader", fixed.duplicate().position(52));
        return BYTES_MIN + in.int32("count", 0, LogSettings.SEGMENTS_MAX) * OLDER_BYTES;
    }

    /** Reads a header that fills {@code bytes}, at least {@link #BYTES_MIN}. */
    static SegmentHeader readFrom(byte[] bytes) {
        int found = checksum(bytes, bytes.length - Integer.BYTES);
        BodyReader in = new BodyReader("SegmentHeader", ByteBuffer.wrap(bytes));
        if (!Arrays.equals(MAGIC, in.bytes("magic", MAGIC.length))) {
            throw in.malformed("magic: is not that of a segment");
        }
        int format = in.int32("format", 1, Integer.MAX_VALUE);
        NodeId node = NodeId.of(in.bytes("node", NodeId.BYTES));
        long number = in.int64("number", 1, Long.MAX_VALUE);
        SortedMap<Long, Integer> older = readOlder(in, number);
        int expected = in.int32("checksum", Integer.MIN_VALUE, Integer.MAX_VALUE);
        in.end();
        if (found != expected) {
            throw in.malformed(String.format("checksum: is %08x, expected %08x", found, expected));
        }
        if (format != FORMAT) {
            throw new UnknownFormatException(format);
        }
        return new SegmentHeader(node, number, older);
    }

    private static SortedMap<Long, Integer> readOlder(BodyReader in, long number) {
        SortedMap<Long, Integer> older = new TreeMap<>();
        long previous = 0;
        for (int left = in.count("count", LogSettings.SEGMENTS_MAX, OLDER_BYTES); left > 0; left--) {
            previous = in.int64("older.number", previous + 1, number - 1);
            older.put(previous, in.int32("older.length", 0, Integer.MAX_VALUE));
        }
        return older;
    }

    byte[] toBytes() {
        ByteSink out = new ByteSink(BYTES_MIN + older.size() * OLDER_BYTES);
        out.bytes(MAGIC).int32(FORMAT).bytes(node.toBytes()).int64(number).int32(older.size());
        older.forEach((segment, length) -> out.int64(segment).int32(length));
        out.int32(checksum(out.array(), out.length()));
        return out.toBytes();
    }

    private static int checksum(byte[] bytes, int length) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, 0, length);
        return (int) crc.getValue();
    }

    /** A whole header of a format that a newer version has written. */
    static final class UnknownFormatException extends RuntimeException {
        private static final long serialVersionUID = 1;

        UnknownFormatException(int format) {
            super("format is " + format + ", this version reads " + FORMAT);
        }
    }
}
