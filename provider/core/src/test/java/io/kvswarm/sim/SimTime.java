package io.kvswarm.sim;

import java.util.PriorityQueue;
import java.util.SplittableRandom;
import java.util.function.BooleanSupplier;

/** Virtual time: what is to happen, in order. Everything runs on the one thread that calls {@link #step}. */
public final class SimTime {
    /** A millisecond in nanoseconds. */
    public static final long MILLI = 1_000_000;
    /** A second in nanoseconds. */
    public static final long SECOND = 1_000 * MILLI;

    private final long seed;
    private final SplittableRandom random;
    private final PriorityQueue<Event> events = new PriorityQueue<>();
    private long nanos;
    private long eventsMade;
    private Object running;

    /** Time 0 of the run of that seed. */
    public SimTime(long seed) {
        this.seed = seed;
        this.random = new SplittableRandom(seed);
    }

    /** The seed that repeats this run. */
    public long seed() {
        return seed;
    }

    /** The run's randomness. */
    public SplittableRandom random() {
        return random;
    }

    /** Nanoseconds since the run began. */
    public long nanos() {
        return nanos;
    }

    /** A clock that runs exactly with this time. */
    public SimClock clock() {
        return new SimClock(this, 0);
    }

    /** Runs {@code task} in {@code delayNanos}; what is due at the same time runs in the order given. */
    public Event after(long delayNanos, Runnable task) {
        Event event = new Event(nanos + Math.max(0, delayNanos), eventsMade++, task);
        events.add(event);
        return event;
    }

    /** Moves on to the next event and runs it; false if there is none. A mistake in it is thrown from here. */
    public boolean step() {
        Event event = events.poll();
        if (event == null) {
            return false;
        }
        nanos = event.nanos;
        event.run();
        return true;
    }

    /** Runs everything that is due within {@code duration}. */
    public void runFor(long duration) {
        runUntil(() -> false, duration);
    }

    /** Runs until {@code done}, for at most {@code duration}; says whether it is done. Looks after every event. */
    public boolean runUntil(BooleanSupplier done, long duration) {
        long end = nanos + duration;
        while (!done.getAsBoolean()) {
            if (events.isEmpty() || events.peek().nanos > end) {
                nanos = end;
                return done.getAsBoolean();
            }
            step();
        }
        return true;
    }

    /** Runs until nothing is left to do; fails after {@code stepsMax}. */
    public void runUntilIdle(int stepsMax) {
        for (int steps = 0; step(); steps++) {
            if (steps >= stepsMax) {
                throw new AssertionError("seed " + seed + ": not idle after " + stepsMax + " steps");
            }
        }
    }

    /** The loop or worker whose task runs at the moment; null in between. */
    Object running() {
        return running;
    }

    /** Runs {@code task} in the name of {@code who}. */
    void runAs(Object who, Runnable task) {
        Object before = running;
        running = who;
        try {
            task.run();
        } catch (SimCrash crash) {
            // The process ended in the middle of this task: there is nobody left to tell.
            return;
        } finally {
            running = before;
        }
    }

    /** Something that is to happen. */
    public static final class Event implements Comparable<Event> {
        private final long nanos;
        private final long number;
        private Runnable task;

        private Event(long nanos, long number, Runnable task) {
            this.nanos = nanos;
            this.number = number;
            this.task = task;
        }

        /** Makes sure it does not happen. */
        public void cancel() {
            task = null;
        }

        private void run() {
            if (task != null) {
                task.run();
            }
        }

        @Override
        public int compareTo(Event other) {
            int byTime = Long.compare(nanos, other.nanos);
            return byTime != 0 ? byTime : Long.compare(number, other.number);
        }
    }
}
