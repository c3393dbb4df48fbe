package io.kvswarm.internal.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.kvswarm.api.ErrorCode;
import io.kvswarm.api.Readers;
import io.kvswarm.api.SwarmException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/**
 * Goal: whatever a peer or a file says is refused by name or is a config that says the same when printed. Method: a
 * fuzz target, run here on its seeds, and valid configs with pieces changed at random.
 */
final class ConfigFuzzTest {
    private static final ConfigDocument FIRST = Configs.example().document();
    private static final ConfigHistory HISTORY = ConfigHistory.startingWith(FIRST);
    private static final List<String> SEEDS = List.of(
            Configs.ORIGINAL,
            FIRST.withReaders(Readers.of(List.of(Configs.A)))
                    .withMirrors(new Redundancy(3, 1), List.of(new CellMirrors(0, 1024, List.of(Configs.B))))
                    .withAuthority(Authority.anyOf(List.of(Configs.KEY.id())))
                    .signedBy(Configs.KEY)
                    .toJson());
    private static final List<String> PIECES = List.of(
            "0",
            "1",
            "-1",
            "9007199254740992",
            "1e9",
            "null",
            "true",
            "\"\"",
            "\"any\"",
            "[",
            "]",
            "{",
            "}",
            ",",
            ":",
            "\"epoch\":",
            "\"cells\":",
            "[[[\"0\",\"1\"],[\"1\",\"1\"]]]",
            "\"1\"",
            "\"0\"",
            " ",
            "\u0000",
            "\\u0000",
            "9");

    @FuzzTest
    void anyBytesAreRefusedOrComeBack(byte[] json) {
        check(json);
    }

    @Test
    void changedConfigsAreRefusedOrComeBack() {
        int read = 0;
        for (long seed = 0; seed < 6_000; seed++) {
            String changed = changed(new SplittableRandom(seed));
            try {
                read += check(changed.getBytes(StandardCharsets.UTF_8)) ? 1 : 0;
            } catch (RuntimeException | AssertionError e) {
                throw new AssertionError("seed " + seed + ": " + changed, e);
            }
        }
        int good = read;
        assertTrue(good > 50 && good < 4_500, () -> good + " of 6000 were configs");
    }

    private static String changed(SplittableRandom random) {
        StringBuilder json = new StringBuilder(SEEDS.get(random.nextInt(SEEDS.size())));
        for (int changes = 1 + random.nextInt(3); changes > 0; changes--) {
            int at = random.nextInt(json.length());
            switch (random.nextInt(4)) {
                case 0 -> json.insert(at, PIECES.get(random.nextInt(PIECES.size())));
                case 1 -> json.delete(at, Math.min(json.length(), at + 1 + random.nextInt(8)));
                case 2 -> json.setCharAt(at, (char) (json.charAt(at) ^ 1 << random.nextInt(7)));
                default -> json.insert(at, json.substring(at, Math.min(json.length(), at + random.nextInt(100))));
            }
        }
        return json.toString();
    }

    /** True if it is a config. */
    private static boolean check(byte[] json) {
        HISTORY.offer(json, ConfigSource.PEER);
        ConfigDocument document;
        try {
            document = ConfigDocument.parse(json);
        } catch (SwarmException e) {
            assertEquals(ErrorCode.MALFORMED, e.code());
            assertTrue(e.getMessage().startsWith("config"), e.getMessage());
            return false;
        }
        ConfigDocument again = ConfigDocument.parse(document.toJson());
        assertEquals(document, again);
        assertEquals(document.toJson(), again.toJson());
        return true;
    }
}
