package io.kvswarm.internal.read;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kvswarm.api.GetOptions;
import io.kvswarm.internal.wire.Answer;
import io.kvswarm.sim.SimTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/**
 * Goal: an answer shows a state the key had between question and answer, and every question ends, at the latest at its
 * deadline. Method: versions that only grow, random faults, both ends of each call compared.
 */
final class ReaderPropertyTest {
    private static final int KEYS = 4;
    private static final Answer.Status[] REFUSALS = {Answer.Status.LATER, Answer.Status.UNUSABLE, null, null, null, null
    };

    /** A read and the newest version there was when it began. */
    private record Asked(
            int cell, int number, long versionBefore, long deadline, CompletableFuture<ReadAnswer> answer) {}

    private ReadWorld world;
    private SplittableRandom random;
    private long version;
    private final List<Asked> open = new ArrayList<>();
    private int answered;
    private int failed;

    @Test
    void answersShowTheStateOfTheirTime() {
        for (long seed = 0; seed < 60; seed++) {
            run(seed);
        }
        assertTrue(answered > 4 * failed, answered + " answered, " + failed + " failed");
        assertTrue(failed > 100, failed + " failed");
    }

    private void run(long seed) {
        world = new ReadWorld(seed);
        random = new SplittableRandom(seed ^ 0x7ead);
        world.lostPerMille = random.nextInt(3) * 20;
        world.twicePerMille = random.nextInt(3) * 20;
        open.clear();
        for (int step = 0; step < 300; step++) {
            step();
            world.time.runFor(random.nextLong(random.nextInt(20) == 0 ? 500 : 10) * SimTime.MILLI);
            checkEnded(seed);
        }
        world.time.runFor(20 * SimTime.SECOND);
        checkEnded(seed);
        assertEquals(0, open.size(), () -> "seed " + seed + ": reads that have not ended");
        assertEquals(0, world.reader.pendingCount(), () -> "seed " + seed);
    }

    private void step() {
        switch (random.nextInt(20)) {
            case 0 -> world.cut(world.nodes[random.nextInt(2)]);
            case 1 -> {
                if (!world.cut.remove(world.nodes[0])) {
                    world.cut.add(world.nodes[0]);
                    world.cut(world.nodes[0]);
                }
            }
            case 2 -> world.move(random.nextInt(ReadWorld.CELLS), random.nextInt(2), random.nextBoolean());
            case 3 -> world.tellRouting();
            case 4 -> {
                Answer.Status status = REFUSALS[random.nextInt(REFUSALS.length)];
                world.instead = cell -> status;
            }
            case 5, 6, 7, 8 -> world.set(random.nextInt(ReadWorld.CELLS), random.nextInt(KEYS), ++version);
            default -> ask();
        }
    }

    private void ask() {
        int cell = random.nextInt(ReadWorld.CELLS);
        int number = random.nextInt(KEYS);
        Duration timeout = Duration.ofMillis(1 + random.nextInt(10_000));
        GetOptions options = GetOptions.DEFAULT.withTimeout(timeout);
        long deadline = world.time.nanos() + timeout.toNanos();
        long before = newest(cell, number);
        open.add(new Asked(cell, number, before, deadline, world.get(cell, number, options)));
    }

    private long newest(int cell, int number) {
        var entry = world.entries.get(cell).get(number);
        return entry == null ? 0 : entry.version().index();
    }

    private void checkEnded(long seed) {
        open.removeIf(asked -> {
            boolean isLate = world.time.nanos() > asked.deadline() + 10 * SimTime.MILLI;
            assertTrue(!isLate || asked.answer().isDone(), () -> "seed " + seed + ": not ended at its deadline");
            if (!asked.answer().isDone()) {
                return false;
            }
            if (asked.answer().isCompletedExceptionally()) {
                failed++;
                return true;
            }
            answered++;
            ReadAnswer answer = asked.answer().join();
            long shown = answer.isPresent() ? answer.entry().version().index() : 0;
            assertTrue(shown >= asked.versionBefore(), () -> "seed " + seed + ": older than when it was asked");
            assertTrue(shown <= newest(asked.cell(), asked.number()), () -> "seed " + seed + ": newer than there is");
            return true;
        });
    }
}
