package io.kvswarm.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kvswarm.internal.base.Loop;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;

/** Goal: loops and workers keep what their interfaces promise, and a seed decides everything. */
final class SimTimeTest {
    private final SimTime time = new SimTime(7);
    private final SimClock clock = time.clock();
    private final SimLoop loop = new SimLoop(time, clock);
    private final SimWorker worker = new SimWorker(time);
    private final List<String> done = new ArrayList<>();

    @Test
    void tasksOfALoopRunInOrderAndInsideIt() {
        loop.execute(() -> done.add("one " + loop.isInside()));
        loop.execute(() -> done.add("two " + loop.isInside()));
        assertEquals(List.of(), done);
        time.runUntilIdle(10);
        assertEquals(List.of("one true", "two true"), done);
        assertFalse(loop.isInside());
        assertThrows(IllegalStateException.class, loop::assertInside);
    }

    @Test
    void endOfTurnComesAfterTheTurnsOtherTasks() {
        loop.execute(() -> {
            loop.atEndOfTurn(() -> done.add("end"));
            loop.execute(() -> done.add("next turn"));
            done.add("one");
        });
        loop.execute(() -> done.add("two"));
        time.runUntilIdle(10);
        assertEquals(List.of("one", "two", "end", "next turn"), done);
    }

    @Test
    void timersComeInTheirTimeUnlessCancelled() {
        loop.schedule(2 * SimTime.SECOND, () -> done.add("late"));
        loop.schedule(SimTime.SECOND, () -> done.add("early"));
        Loop.Timer never = loop.schedule(SimTime.SECOND, () -> done.add("never"));
        time.runFor(SimTime.SECOND / 2);
        loop.run(never::cancel);
        time.runFor(SimTime.SECOND);
        assertEquals(List.of("early"), done);
        time.runFor(SimTime.SECOND);
        assertEquals(List.of("early", "late"), done);
        assertEquals(5 * SimTime.SECOND / 2, time.nanos());
    }

    @Test
    void workerRunsOneTaskAfterTheOtherAndTakesTime() {
        worker.execute(() -> done.add("one at " + (time.nanos() > 0)));
        worker.execute(() -> loop.execute(() -> done.add("two, loop " + loop.isInside())));
        time.runUntilIdle(10);
        assertEquals(List.of("one at true", "two, loop true"), done);
    }

    @Test
    void closedWorkerFinishesAndRefuses() {
        worker.execute(() -> done.add("before"));
        worker.close();
        assertThrows(RejectedExecutionException.class, () -> worker.execute(() -> done.add("after")));
        time.runUntilIdle(10);
        assertEquals(List.of("before"), done);
    }

    @Test
    void killedProcessRunsNothingAnyMore() {
        loop.execute(() -> done.add("task"));
        loop.schedule(SimTime.SECOND, () -> done.add("timer"));
        worker.execute(() -> done.add("work"));
        loop.kill();
        worker.kill();
        loop.execute(() -> done.add("later"));
        worker.execute(() -> done.add("later"));
        time.runUntilIdle(10);
        assertEquals(List.of(), done);
    }

    @Test
    void mistakeInATaskReachesTheTest() {
        loop.execute(() -> {
            throw new IllegalStateException("mistake");
        });
        assertThrows(IllegalStateException.class, () -> time.runUntilIdle(10));
    }

    @Test
    void wallClockJumpsAndTheOtherDoesNot() {
        time.runFor(SimTime.SECOND);
        assertEquals(SimTime.SECOND, clock.nanos());
        assertEquals(SimClock.WALL_MILLIS_AT_START + 1_000, clock.wallMillis());
        clock.jump(-60_000);
        assertEquals(SimClock.WALL_MILLIS_AT_START - 59_000, clock.wallMillis());
        assertEquals(SimTime.SECOND, clock.nanos());
    }

    @Test
    void fastClockGains() {
        SimClock fast = new SimClock(time, 10_000);
        time.runFor(100 * SimTime.SECOND);
        assertEquals(101 * SimTime.SECOND, fast.nanos());
    }

    @Test
    void sameSeedSameRun() {
        assertEquals(trace(1), trace(1));
        assertFalse(trace(1).equals(trace(2)));
    }

    @Test
    void waitingForWhatNeverComesEndsInTime() {
        assertFalse(time.runUntil(() -> false, SimTime.SECOND));
        assertTrue(time.runUntil(() -> true, SimTime.SECOND));
        assertEquals(SimTime.SECOND, time.nanos());
    }

    private static List<Long> trace(long seed) {
        SimTime run = new SimTime(seed);
        SimLoop a = new SimLoop(run, run.clock());
        SimWorker b = new SimWorker(run);
        List<Long> times = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            a.execute(() -> b.execute(() -> times.add(run.nanos())));
            b.execute(() -> a.execute(() -> times.add(run.nanos())));
        }
        run.runUntilIdle(100);
        return times;
    }
}
