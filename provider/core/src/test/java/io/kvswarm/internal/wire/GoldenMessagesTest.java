package io.kvswarm.internal.wire;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.kvswarm.internal.base.Hex;
import io.kvswarm.internal.base.MalformedBytesException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Goal: the bytes two nodes agree on never change by accident, and no part of a message passes for a whole one.
 * Method: one fixed encoding for each type, in a file; every shorter and every longer one.
 */
final class GoldenMessagesTest {
    static Stream<Message> examples() {
        return WireExamples.all().stream();
    }

    @Test
    void everyTypeHasAnExample() {
        Set<MessageType> types = WireExamples.all().stream().map(Message::type).collect(Collectors.toSet());
        assertEquals(EnumSet.allOf(MessageType.class), types);
    }

    @ParameterizedTest
    @MethodSource("examples")
    void encodingIsThatOfTheFile(Message message) throws IOException {
        assertEquals(golden(message.type()), Hex.of(WireExamples.encode(message)));
    }

    @ParameterizedTest
    @MethodSource("examples")
    void encodingIsReadBack(Message message) throws IOException {
        byte[] encoded = java.util.HexFormat.of().parseHex(golden(message.type()));
        Message read = Frames.read(ByteBuffer.wrap(encoded));
        assertEquals(message.type(), read.type());
        assertArrayEquals(encoded, WireExamples.encode(read));
    }

    @ParameterizedTest
    @MethodSource("examples")
    void everyTruncationIsRefused(Message message) {
        byte[] encoded = WireExamples.encode(message);
        for (int length = 0; length < encoded.length; length++) {
            ByteBuffer shorter = ByteBuffer.wrap(Arrays.copyOf(encoded, length));
            assertThrows(MalformedBytesException.class, () -> Frames.read(shorter), () -> "at byte " + shorter.limit());
        }
    }

    @ParameterizedTest
    @MethodSource("examples")
    void whatIsLeftOverIsRefused(Message message) {
        byte[] encoded = WireExamples.encode(message);
        ByteBuffer longer = ByteBuffer.wrap(Arrays.copyOf(encoded, encoded.length + 1));
        var refused = assertThrows(MalformedBytesException.class, () -> Frames.read(longer));
        assertEquals(message.type() + ".1 bytes left over", refused.getMessage());
    }

    private static String golden(MessageType type) throws IOException {
        String name = "/golden/wire/" + type + ".hex";
        try (InputStream file = GoldenMessagesTest.class.getResourceAsStream(name)) {
            assertNotNull(file, name + " is missing");
            return new String(file.readAllBytes(), StandardCharsets.US_ASCII).replaceAll("\\s", "");
        }
    }
}
