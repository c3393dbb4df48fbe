package io.kvswarm.internal.write;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kvswarm.api.Durability;
import io.kvswarm.api.Level;
import io.kvswarm.api.OutcomeUnknownException;
import io.kvswarm.api.SwarmException;
import io.kvswarm.internal.wire.Nack;
import io.kvswarm.internal.wire.Outcome;
import io.kvswarm.internal.wire.Result;
import io.kvswarm.sim.SimTime;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/**
 * Goal: whatever happens to links, messages, owners, cells and this process, what was logged is applied once and in
 * order, and what a caller was told is true for ever.
 *
 * <p>Method: random puts at all levels under random faults in virtual time, each value unique; then everything is
 * healed, the writer delivers what it has, and the journals of the owners are compared with what callers were told.
 */
final class WriterPropertyTest {
    private static final int CELLS = 6;
    private static final Nack.Reason[] REFUSALS = {
        Nack.Reason.STORAGE_FULL, Nack.Reason.RETRY_AFTER, Nack.Reason.NOT_AUTHORISED, Nack.Reason.UNUSABLE
    };

    /** One put and its caller. */
    private static final class Put {
        final String value;
        final int cell;
        final Submission submission;
        final int process;

        Put(String value, int cell, Submission submission, int process) {
            this.value = value;
            this.cell = cell;
            this.submission = submission;
            this.process = process;
        }

        boolean isLoggedFor(Level level) {
            return submission.level() == level && submission.isDone() && submission.failure(0) == null;
        }
    }

    /** Which faults a run has. */
    private record Faults(
            boolean directory, boolean writerCrashes, boolean powerCuts, boolean ownersLose, boolean moves) {
        boolean any() {
            return true;
        }
    }

    private final Map<String, Integer> injected = new HashMap<>();
    private WriteWorld world;
    private SplittableRandom random;
    private List<Put> puts;
    private int process;
    private boolean ownersLost;

    @Test
    void nothingLoggedIsLostOrAppliedTwiceInADirectory() {
        Faults faults = new Faults(true, true, true, true, true);
        for (long seed = 0; seed < 60; seed++) {
            run(seed, faults);
        }
        for (String fault :
                List.of("crash", "power", "owner power", "owner restart", "cut", "move", "refuse", "isolate")) {
            assertTrue(injected.getOrDefault(fault, 0) > 20, () -> "too few faults: " + injected);
        }
    }

    @Test
    void whatOwnersTellIsTrueWhereNoneLosesAnything() {
        Faults faults = new Faults(true, true, true, false, true);
        for (long seed = 1000; seed < 1040; seed++) {
            run(seed, faults);
        }
    }

    @Test
    void aNodeWithoutDirectoryKeepsItsWordWhileItLives() {
        Faults faults = new Faults(false, false, false, false, true);
        for (long seed = 2000; seed < 2040; seed++) {
            run(seed, faults);
        }
    }

    @Test
    void anOwnerThatKeepsNoMarksIsFound() {
        int found = 0;
        for (long seed = 0; seed < 20; seed++) {
            try {
                prepare(seed, new Faults(true, false, false, false, false));
                world.owners.forEach(owner -> owner.forgetsMarks = true);
                workAndCheck(seed, new Faults(true, false, false, false, false));
            } catch (AssertionError expected) {
                found++;
            }
        }
        assertTrue(found >= 15, "found in " + found + " of 20 runs");
    }

    private void run(long seed, Faults faults) {
        prepare(seed, faults);
        workAndCheck(seed, faults);
    }

    private void prepare(long seed, Faults faults) {
        world = new WriteWorld(seed, 3, CELLS);
        random = new SplittableRandom(seed ^ 0x5eed);
        puts = new ArrayList<>();
        process = 0;
        ownersLost = false;
        world.inDirectory = faults.directory();
        world.lostPerMille = random.nextInt(3) * 15;
        world.twicePerMille = random.nextInt(3) * 20;
        world.settings = WriteSettings.DEFAULT.withLoggedAs(
                faults.powerCuts() || random.nextBoolean() ? Durability.FSYNC : Durability.OS);
        world.start();
    }

    private void workAndCheck(long seed, Faults faults) {
        for (int step = 0; step < 250; step++) {
            if (random.nextInt(100) < 70) {
                put();
            } else {
                fault(faults);
            }
            world.time.runFor(random.nextLong(random.nextInt(10) == 0 ? 400 : 20) * SimTime.MILLI);
        }
        heal();
        world.untilEmpty();
        world.time.runFor(2 * SimTime.SECOND);
        check(seed, faults);
    }

    private void put() {
        int count = 1 + random.nextInt(random.nextInt(5) == 0 ? 20 : 2);
        for (int i = 0; i < count; i++) {
            int cell = random.nextInt(CELLS);
            Level level = List.of(Level.LOGGED, Level.LOGGED, Level.ACK, Level.RECEIPT)
                    .get(random.nextInt(4));
            long timeout = level == Level.LOGGED ? 0 : 20 + random.nextInt(3_000);
            String value = "v" + puts.size();
            puts.add(new Put(value, cell, world.put(level, timeout, cell, value), process));
        }
    }

