package io.kvswarm.internal.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.kvswarm.internal.base.MalformedBytesException;
import io.kvswarm.sim.SimDisk;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.TreeMap;

/** Goal: no file can do more than be refused, and no body of the log's own records either. */
final class LogFuzzTest {
    private static final RecordPosition PLACE = new RecordPosition(1, 60, 0);

    /** Whatever a segment file holds, opening the log says what is wrong with it and fails in no other way. */
    @FuzzTest
    void anyFileCanBeOpened(byte[] content) throws IOException {
        LogTestbed bed = new LogTestbed(1);
        bed.disk = new SimDisk();
        byte[] header = new SegmentHeader(LogTestbed.NODE, 1, new TreeMap<>()).toBytes();
        byte[] file = ByteBuffer.allocate(header.length + content.length)
                .put(header)
                .put(content)
                .array();
        bed.disk.replace(LogTestbed.file(1), file);
        bed.open();
        for (LogRecord record : bed.replayed) {
            assertEquals(record.index(), bed.read(record.position()).index());
        }
        bed.close();
        bed.open();
        assertEquals(0, bed.opened.cutBytes());
    }

    /** Bytes behind a right checksum, so that the fields are reached. */
    @FuzzTest
    void anyBodyOfOwnRecordsIsReadOrRefused(byte[] content) {
        LogRecord heads = LogRecord.ofNode(LogRecord.HEADS, content);
        try {
            assertEquals(content.length, 4 + 61 * SignedHeads.of(heads).heads().size() + 64);
        } catch (MalformedBytesException e) {
            assertEquals("SignedHeads.", e.getMessage().substring(0, 12));
        }
        try {
            byte[] state = Checkpoint.of(heads).state();
            assertEquals(0, (content.length - 36 - state.length) % 64);
        } catch (MalformedBytesException e) {
            assertEquals("Checkpoint.", e.getMessage().substring(0, 11));
        }
    }

    /** Any frame: found whole, or a problem is named. */
    @FuzzTest
    void anyFrameIsWholeOrHasAProblem(byte[] content) {
        ByteBuffer bytes = ByteBuffer.wrap(content);
        String problem = new Framing().problem(bytes, 0, content.length, PLACE);
        if (problem == null) {
            assertTrue(Framing.bytes(Framing.record(bytes, 0, PLACE)) <= content.length);
        }
    }
}
