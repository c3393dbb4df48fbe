package io.kvswarm.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * Goal: P3 and P5 to P9 hold in swarms of real nodes whatever goes wrong with network, disks, processes, clocks and
 * rights, in thousands of runs that nobody has seen before.
 *
 * <p>Method: {@code -Dkvswarm.sim.seeds} runs (default 2,000) from {@code -Dkvswarm.sim.seed} on, which by default
 * follows from the commit, so that each commit has seeds of its own and the same ones whenever it is built. A run that
 * does too little shows nothing, so what all of them did together is asserted, too.
 */
@Tag("sim")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class SimulationTest {
    private static final int SEEDS = Integer.getInteger("kvswarm.sim.seeds", 2_000);
    private static final int SEEDS_THAT_MUST_DO_ENOUGH = 200;

    /** Least of each thing that a hundred runs do together: about half of what they do. */
    private static final Map<String, Integer> LEAST_OF_A_HUNDRED = Map.ofEntries(
            Map.entry("op.applied", 4_300),
            Map.entry("op.notMet", 2_200),
            Map.entry("op.read", 17_000),
            Map.entry("op.readOwn", 130),
            Map.entry("op.logged", 4_500),
            Map.entry("op.unknown", 400),
            Map.entry("op.told", 300),
            Map.entry("check.keys", 2_000),
            Map.entry("check.operations", 30_000),
            Map.entry("audit.effects", 10_000),
            Map.entry("audit.wholeLogs", 150),
            Map.entry("config.moving", 150),
            Map.entry("network.CRASHED", 2_000),
            Map.entry("network.CUT", 30),
            Map.entry("network.SILENCED", 10),
            Map.entry("network.LOST", 200),
            Map.entry("network.DUPLICATED", 180),
            Map.entry("network.HELD", 1_000));

    private SimSuite suite;

    @BeforeAll
    void runAll() {
        long base = SimSeeds.first();
        suite = SimSuite.of(
                LongStream.range(base, base + SEEDS), (seed, keepsLines) -> new SimSwarm(seed, keepsLines).run());
    }

    @Test
    void everyPromiseIsKept() {
        assertTrue(suite.isClean(), () -> suite.describe("provider/core", "SimulationTest"));
        assertEquals(SEEDS, suite.seeds());
    }

    @Test
    void everyFaultHappensAndEnoughIsDone() {
        List<String> tooFew = new ArrayList<>();
        if (SEEDS >= SEEDS_THAT_MUST_DO_ENOUGH) {
            LEAST_OF_A_HUNDRED.forEach((what, least) -> require(tooFew, what, least));
            SimPlan.DRAWN.forEach(fault -> require(tooFew, "fault." + fault, 30));
        }
        assertEquals(List.of(), tooFew, () -> "in all: " + suite.counts());
    }

    private void require(List<String> tooFew, String what, long leastOfAHundred) {
        long least = leastOfAHundred * suite.seeds() / 100;
        if (suite.count(what) < least) {
            tooFew.add(what + " happened " + suite.count(what) + " times, expected at least " + least);
        }
    }

    /** A key whose order is not found within the bound counts as well; few may. */
    @Test
    void almostEveryKeyIsDecided() {
        assertTrue(
                suite.count("check.undecided") * 50 <= suite.count("check.keys"),
                () -> suite.count("check.undecided") + " keys were not decided, of " + suite.count("check.keys"));
    }

    @Test
    void theSameSeedIsTheSameRun() {
        long base = SimSeeds.first();
        for (long seed = base; seed < base + 5; seed++) {
            assertEquals(
                    new SimSwarm(seed, false).run().digest(),
                    new SimSwarm(seed, false).run().digest(),
                    "seed " + seed);
        }
    }
}
