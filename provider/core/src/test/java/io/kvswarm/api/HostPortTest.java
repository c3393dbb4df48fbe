package io.kvswarm.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Goal: what operators type as an address is read as they mean it, or refused with what was found. */
final class HostPortTest {
    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1:7000", "node-1.swarm.local:1", "[::1]:65535", "localhost:0"})
    void goodTextIsReadAndShownTheSame(String text) {
        assertEquals(text, HostPort.parse(text).toString());
    }

    @Test
    void hostsAreKeptInLowerCase() {
        assertEquals(new HostPort("node", 7), HostPort.parse("Node:7"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "host", "host:", ":1", "host:123456", "::1:7000", "[::1]", "a b:1", "host:-1", "a/b:1"})
    void otherTextIsRefused(String text) {
        assertThrows(IllegalArgumentException.class, () -> HostPort.parse(text), text);
    }

    @Test
    void theMessageShowsWhatWasFound() {
        var refused = assertThrows(IllegalArgumentException.class, () -> HostPort.parse("nowhere"));
        assertEquals(
                "address is \"nowhere\", expected host:port, for instance 10.0.0.1:7000 or [::1]:7000",
                refused.getMessage());
    }

    @Test
    void portOutOfRangeIsRefused() {
        var refused = assertThrows(IllegalArgumentException.class, () -> new HostPort("host", 65_536));
        assertEquals("port is 65536, expected 0 to 65535", refused.getMessage());
    }
}
