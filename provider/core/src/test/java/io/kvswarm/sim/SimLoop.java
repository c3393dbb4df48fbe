package io.kvswarm.sim;

import io.kvswarm.internal.base.Clock;
import io.kvswarm.internal.base.Loop;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/** A loop in virtual time: a turn runs what was queued when it began, a little after it was queued. */
public final class SimLoop implements Loop {
    private static final int TURN_DELAY_NANOS_MAX = 20_000;

    private final SimTime time;
    private final SimClock clock;
    private ArrayDeque<Runnable> queue = new ArrayDeque<>();
    private final List<Runnable> endOfTurn = new ArrayList<>();
    private boolean turnIsDue;
    private boolean turnIsHeld;
    private boolean isPaused;
    private boolean killed;

    /** A loop whose timers follow {@code clock}. */
    public SimLoop(SimTime time, SimClock clock) {
        this.time = time;
        this.clock = clock;
    }

    @Override
    public void execute(Runnable task) {
        if (killed) {
            return;
        }
        queue.add(task);
        if (!turnIsDue) {
            turnIsDue = true;
            time.after(time.random().nextInt(TURN_DELAY_NANOS_MAX), this::turn);
        }
    }

    @Override
    public Clock clock() {
        return clock;
    }

    @Override
    public Timer schedule(long delayNanos, Runnable task) {
        SimTimer timer = new SimTimer(task);
        time.after(clock.virtualNanos(delayNanos), () -> execute(timer));
        return timer;
    }

    @Override
    public void atEndOfTurn(Runnable task) {
        assertInside();
        endOfTurn.add(task);
    }

    @Override
    public boolean isInside() {
        return time.running() == this;
    }

    /** Runs {@code task} on this loop now, as a test's way in. */
    public void run(Runnable task) {
        time.runAs(this, () -> {
            task.run();
            runEndOfTurn();
        });
    }

    /** The end of its process: what is queued and what timers hold is dropped. */
    public void kill() {
        killed = true;
        queue.clear();
        endOfTurn.clear();
    }

    /** Its process does nothing until {@link #resume}; clocks go on. */
    public void pause() {
        isPaused = true;
    }

    /** What came meanwhile is done, in order. */
    public void resume() {
        isPaused = false;
        if (turnIsHeld) {
            turnIsHeld = false;
            time.after(0, this::turn);
        }
    }

    private void turn() {
        if (isPaused) {
            turnIsHeld = true;
            return;
        }
        turnIsDue = false;
        ArrayDeque<Runnable> tasks = queue;
        queue = new ArrayDeque<>();
        for (Runnable task = tasks.poll(); task != null && !killed; task = tasks.poll()) {
            time.runAs(this, task);
        }
        time.runAs(this, this::runEndOfTurn);
    }

    private void runEndOfTurn() {
        // By index: a task may add another one.
        for (int i = 0; i < endOfTurn.size(); i++) {
            endOfTurn.get(i).run();
        }
        endOfTurn.clear();
    }

    /** Once due it waits in the queue like any task; until it runs it can be cancelled. */
    private static final class SimTimer implements Timer, Runnable {
        private Runnable task;

        SimTimer(Runnable task) {
            this.task = task;
        }

        @Override
        public void run() {
            if (task != null) {
                task.run();
            }
        }

        @Override
        public void cancel() {
            task = null;
        }
    }
}
