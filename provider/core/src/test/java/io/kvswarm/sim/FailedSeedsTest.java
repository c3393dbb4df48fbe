package io.kvswarm.sim;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Goal: what a run has found once does not come back.
 *
 * <p>Method: {@code failed-seeds.txt} lists every seed that ever failed, and what it found. As long as the simulator is
 * not changed such a seed repeats its run; afterwards it is one more seed, and the unit test named beside it holds what
 * was found.
 */
@Tag("sim")
final class FailedSeedsTest {
    @Test
    void everySeedThatEverFailedIsClean() throws IOException {
        SimSuite suite = SimSuite.of(seeds(), (seed, keepsLines) -> new SimSwarm(seed, keepsLines).run());
        assertTrue(suite.seeds() > 0, "there are seeds in the file");
        assertTrue(suite.isClean(), () -> suite.describe("provider/core", "SimulationTest"));
    }

    private static LongStream seeds() throws IOException {
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(
                FailedSeedsTest.class.getResourceAsStream("failed-seeds.txt"), StandardCharsets.UTF_8))) {
            return LongStream.of(lines.lines()
                    .map(line -> line.replaceFirst("#.*", "").strip())
                    .filter(line -> !line.isEmpty())
                    .mapToLong(Long::parseLong)
                    .toArray());
        }
    }
}
