package io.kvswarm.internal.wire;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.kvswarm.internal.base.MalformedBytesException;
import java.nio.ByteBuffer;

/**
 * Goal: whatever bytes stand in a frame, they are a message that is written the same again, or are refused as
 * malformed.
 */
final class FramesFuzzTest {
    @FuzzTest
    void anyBytesAreReadOrRefused(byte[] frame) {
        Message message;
        try {
            message = Frames.read(ByteBuffer.wrap(frame));
        } catch (MalformedBytesException expected) {
            return;
        }
        assertArrayEquals(frame, WireExamples.encode(message));
    }
}
