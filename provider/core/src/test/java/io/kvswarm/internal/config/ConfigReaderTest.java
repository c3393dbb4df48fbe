package io.kvswarm.internal.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kvswarm.api.ErrorCode;
import io.kvswarm.api.SwarmException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Goal: what is wrong with a config is said by place, by what was found and by what is allowed. Method: the original's
 * example with one thing changed, and the whole message.
 */
final class ConfigReaderTest {
    private static final String BIN = "/bins/" + Configs.C;
    private static final String SIZES = "a whole number from 1 to 9007199254740991";

    @ParameterizedTest(name = "{0} -> {1}")
    @MethodSource("changes")
    void mistakeIsNamed(String from, String to, String message) {
        String json = Configs.ORIGINAL.replace(from, to);
        assertTrue(!json.equals(Configs.ORIGINAL), from);
        assertRefused(message, json);
    }

    static Stream<Arguments> changes() {
        return Stream.of(
                change("\"size\":7", "\"size\":0", at(BIN + "/size", "0", SIZES)),
                change("\"size\":7", "\"size\":-7", at(BIN + "/size", "-7", SIZES)),
                change("\"size\":7", "\"size\":7.5", at(BIN + "/size", "7.5", SIZES)),
                change("\"size\":7", "\"size\":7e0", at(BIN + "/size", "7e0", SIZES)),
                change("\"size\":7", "\"size\":\"7\"", at(BIN + "/size", "\"7\"", SIZES)),
                change("\"size\":7", "\"size\":null", at(BIN + "/size", "null", SIZES)),
                change("\"size\":7", "\"size\":9007199254740992", at(BIN + "/size", "9007199254740992", SIZES)),
                change("\"size\":7", "\"size\":99999999999999999999", at(BIN + "/size", "99999999999999999999", SIZES)),
                change("\"size\":7,", "", at(BIN, "a storage node without size", "both")),
                change(
                        "{\"size\":7,\"slices\":[[[\"15\",\"22\"],[\"1\",\"1\"]]]}",
                        "{\"size\":7}",
                        at(BIN, "a storage node without slices", "both")),
                change(
                        "\"size\":7",
                        "\"sizes\":7",
                        at(BIN + "/sizes", "a member named \"sizes\"", "only size, slices; the nearest is \"size\"")),
                change(
                        "\"writers\":",
                        "\"writer\":",
                        at(
                                "/writer",
                                "a member named \"writer\"",
                                "only writers, bins, swarm, epoch, cells, hashKey,"
                                        + " readers, addresses, mirrors, redundancy, previous, authority, signatures;"
                                        + " the nearest is \"writers\"")),
                change("\"" + Configs.X + "\"", "null", at("/writers/0", "null", "64 hex digits")),
                change("\"" + Configs.X + "\"", "\"zz\"", at("/writers/0", "\"zz\"", "64 hex digits")),
                change(Configs.Y.toString(), Configs.X.toString(), at("/writers/1", "named twice", "each once")),
                change(
                        "\"" + Configs.C + "\":",
                        "\"zz\":",
                        at("/bins/zz", "a member named \"zz\"", "node ids of 64 hex digits as names")),
                change(
                        "[\"15\",\"22\"],[\"1\"",
                        "[15,\"22\"],[\"1\"",
                        at(BIN + "/slices/0/0/0", "15", "1 to 78 digits in quotes")),
                change(
                        "[\"15\",\"22\"],[\"1\"",
                        "[\"-15\",\"22\"],[\"1\"",
                        at(BIN + "/slices/0/0/0", "\"-15\"", "1 to 78 digits in quotes")),
                change(
                        "[\"15\",\"22\"],[\"1\"",
                        "[\"15\",\"0\"],[\"1\"",
                        "config at " + BIN + "/slices/0/0: denominator is 0, expected another number"),
                change(
                        "[\"15\",\"22\"],[\"1\"",
                        "[\"15\"],[\"1\"",
                        at(BIN + "/slices/0/0", "a bound of 1 numbers", "a numerator and a denominator")),
                change(
                        "[\"1\",\"1\"]",
                        "[\"1\",\"2\"]",
                        "config at " + BIN + "/slices/0: slice is 15/22 to 1/2, expected a start of at least 0 below an"
                                + " end of at most 1"),
                change(
                        "[\"5\",\"22\"],[\"15\"",
                        "[\"6\",\"22\"],[\"15\"",
                        "config: slices leave a gap between " + Configs.A + " at 5/22 and " + Configs.B + " at 3/11,"
                                + " expected every slice to begin where the one before it ends"),
                change(
                        "\"size\":7",
                        "\"size\":8",
                        "config: slices of " + Configs.C + " hold 325 of 1024 cells and are not its share 8/23 of the"
                                + " sizes: slices and sizes were not made together, expected slices as they were"
                                + " printed"),
                change(
                        "{\"writers\"",
                        "{\"writers\":[],\"writers\"",
                        "config is not JSON at line 1, column 24: Duplicate field 'writers'"),
                change(
                        "}}}",
                        "}}",
                        "config is not JSON at line 1, column 496: Unexpected end-of-input: expected close marker for"
                                + " Object"),
                change("}}}", "}}} 7", "config: found 7, expected nothing after the closing brace"),
                change(
                        "]}}}",
                        "]}},\"epoch\":2}",
                        "config: epoch is 2 without swarm or previous, expected both in every"
                                + " epoch after the first; make changes with kvswarm config set, which writes them"),
                change("]}}}", "]}},\"epoch\":0}", at("/epoch", "0", "a whole number from 1 to 9007199254740991")),
                change("]}}}", "]}},\"cells\":1000}", at("/cells", "1000", "a whole number from 1024 to 65536")),
                change("]}}}", "]}},\"cells\":1500}", "config at /cells: cells is 1500, expected a power of two"),
                change(
                        "]}}}",
                        "]}},\"readers\":\"all\"}",
                        at("/readers", "\"all\"", "\"any\", \"writers\" or a list of node ids")),
                change(
                        "]}}}",
                        "]}},\"readers\":{}}",
                        at("/readers", "an object", "\"any\", \"writers\" or a list of node ids")),
                change("]}}}", "]}},\"hashKey\":\"00\"}", at("/hashKey", "\"00\"", "32 hex digits")),
                change("]}}}", "]}},\"swarm\":7}", at("/swarm", "7", "32 hex digits")),
                change(
                        "]}}}",
                        "]}},\"addresses\":{\"" + Configs.A + "\":[\"nowhere\"]}}",
                        "config at /addresses/" + Configs.A + "/0: address is \"nowhere\", expected host:port, for"
                                + " instance 10.0.0.1:7000 or [::1]:7000"),
                change(
                        "]}}}",
                        "]}},\"addresses\":{\"" + Configs.A + "\":[\"a:0\"]}}",
                        "config: addresses of ae23b563: port is 0, expected 1 to 65535"),
                change(
                        "]}}}",
                        "]}},\"redundancy\":{\"copies\":2,\"sync\":2}}",
                        "config at /redundancy: redundancy.sync is 2, expected 0 to 1"),
                change(
                        "]}}}",
                        "]}},\"authority\":{\"keys\":[],\"threshold\":1}}",
                        "config at /authority: authority.threshold is 1, expected 0 to 0"),
                change(
                        "]}}}",
                        "]}},\"signatures\":{\"" + Configs.A + "\":\"00\"}}",
                        at("/signatures/" + Configs.A, "\"00\"", "128 hex digits")),
                change(
                        "]}}}",
                        "]}},\"mirrors\":[{\"from\":0,\"nodes\":[\"" + Configs.A + "\"]}]}",
                        "config at /mirrors/0: mirrors.to is -1, expected 1 to 65536"));
    }

