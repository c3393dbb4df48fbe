package io.kvswarm.internal.log;

import io.kvswarm.internal.base.Limits;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.zip.CRC32C;

/**
 * The bytes of one record in a segment file. Not shared between threads.
 *
 * <pre>
 * offset  bytes  field
 *      0      4  bodyBytes   0 to {@link LogRecord#BODY_BYTES_MAX}
 *      4      4  checksum    CRC32C
 *      8      1  type        not 0
 *      9      1  flags       bit 0: carried forward; the others 0
 *     10      4  cell        -1 to 2^16-1
 *     14      8  cellEpoch   0 to 2^63-1
 *     22      8  term        0 to 2^63-1
 *     30      8  index       0 to 2^63-1
 *     38      n  body
 * </pre>
 *
 * <p>The checksum covers segment number (8 bytes), offset in the segment (4), bodyBytes (4) and everything behind
 * itself. So a record is valid nowhere but where it was written: bytes inside a value are never mistaken for a record.
 */
final class Framing {
    /** Bytes before the body. */
    static final int HEADER_BYTES = 38;

    /** Longest record with its header. */
    static final int FRAME_BYTES_MAX = HEADER_BYTES + LogRecord.BODY_BYTES_MAX;

    private static final int PLACE_BYTES = Long.BYTES + Integer.BYTES;
    private static final int TYPE_AT = 8;
    private static final int FIELDS_BYTES = HEADER_BYTES - TYPE_AT;
    private static final HexFormat HEX = HexFormat.of();

    private final CRC32C crc = new CRC32C();
    private final ByteBuffer covered = ByteBuffer.allocate(PLACE_BYTES + Integer.BYTES + FIELDS_BYTES);

    /** Bytes of {@code record} in the file. */
    static int bytes(LogRecord record) {
        return HEADER_BYTES + record.body().length;
    }

    /** Appends what comes before the body of a record that will lie at {@code offset} of {@code segment}. */
    void putHeader(LogRecord record, long segment, int offset, ByteBuffer out) {
        byte[] body = record.body();
        covered.clear()
                .putLong(segment)
                .putInt(offset)
                .putInt(body.length)
                .put(record.type())
                .put((byte) (record.isCarried() ? 1 : 0))
                .putInt(record.cell())
                .putLong(record.cellEpoch())
                .putLong(record.term())
                .putLong(record.index());
        crc.reset();
        crc.update(covered.array());
        crc.update(body);
        out.putInt(body.length).putInt((int) crc.getValue());
        out.put(covered.array(), PLACE_BYTES + Integer.BYTES, FIELDS_BYTES);
    }

    /** Length of the frame that begins at {@code at}, if its header can be one; else -1. Needs the header's bytes. */
    static int plausibleBytes(ByteBuffer bytes, int at) {
        int bodyBytes = bytes.getInt(at);
        boolean plausible = bodyBytes >= 0
                && bodyBytes <= LogRecord.BODY_BYTES_MAX
                && isKnown(bytes.get(at + TYPE_AT))
                && (bytes.get(at + 9) & ~1) == 0
                && bytes.getInt(at + 10) >= LogRecord.NO_CELL
                && bytes.getInt(at + 10) < Limits.CELLS_MAX
                && bytes.getLong(at + 14) >= 0
                && bytes.getLong(at + 22) >= 0
                && bytes.getLong(at + 30) >= 0;
        return plausible ? HEADER_BYTES + bodyBytes : -1;
    }

    /** True if the checksum of the frame at {@code at} is that of its bytes at that place of the log. */
    boolean isIntact(ByteBuffer bytes, int at, int frameBytes, RecordPosition place) {
        return bytes.getInt(at + 4) == checksum(bytes, at, frameBytes, place);
    }

    /** What is wrong with the frame at {@code at}, of which {@code available} bytes are there; null if nothing is. */
    String problem(ByteBuffer bytes, int at, int available, RecordPosition place) {
        if (available < HEADER_BYTES) {
            return "the file ends in the middle of a record, " + available + " bytes after its start";
        }
        int bodyBytes = bytes.getInt(at);
        if (bodyBytes < 0 || bodyBytes > LogRecord.BODY_BYTES_MAX) {
            return "length of a record is " + bodyBytes + ", expected 0 to " + LogRecord.BODY_BYTES_MAX;
        }
        if (HEADER_BYTES + bodyBytes > available) {
            return "the file ends in the middle of a record, " + available + " of its " + (HEADER_BYTES + bodyBytes)
                    + " bytes after its start";
        }
        int found = checksum(bytes, at, HEADER_BYTES + bodyBytes, place);
        int expected = bytes.getInt(at + 4);
        if (found != expected) {
            return "checksum is " + HEX.toHexDigits(found) + ", expected " + HEX.toHexDigits(expected);
        }
        return plausibleBytes(bytes, at) >= 0 ? null : "a record of unknown form, checksum " + HEX.toHexDigits(found);
    }

    /** The record whose frame begins at {@code at} and has been found intact. */
    static LogRecord record(ByteBuffer bytes, int at, RecordPosition place) {
        byte[] body = new byte[bytes.getInt(at)];
        bytes.get(at + HEADER_BYTES, body);
        LogRecord record = new LogRecord(
                bytes.get(at + TYPE_AT),
                bytes.get(at + 9) == 1,
                bytes.getInt(at + 10),
                bytes.getLong(at + 14),
                bytes.getLong(at + 22),
                bytes.getLong(at + 30),
                body);
        record.liesAt(place);
        return record;
    }

    private int checksum(ByteBuffer bytes, int at, int frameBytes, RecordPosition place) {
        covered.clear().putLong(place.segment()).putInt(place.offset()).putInt(bytes.getInt(at));
        crc.reset();
        crc.update(covered.array(), 0, PLACE_BYTES + Integer.BYTES);
        crc.update(bytes.array(), bytes.arrayOffset() + at + TYPE_AT, frameBytes - TYPE_AT);
        return (int) crc.getValue();
    }

    private static boolean isKnown(byte type) {
        return type > 0 || (type >= LogRecord.BATCH && type <= LogRecord.DELETED);
    }
}
