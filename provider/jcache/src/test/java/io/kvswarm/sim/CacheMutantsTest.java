package io.kvswarm.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kvswarm.internal.node.SwarmNode;
import io.kvswarm.jcache.KvSwarmCache;
import io.kvswarm.sim.Mutant.Edit;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import javax.cache.Cache;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Goal: the simulator finds bugs of the provider: each of these, put in on purpose, within a few seeds. The same seeds
 * without it are clean.
 */
@Tag("sim")
final class CacheMutantsTest {
    private static final long FIRST_SEED = 1;
    private static final int SEEDS_MAX = 20;
    private static final String FAULTS = "DELAY,CRASH";
    private static final Mutant.Target PROVIDER = new Mutant.Target(
            "provider/jcache",
            "io/kvswarm/jcache/operation/",
            List.of(SwarmNode.class, SimRun.class, KvSwarmCache.class, CacheRun.class),
            List.of(Cache.class),
            CacheRun.class);

    static Stream<Mutant> mutants() {
        return Stream.of(
                mutant(
                        "a change that lost a race counts as made",
                        "Effect",
                        "return action == Action.TOUCH || action == Action.TOUCH_AWAY;",
                        "return true;"),
                mutant(
                        "what was decided by what was seen is changed whatever is there now",
                        "Seen",
                        "return stored == null ? change.ifAbsent().returningOld() : change.ifVersion(stored.version());",
                        "return change;"),
                mutant(
                        "an operation tells the value after instead of the one before",
                        "Call",
                        "case OLD_VALUE -> seen.value();",
                        "case OLD_VALUE -> value == null ? seen.value() : value;"),
                mutant(
                        "a comparison holds for every value",
                        "Call",
                        "seen.isFound() && Objects.deepEquals(expected, seen.value());",
                        "seen.isFound() && !Objects.isNull(expected);"),
                mutant(
                        "a direct put if absent forgets its condition",
                        "Direct",
                        "case ABSENT -> change.ifAbsent();",
                        "case ABSENT -> change;"));
    }

    private static Mutant mutant(String name, String source, String text, String instead) {
        return new Mutant(PROVIDER, name, List.of(new Edit(source + ".java", text, instead)), FAULTS, "P8");
    }

    @ParameterizedTest
    @MethodSource("mutants")
    void isFoundAndOnlyThen(Mutant mutant, @TempDir Path directory) throws IOException {
        int seeds = mutant.seedsUntilFound(directory, FIRST_SEED, SEEDS_MAX);
        assertTrue(seeds > 0, () -> mutant + " was not found in " + SEEDS_MAX + " seeds");
        for (int i = 0; i < seeds; i++) {
            assertEquals(List.of(), CacheRun.problems(FIRST_SEED + i, mutant.faults()), "unchanged, seed " + i);
        }
    }
}