    @Test
    void textThatIsNoConfigIsRefused() {
        assertRefused("config: found nothing, expected an object in braces", "");
        assertRefused("config: found a list, expected an object in braces", "[]");
        assertRefused("config: found no member named \"bins\", expected the storage nodes with their slices", "{}");
        assertRefused("config: bins is empty, expected at least one storage node with a capacity", "{\"bins\":{}}");
        assertRefused("config is not JSON at line 1, column 2: Unexpected character", "{bins}");
    }

    @Test
    void sameNodeInOtherLettersIsTheSameNode() {
        String upper = Configs.ORIGINAL.replace(
                Configs.B.toString(), Configs.C.toString().toUpperCase(Locale.ROOT));
        String place = "/bins/" + Configs.C.toString().toUpperCase(Locale.ROOT);
        assertRefused(at(place, "node " + Configs.C + " twice", "each once"), upper);
    }

    @Test
    void writersMayBeLeftOut() {
        ConfigDocument config = ConfigDocument.parse(Configs.ORIGINAL.replaceFirst("\"writers\":\\[[^]]*],", ""));
        assertTrue(config.writers().isEmpty());
        assertTrue(config.toJson().startsWith("{\"writers\":[],\"bins\":{"));
    }

    @Test
    void lengthIsBounded() {
        String spaces = " ".repeat(ConfigDocument.BYTES_MAX - Configs.ORIGINAL.length());
        assertEquals(Configs.example().document(), ConfigDocument.parse(Configs.ORIGINAL + spaces));
        assertRefused("config has 4194305 characters, expected at most 4194304", Configs.ORIGINAL + spaces + " ");
        byte[] longer = (Configs.ORIGINAL + spaces + " ").getBytes(StandardCharsets.UTF_8);
        SwarmException e = assertThrows(SwarmException.class, () -> ConfigDocument.parse(longer));
        assertEquals("config has 4194305 bytes, expected at most 4194304", e.getMessage());
    }

