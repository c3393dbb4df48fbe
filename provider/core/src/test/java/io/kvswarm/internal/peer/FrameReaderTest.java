package io.kvswarm.internal.peer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.kvswarm.internal.base.ByteSink;
import io.kvswarm.internal.base.MalformedBytesException;
import io.kvswarm.internal.wire.ConfigNews;
import io.kvswarm.internal.wire.Frames;
import io.kvswarm.internal.wire.Message;
import io.kvswarm.internal.wire.Ping;
import io.kvswarm.internal.wire.WireExamples;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Goal: messages come out as they were sent however the bytes are cut up; what breaks a rule is refused and keeps
 * nothing.
 */
final class FrameReaderTest {
    private final ReassemblyBudget budget = new ReassemblyBudget(8 << 20);
    private final List<Message> messages = new ArrayList<>();
    private final FrameReader reader = new FrameReader(budget, messages::add);

    private static byte[] frames(Message... some) {
        ByteSink out = new ByteSink(1024);
        for (Message message : some) {
            Frames.write(message, out);
        }
        return out.toBytes();
    }

    private static ByteBuffer hex(String text) {
        return ByteBuffer.wrap(HexFormat.of().parseHex(text));
    }

    private void give(byte[] bytes, int from, int to) {
        reader.onBytes(ByteBuffer.wrap(Arrays.copyOfRange(bytes, from, to)));
    }

    private String refusalOf(String bytes) {
        reader.trust();
        return assertThrows(MalformedBytesException.class, () -> reader.onBytes(hex(bytes)))
                .getMessage();
    }

    @Test
    void framesAreReadHoweverTheyAreCut() {
        Message[] sent = WireExamples.all().toArray(new Message[0]);
        byte[] bytes = frames(sent);
        for (int cut = 0; cut <= bytes.length; cut++) {
            messages.clear();
            FrameReader fresh = new FrameReader(budget, messages::add);
            fresh.onBytes(ByteBuffer.wrap(bytes, 0, cut));
            fresh.onBytes(ByteBuffer.wrap(bytes, cut, bytes.length - cut));
            assertArrayEquals(bytes, frames(messages.toArray(new Message[0])), "cut at " + cut);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void framesAreReadFromCrumbs(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        byte[] json = new byte[3 << 20];
        random.nextBytes(json);
        byte[] bytes = frames(new Ping(1), new ConfigNews(json), new Ping(2));
        reader.trust();
        for (int from = 0; from < bytes.length; ) {
            int to = Math.min(bytes.length, from + 1 + random.nextInt(random.nextInt(4) == 0 ? 100_000 : 5));
            ByteBuffer direct = ByteBuffer.allocateDirect(to - from);
            direct.put(bytes, from, to - from).flip();
            reader.onBytes(direct);
            from = to;
        }
        assertEquals(3, messages.size());
        assertArrayEquals(json, ((ConfigNews) messages.get(1)).json(), "seed " + seed);
        assertEquals(0, budget.bytes());
        assertEquals(bytes.length, reader.received());
    }

    /** Bytes, and why they are refused. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            00000001 01           | frame.length: is 1, expected 2 to 1114112
            00110001 01           | frame.length: is 1114113, expected 2 to 1114112
            7fffffff 01           | frame.length: is 2147483647, expected 2 to 1114112
            80000000 01           | frame.length: is -2147483648, expected 2 to 1114112
            ffffffff 01           | frame.length: is -1, expected 2 to 1114112
            00000002 0203         | frame.version: is 2, expected 1 to 1
            00000002 01c8         | frame.type: is 200, which no message has
            00000002 02fe         | frame.version: of a fragment is not 1
            00000003 01fe01 0000000a 01030000000000000001 | frame.type: is 3, expected the next fragment
            00000003 01ff02       | frame.version: is 2, expected 1 to 1
            00000003 01ff01       | frame.type: needs 1 bytes, 0 left
            00000004 01ff01fe     | frame.type: is 254, which no message has
            """)
    void brokenFrameIsRefused(String bytes, String message) {
        assertEquals(message, refusalOf(bytes.replace(" ", "")));
        assertEquals(List.of(), messages);
    }

    @Test
    void lengthOutOfRangeIsRefusedBeforeAnythingFollows() {
        reader.trust();
        reader.onBytes(hex("7fff"));
        var refused = assertThrows(MalformedBytesException.class, () -> reader.onBytes(hex("ffff")));
        assertEquals("frame.length: is 2147483647, expected 2 to 1114112", refused.getMessage());
    }

    @Test
    void strangerMaySendLittle() {
        byte[] bytes = frames(new ConfigNews(new byte[FrameReader.UNTRUSTED_BYTES_MAX - 10]));
        assertEquals(FrameReader.UNTRUSTED_BYTES_MAX, bytes.length);
        give(bytes, 0, bytes.length);
        assertEquals(1, messages.size());
        var refused = assertThrows(MalformedBytesException.class, () -> reader.onBytes(hex("00")));
        assertEquals("more than 65536 bytes before it is admitted", refused.getMessage());
    }

    @Test
    void messageBeyondTheBudgetIsRefusedAndGivesItBack() {
        ReassemblyBudget small = new ReassemblyBudget(2 << 20);
        FrameReader other = new FrameReader(small, messages::add);
        other.trust();
        byte[] bytes = frames(new ConfigNews(new byte[3 << 20]));
        var refused = assertThrows(MalformedBytesException.class, () -> other.onBytes(ByteBuffer.wrap(bytes)));
        assertEquals(
                "message of more than 1114110 bytes while unfinished messages take up all memory set aside for them",
                refused.getMessage());
        assertEquals(1114110, small.bytes());
        other.stop();
        assertEquals(0, small.bytes());
    }

    @Test
    void endlessFragmentsAreRefused() {
        FrameReader other = new FrameReader(new ReassemblyBudget(Long.MAX_VALUE), messages::add);
        other.trust();
        byte[] part = new byte[Frames.LENGTH_BYTES + Frames.LENGTH_MAX];
        ByteBuffer.wrap(part)
                .putInt(Frames.LENGTH_MAX)
                .put((byte) Frames.VERSION)
                .put((byte) Frames.FRAGMENT);
        var refused = assertThrows(MalformedBytesException.class, () -> {
            for (int i = 0; i <= Frames.MESSAGE_BYTES_MAX / Frames.LENGTH_MAX + 1; i++) {
                other.onBytes(ByteBuffer.wrap(part));
            }
        });
        assertEquals("message has more than " + Frames.MESSAGE_BYTES_MAX + " bytes", refused.getMessage());
    }

    @Test
    void stoppedReaderGivesOutNothing() {
        FrameReader[] self = new FrameReader[1];
        self[0] = new FrameReader(budget, message -> {
            messages.add(message);
            self[0].stop();
        });
        self[0].onBytes(ByteBuffer.wrap(frames(new Ping(1), new Ping(2))));
        assertEquals(List.of(new Ping(1)), messages);
    }
}
