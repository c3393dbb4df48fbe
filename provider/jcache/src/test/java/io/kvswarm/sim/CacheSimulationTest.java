package io.kvswarm.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * Goal: P8 and P10 as an application sees them: every key of a JCache is linearizable over all methods of the
 * interface, called by several threads of several processes, whatever goes wrong between them and the storage nodes.
 *
 * <p>Method: runs of the provider on simulated nodes, {@code -Dkvswarm.sim.cacheSeeds} of them, with seeds as {@code
 * SimulationTest} of the core has them. A run that does too little shows nothing, so what all did is asserted, too.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class CacheSimulationTest {
    private static final int SEEDS = Integer.getInteger("kvswarm.sim.cacheSeeds", 200);
    private static final int SEEDS_THAT_MUST_DO_ENOUGH = 100;
    private static final int SEEDS_RUN_TWICE = 3;

    /** Least of each thing that a hundred runs do together: about a third of what they do. */
    private static final Map<String, Integer> LEAST_OF_A_HUNDRED = Map.ofEntries(
            Map.entry("call.returned", 7_000),
            Map.entry("call.failed", 350),
            Map.entry("call.cut", 300),
            Map.entry("call.rounds", 50),
            Map.entry("call.GET", 1_950),
            Map.entry("call.CONTAINS_KEY", 250),
            Map.entry("call.GET_ALL", 150),
            Map.entry("call.PUT", 250),
            Map.entry("call.GET_AND_PUT", 250),
            Map.entry("call.PUT_IF_ABSENT", 250),
            Map.entry("call.PUT_ALL", 125),
            Map.entry("call.REPLACE", 250),
            Map.entry("call.REPLACE_EQUAL", 250),
            Map.entry("call.GET_AND_REPLACE", 250),
            Map.entry("call.REMOVE", 250),
            Map.entry("call.REMOVE_EQUAL", 250),
            Map.entry("call.GET_AND_REMOVE", 250),
            Map.entry("call.REMOVE_ALL", 90),
            Map.entry("call.CLEAR", 2),
            Map.entry("call.INVOKE", 1_000),
            Map.entry("call.INVOKE_ALL", 150),
            Map.entry("call.ITERATOR", 150),
            Map.entry("call.lastRead", 300),
            Map.entry("event.put", 1_500),
            Map.entry("failed.OUTCOME_UNKNOWN", 75),
            Map.entry("check.keys", 350),
            Map.entry("check.operations", 9_000),
            Map.entry("network.CRASHED", 1_000),
            Map.entry("network.LOST", 100),
            Map.entry("network.HELD", 500));

    private SimSuite suite;

    @BeforeAll
    void runAll() {
        long first = SimSeeds.first();
        suite = SimSuite.of(LongStream.range(first, first + SEEDS), CacheRun::of);
    }

    @Test
    void everyKeyIsLinearizable() {
        assertTrue(suite.isClean(), () -> suite.describe("provider/jcache", "CacheSimulationTest"));
        assertEquals(SEEDS, suite.seeds());
    }

    @Test
    void enoughIsDone() {
        List<String> tooFew = new ArrayList<>();
        if (SEEDS >= SEEDS_THAT_MUST_DO_ENOUGH) {
            LEAST_OF_A_HUNDRED.forEach((what, least) -> {
                long wanted = (long) least * suite.seeds() / 100;
                if (suite.count(what) < wanted) {
                    tooFew.add(what + " happened " + suite.count(what) + " times, expected at least " + wanted);
                }
            });
        }
        assertEquals(List.of(), tooFew, () -> "in all: " + suite.counts());
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
        long first = SimSeeds.first();
        for (long seed = first; seed < first + SEEDS_RUN_TWICE; seed++) {
            assertEquals(
                    CacheRun.of(seed, false).digest(), CacheRun.of(seed, false).digest(), "seed " + seed);
        }
    }
}
