package io.kvswarm.internal.write;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kvswarm.api.Level;
import io.kvswarm.internal.wire.Outcome;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Goal: each level tells what it promises and no sooner, with and without a directory. */
final class WriterTest {
    private final WriteWorld world = new WriteWorld(1, 2, 8);

    @Test
    void receiptTellsTheOwnersWord() {
        world.inDirectory = false;
        world.start();
        Submission put = world.put(Level.RECEIPT, 1_000, 3, "a");
        world.untilDone(put);
        assertNull(put.firstFailure());
        assertEquals(Outcome.APPLIED, put.result(0).outcome());
        assertEquals(List.of("a"), world.applied(3));
        world.untilEmpty();
        assertEquals(0, world.writer.bytesQueued());
    }

    @Test
    void loggedIsToldBeforeAnyOwnerIsReached() {
        world.isCut = true;
        world.start();
        Submission put = world.put(Level.LOGGED, 1_000, 3, "a");
        world.untilDone(put);
        assertNull(put.firstFailure());
        assertNull(put.result(0));
        assertTrue(world.disk.count("syncFile") > 0);
        world.isCut = false;
        world.untilEmpty();
        assertEquals(List.of("a"), world.applied(3));
    }
}