    @Test
    void depthAndLongTextsAreBounded() {
        assertRefused("config: found a list, expected an object in braces", "[".repeat(100_000));
        SwarmException e = assertThrows(
                SwarmException.class, () -> ConfigDocument.parse("{\"writers\":[\"" + "a".repeat(100_000) + "\"]}"));
        assertTrue(
                e.getMessage()
                        .matches("config at /writers/0 is not JSON: String value length \\([0-9]+\\)"
                                + " exceeds the maximum allowed \\(512\\)"),
                e.getMessage());
        assertRefused("config is not JSON at line 1, column", "{\"" + "a".repeat(100_000) + "\":1}");
        assertRefused("config is not JSON at line 1, column", "{\"epoch\":" + "1".repeat(100_000) + "}");
    }

    @Test
    void bytesThatAreNotUtf8AreRefused() {
        SwarmException e = assertThrows(SwarmException.class, () -> ConfigDocument.parse(new byte[] {(byte) 0xff}));
        assertEquals("config is not UTF-8", e.getMessage());
        assertEquals(ErrorCode.MALFORMED, e.code());
    }

    @Test
    void everyTruncationIsRefused() {
        for (int length = 0; length < Configs.ORIGINAL.length(); length++) {
            String shorter = Configs.ORIGINAL.substring(0, length);
            SwarmException e = assertThrows(SwarmException.class, () -> ConfigDocument.parse(shorter), shorter);
            assertEquals(ErrorCode.MALFORMED, e.code());
        }
    }

    private static Arguments change(String from, String to, String message) {
        return Arguments.of(from, to, message);
    }

    private static String at(String place, String found, String expected) {
        return "config at " + place + ": found " + found + ", expected " + expected;
    }

    /** Compares whole messages; of what Jackson says about broken JSON, the beginning. */
    private static void assertRefused(String message, String json) {
        SwarmException e = assertThrows(SwarmException.class, () -> ConfigDocument.parse(json));
        assertEquals(ErrorCode.MALFORMED, e.code());
        if (message.startsWith("config is not JSON")) {
            assertTrue(e.getMessage().startsWith(message), e.getMessage());
        } else {
            assertEquals(message, e.getMessage());
        }
    }
}