    private void fault(Faults faults) {
        ModelOwner owner = world.owners.get(random.nextInt(world.owners.size()));
        switch (random.nextInt(9)) {
            case 0, 1 -> {
                count("cut");
                world.cut(owner);
            }
            case 2 -> {
                count("refuse");
                owner.refuses = owner.refuses == null ? REFUSALS[random.nextInt(REFUSALS.length)] : null;
            }
            case 3 -> {
                count("isolate");
                world.isCut = !world.isCut;
                if (world.isCut) {
                    world.owners.forEach(world::cut);
                }
            }
            case 4 -> {
                count("owner restart");
                world.restart(owner);
            }
            case 5 -> powerCutOf(owner, faults);
            case 6 -> move(faults);
            case 7 -> crash(faults, false);
            default -> crash(faults, faults.powerCuts());
        }
    }

    private void powerCutOf(ModelOwner owner, Faults faults) {
        if (faults.ownersLose()) {
            count("owner power");
            ownersLost = true;
            world.cutPowerOf(owner);
        }
    }

    private void move(Faults faults) {
        if (faults.moves()) {
            count("move");
            world.move(random.nextInt(CELLS), world.owners.get(random.nextInt(3)));
        }
    }

    private void crash(Faults faults, boolean power) {
        if (faults.writerCrashes()) {
            count(power ? "power" : "crash");
            world.crash(power);
            process++;
            world.start();
        }
    }

    private void count(String fault) {
        injected.merge(fault, 1, Integer::sum);
    }

    private void heal() {
        world.isCut = false;
        world.lostPerMille = 0;
        world.twicePerMille = 0;
        world.owners.forEach(owner -> owner.refuses = null);
        // A confirmation that was lost is told again on the next link only.
        world.owners.forEach(world::cut);
        world.owners.forEach(owner -> world.linkOf(owner.node));
    }

    private void check(long seed, Faults faults) {
        Map<String, Integer> applied = new HashMap<>();
        for (int cell = 0; cell < CELLS; cell++) {
            List<String> inCell = world.applied(cell);
            inCell.forEach(value -> applied.merge(value, 1, Integer::sum));
            checkOrder(seed, cell, inCell);
        }
        for (Put put : puts) {
            checkOne("seed " + seed + ": " + put.value + " ", put, applied.getOrDefault(put.value, 0), faults);
        }
        checkNothingIsLeft("seed " + seed);
    }

    private void checkOrder(long seed, int cell, List<String> inCell) {
        List<String> logged = puts.stream()
                .filter(put -> put.cell == cell && put.isLoggedFor(Level.LOGGED))
                .map(put -> put.value)
                .toList();
        List<String> seen = new ArrayList<>(inCell);
        seen.retainAll(new HashSet<>(logged));
        assertEquals(logged, seen, () -> "seed " + seed + ": cell " + cell);
    }

    private void checkOne(String what, Put put, int applied, Faults faults) {
        assertTrue(applied <= 1, () -> what + "was applied " + applied + " times");
        boolean lived = put.process == process;
        if (!put.submission.isDone()) {
            assertFalse(lived, () -> what + "has not ended");
            return;
        }
        SwarmException failure = put.submission.failure(0);
        Result result = put.submission.result(0);
        if (failure instanceof OutcomeUnknownException unknown) {
            if (lived) {
                checkOutcome(what, unknown, applied);
            }
        } else if (failure != null) {
            assertEquals(0, applied, () -> what + "was told to have failed: " + failure.getMessage());
        } else if (result != null && result.outcome() == Outcome.APPLIED && !ownersLost) {
            assertEquals(1, applied, () -> what + "was told to be applied");
        }
    }

    private void checkOutcome(String what, OutcomeUnknownException unknown, int applied) {
        CompletableFuture<Result> outcome = world.await(() -> {
            CompletableFuture<Result> asked = world.writer.outcome(unknown.id());
            return CompletableFuture.completedFuture(asked);
        });
        assertTrue(outcome.isDone(), () -> what + "has no outcome");
        if (!ownersLost) {
            boolean isApplied = outcome.join().outcome() == Outcome.APPLIED;
            assertEquals(
                    isApplied ? 1 : 0,
                    applied,
                    () -> what + "ended as " + outcome.join().outcome());
        }
    }

    private void checkNothingIsLeft(String what) {
        assertEquals(0, world.writer.pendingCount(), what);
        assertEquals(0, world.writer.bytesQueued(), what);
        assertTrue(world.writer.pending().isEmpty(), what);
        for (ModelOwner owner : world.owners) {
            assertEquals(0, owner.unconfirmed(), what + ": results not confirmed");
            assertTrue(owner.marks() <= CELLS, () -> what + ": " + owner.marks() + " marks left");
        }
        assertEquals(Collections.emptyList(), filesOfOtherSessions(), what);
    }

    private List<String> filesOfOtherSessions() {
        List<String> files = new ArrayList<>();
        if (world.inDirectory) {
            try {
                files.addAll(world.disk.list());
            } catch (IOException e) {
                throw new AssertionError(e);
            }
            files.removeIf(file -> file.contains(world.writer.session().toString()));
        }
        return files;
    }
}
