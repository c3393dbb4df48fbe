package io.kvswarm.internal.base;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kvswarm.sim.SimLoop;
import io.kvswarm.sim.SimTime;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/**
 * Goal: no deadline is missed, early or told twice, however they are mixed and removed. Method: random adds and removes
 * in virtual time against the exact times.
 */
final class DeadlinesTest {
    private static final long LATE_NANOS_MAX = 9 * SimTime.MILLI;

    private final SimTime time = new SimTime(1);
    private final SimLoop loop = new SimLoop(time, time.clock());
    private Deadlines deadlines = new Deadlines(loop);

    /** Knows when it is due and when it was told. */
    private final class Due extends Deadlines.Entry {
        final long dueNanos;
        long toldNanos = -1;
        boolean removed;
        Runnable then = () -> {};

        Due(long dueNanos) {
            this.dueNanos = dueNanos;
        }

        @Override
        protected void onDeadline() {
            assertEquals(-1, toldNanos, "told twice");
            assertFalse(removed, "told after it was removed");
            assertFalse(isListed());
            toldNanos = time.nanos();
            then.run();
        }
    }

    @Test
    void everyDeadlineIsToldOnceAndInTime() {
        for (long seed = 0; seed < 50; seed++) {
            checkRandomDeadlines(seed);
        }
    }

    @Test
    void oneThatIsDueMayRemoveAndAddOthers() {
        Due first = new Due(10 * SimTime.MILLI);
        Due second = new Due(10 * SimTime.MILLI);
        Due later = new Due(30 * SimTime.MILLI);
        first.then = () -> remove(second);
        second.then = () -> remove(first);
        loop.run(() -> {
            deadlines.add(first, first.dueNanos);
            deadlines.add(second, second.dueNanos);
        });
        time.after(20 * SimTime.MILLI, () -> loop.run(() -> deadlines.add(later, later.dueNanos)));
        time.runFor(SimTime.SECOND);
        assertEquals(1, (first.toldNanos < 0 ? 0 : 1) + (second.toldNanos < 0 ? 0 : 1));
        assertTrue(later.toldNanos > 0);
        assertEquals(0, deadlines.size());
    }

    @Test
    void anEntryIsListedOnceOnly() {
        Due due = new Due(SimTime.SECOND);
        loop.run(() -> deadlines.add(due, due.dueNanos));
        assertThrows(IllegalStateException.class, () -> deadlines.add(due, due.dueNanos));
    }

    private void checkRandomDeadlines(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        deadlines = new Deadlines(loop);
        List<Due> all = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            loop.run(() -> addOrRemove(random, all));
            time.runFor(random.nextLong(40 * SimTime.MILLI));
        }
        time.runFor(60 * SimTime.SECOND);
        for (Due due : all) {
            assertEquals(due.removed, due.toldNanos < 0, "seed " + seed);
            assertTrue(due.removed || due.toldNanos >= due.dueNanos, "seed " + seed + ": too early");
            assertTrue(due.toldNanos <= due.dueNanos + LATE_NANOS_MAX, "seed " + seed + ": too late");
        }
        assertEquals(0, deadlines.size());
    }

    private void addOrRemove(SplittableRandom random, List<Due> all) {
        if (!all.isEmpty() && random.nextInt(3) == 0) {
            Due chosen = all.get(random.nextInt(all.size()));
            if (chosen.toldNanos < 0) {
                remove(chosen);
            }
            return;
        }
        // Beyond one round of the wheel, too.
        Due due = new Due(time.nanos() + random.nextLong(random.nextInt(4) == 0 ? 30_000 : 50) * SimTime.MILLI);
        all.add(due);
        deadlines.add(due, due.dueNanos);
    }

    private void remove(Due due) {
        due.removed = true;
        deadlines.remove(due);
        assertFalse(due.isListed());
    }
}
