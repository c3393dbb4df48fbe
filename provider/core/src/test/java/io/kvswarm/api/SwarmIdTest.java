package io.kvswarm.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

/** Goal: a swarm id is 16 bytes or 32 hex digits and nothing else. */
final class SwarmIdTest {
    @Test
    void textAndBytesAreTheSameId() {
        SwarmId id = SwarmId.parse("00112233445566778899AABBCCDDEEFF");
        assertEquals("00112233445566778899aabbccddeeff", id.toString());
        assertEquals(id, SwarmId.of(id.toBytes()));
        assertEquals(id.hashCode(), SwarmId.of(id.toBytes()).hashCode());
        assertNotEquals(id, SwarmId.of(new byte[SwarmId.BYTES]));
    }

    @Test
    void wrongLengthIsRefused() {
        IllegalArgumentException bytes = assertThrows(IllegalArgumentException.class, () -> SwarmId.of(new byte[15]));
        assertEquals("swarm id has 15 bytes, expected 16", bytes.getMessage());
        IllegalArgumentException text = assertThrows(IllegalArgumentException.class, () -> SwarmId.parse("xyz"));
        assertEquals("swarm id is \"xyz\" (3 characters), expected 32 hex digits", text.getMessage());
    }
}
