package io.kvswarm.sim.history;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.kvswarm.api.Durability;
import io.kvswarm.internal.wire.Version;
import io.kvswarm.sim.history.Operation.Ending;
import io.kvswarm.sim.history.Operation.Kind;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Goal: versions used twice and versions that fall are seen, and nothing else is called so. */
final class VersionsTest {
    private static final Version FIRST = new Version(1, 1, 1);
    private static final Version SECOND = new Version(1, 1, 2);

    private final Versions versions = new Versions();
    private final KeyHistory history = new KeyHistory("k");

    @Test
    void risingVersionsAreFine() {
        put(5, 0, FIRST);
        get(5, 2, FIRST);
        put(6, 4, SECOND);
        versions.add(1, history);
        assertEquals(List.of(), versions.problems());
    }

    @Test
    void validHistoriesHaveGoodVersions() {
        for (long seed = 0; seed < 500; seed++) {
            versions.add((int) seed, new GeneratedHistory(seed, 30, seed % 2 == 0).history);
            assertEquals(List.of(), versions.problems(), "seed " + seed);
        }
    }

    @Test
    void oneVersionOfTwoContentsIsFound() {
        put(5, 0, FIRST);
        put(6, 2, FIRST);
        versions.add(1, history);
        assertEquals(List.of("cell 1: " + FIRST + " is of content 5 of k and of content 6 of k"), versions.problems());
    }

    @Test
    void oneVersionOfTwoKeysOfACellIsFound() {
        put(5, 0, FIRST);
        versions.add(1, history);
        KeyHistory other = new KeyHistory("l");
        other.add(new Operation(1, 1, 1, Kind.PUT, 5, 0).ended(Ending.APPLIED, 1)).made = FIRST;
        versions.add(2, other);
        assertEquals(List.of(), versions.problems());
        versions.add(1, other);
        assertEquals(List.of("cell 1: " + FIRST + " is of content 5 of k and of content 5 of l"), versions.problems());
    }

    @Test
    void aVersionThatFallsIsFound() {
        put(6, 0, SECOND);
        get(5, 2, FIRST);
        versions.add(1, history);
        assertEquals(1, versions.problems().size());
    }

    @Test
    void aVersionMayFallOverALoss() {
        put(6, 0, SECOND);
        history.add(new Loss(2, 1, Durability.FSYNC, 0));
        get(5, 3, FIRST);
        versions.add(1, history);
        assertEquals(List.of(), versions.problems());
    }

    private void put(long content, long from, Version made) {
        history.add(new Operation(1, 1, 1, Kind.PUT, content, from).ended(Ending.APPLIED, from + 1)).made = made;
    }

    private void get(long content, long from, Version seen) {
        history.add(new Operation(1, 1, 1, Kind.GET, 0, from).saw(content, seen).ended(Ending.APPLIED, from + 1));
    }
}
