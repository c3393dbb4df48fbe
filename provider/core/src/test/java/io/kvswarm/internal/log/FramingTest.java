package io.kvswarm.internal.log;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kvswarm.internal.base.Hex;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Goal: the bytes of records and segments never change by accident, and no bytes get past the checks. */
final class FramingTest {
    private static final RecordPosition PLACE = new RecordPosition(7, 60, 41);
    private static final String FRAME = "00000003" // bodyBytes
            + "08a1ed19" // checksum
            + "01" // type
            + "00" // flags
            + "00000005" // cell
            + "0000000000000002" // cellEpoch
            + "0000000000000003" // term
            + "0000000000000004" // index
            + "0a0b0c"; // body

    private final Framing framing = new Framing();

    @Test
    void recordEncodingIsFixed() {
        assertEquals(FRAME, encode(new LogRecord((byte) 1, false, 5, 2, 3, 4, new byte[] {10, 11, 12})));
    }

    @Test
    void carriedRecordDiffersInItsFlagOnly() {
        String carried = encode(new LogRecord((byte) 1, false, 5, 2, 3, 4, new byte[] {10, 11, 12}).carriedForward());
        assertEquals("0101", carried.substring(16, 20));
        assertEquals(FRAME.substring(20), carried.substring(20));
        assertFalse(carried.substring(8, 16).equals(FRAME.substring(8, 16)));
    }

    @Test
    void logsOwnRecordsAreFixed() {
        assertEquals(
                "00000010" + "e3c535ac" + "8100ffffffff" + "00".repeat(24) + "0000000000000007" + "0000003c"
                        + "00000000",
                encode(BatchMark.record(new RecordPosition(7, 60, 0))));
        assertEquals(
                "00000008" + "93a8df2b" + "8400ffffffff" + "00".repeat(24) + "0000000000000009",
                encode(BatchMark.deleted(9)));
    }

    @Test
    void encodedRecordIsReadBack() {
        ByteBuffer bytes = ByteBuffer.wrap(Hex.parse(FRAME));
        assertNull(framing.problem(bytes, 0, bytes.capacity(), PLACE));
        LogRecord record = Framing.record(bytes, 0, PLACE);
        assertEquals("record type 1 cell 5 index 4 (3 bytes)", record.toString());
        assertEquals(2, record.cellEpoch());
        assertEquals(3, record.term());
        assertEquals(PLACE, record.position());
        assertArrayEquals(new byte[] {10, 11, 12}, record.body());
    }

    @Test
    void recordIsValidNowhereElse() {
        ByteBuffer bytes = ByteBuffer.wrap(Hex.parse(FRAME));
        assertTrue(framing.isIntact(bytes, 0, 41, PLACE));
        assertFalse(framing.isIntact(bytes, 0, 41, new RecordPosition(8, 60, 41)));
        assertFalse(framing.isIntact(bytes, 0, 41, new RecordPosition(7, 61, 41)));
    }

    @Test
    void everyTruncationIsNamed() {
        byte[] frame = Hex.parse(FRAME);
        for (int length = 0; length < frame.length; length++) {
            String expected = length < Framing.HEADER_BYTES
                    ? "the file ends in the middle of a record, " + length + " bytes after its start"
                    : "the file ends in the middle of a record, " + length + " of its 41 bytes after its start";
            assertEquals(expected, framing.problem(ByteBuffer.wrap(frame), 0, length, PLACE));
        }
    }

    @Test
    void everyBitCounts() {
        for (int bit = 0; bit < FRAME.length() * 4; bit++) {
            byte[] frame = Hex.parse(FRAME);
            frame[bit / 8] ^= (byte) (1 << bit % 8);
            String problem = framing.problem(ByteBuffer.wrap(frame), 0, frame.length, PLACE);
            assertTrue(
                    problem.startsWith("checksum is ")
                            || problem.startsWith("length of a record is ")
                            || problem.startsWith("the file ends in the middle of a record, 41 of its "),
                    problem);
        }
    }

    @Test
    void lengthsOutOfRangeAreNamed() {
        for (String length : List.of("ffffffff", "80000000", "04020001", "7fffffff")) {
            ByteBuffer bytes = ByteBuffer.wrap(Hex.parse(length + FRAME.substring(8)));
            assertEquals(
                    "length of a record is " + bytes.getInt(0) + ", expected 0 to " + LogRecord.BODY_BYTES_MAX,
                    framing.problem(bytes, 0, bytes.capacity(), PLACE));
        }
    }

    @Test
    void segmentHeaderIsFixed() {
        SortedMap<Long, Integer> older = new TreeMap<>(java.util.Map.of(2L, 4096, 5L, 60));
        SegmentHeader header = new SegmentHeader(LogTestbed.NODE, 6, older);
        String encoded = "6b76737761726d6c" // "kvswarml"
                + "00000001" // format
                + LogTestbed.NODE
                + "0000000000000006"
                + "00000002"
                + "0000000000000002"
                + "00001000"
                + "0000000000000005"
                + "0000003c"
                + "005b002f";
        assertEquals(encoded, Hex.of(header.toBytes()));
        assertEquals(header, SegmentHeader.readFrom(Hex.parse(encoded)));
    }

    @Test
    void segmentOfANewerFormatIsRefusedAndKept() throws IOException {
        byte[] newer = new SegmentHeader(LogTestbed.NODE, 1, new TreeMap<>()).toBytes();
        newer[11] = 2;
        var crc = new java.util.zip.CRC32C();
        crc.update(newer, 0, newer.length - 4);
        ByteBuffer.wrap(newer).putInt(newer.length - 4, (int) crc.getValue());
        LogTestbed bed = new LogTestbed(1);
        bed.disk.replace(LogTestbed.file(1), newer);
        var e = org.junit.jupiter.api.Assertions.assertThrows(io.kvswarm.api.SwarmException.class, bed::open);
        assertEquals(
                LogTestbed.file(1)
                        + ": format is 2, this version reads 1; the log is not opened and nothing was changed"
                        + " in it",
                e.getMessage());
        assertArrayEquals(newer, bed.disk.content(LogTestbed.file(1)));
    }

    private String encode(LogRecord record) {
        ByteBuffer out = ByteBuffer.allocate(Framing.bytes(record));
        framing.putHeader(record, PLACE.segment(), PLACE.offset(), out);
        return Hex.of(out.put(record.body()).array());
    }
}
