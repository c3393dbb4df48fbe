package io.kvswarm;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** Goal: a node has as many entries at hand as its place allows. */
final class OpeningTest {
    private static final long MIB = 1 << 20;

    @Test
    void withoutADirectoryAnEighthOfTheHeapIsForEntriesAtHand() {
        long expected = Math.max(32 * MIB, Runtime.getRuntime().maxMemory() / 8);
        assertEquals(expected, residentBytesMax(new SwarmBuilder()));
    }

    @Test
    void withADirectoryMemoryIsLeftToOthers() {
        assertEquals(32 * MIB, residentBytesMax(new SwarmBuilder().directory(Path.of("anywhere"))));
    }

    private static long residentBytesMax(SwarmBuilder builder) {
        return Opening.settings(builder).storage().table().residentBytesMax();
    }
}
