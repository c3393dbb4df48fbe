package io.kvswarm.internal.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.kvswarm.internal.base.ByteSink;
import io.kvswarm.internal.base.Hex;
import io.kvswarm.internal.base.MalformedBytesException;
import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Goal: the bytes of an idle confirmation are fixed, and nothing else is taken for one. */
final class ConfirmTest {
    private static final String FRAME = "0000002e" + "01" + "14"
            + "00000000000000010000000000000002" + "00000002"
            + "0000ffff" + "0000000000000007"
            + "00000000" + "7fffffffffffffff";
    private static final Confirm DECODED =
            new Confirm(new SessionId(1, 2), List.of(new Confirm.Mark(65_535, 7), new Confirm.Mark(0, Long.MAX_VALUE)));

    @Test
    void frameIsFixed() {
        ByteSink out = new ByteSink(64);
        Frames.write(DECODED, out);
        assertEquals(FRAME, Hex.of(out.toBytes()));
        assertEquals(DECODED, decode(FRAME));
    }

    @Test
    void everyTruncationIsRefused() {
        for (int digits = 12; digits < FRAME.length(); digits += 2) {
            String shorter = FRAME.substring(0, digits);
            assertThrows(MalformedBytesException.class, () -> decode(shorter), shorter);
        }
    }

    @Test
    void fieldsOutOfRangeAreRefusedByName() {
        assertRefused("CONFIRM.mark.cell: is 65536, expected 0 to 65535", FRAME.replace("0000ffff", "00010000"));
        assertRefused(
                "CONFIRM.mark.confirmed: is 0, expected 1 to 9223372036854775807",
                FRAME.replace("0000000000000007", "0000000000000000"));
        assertRefused("CONFIRM.1 bytes left over", FRAME + "00");
    }

    private static void assertRefused(String message, String frame) {
        assertEquals(
                message,
                assertThrows(MalformedBytesException.class, () -> decode(frame)).getMessage());
    }

    private static Message decode(String frame) {
        return Frames.read(ByteBuffer.wrap(Hex.parse(frame.substring(8))));
    }
}
