package io.kvswarm.sim;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * Threads of applications in virtual time: real ones, so that code that blocks can be run as it is, of which one at a
 * time has the baton. The simulation gives it to a thread and goes on when that thread gives it back, because it waits
 * or has ended. So a run is decided by its seed alone.
 */
final class SimThreads {
    private static final int WAKE_NANOS_MAX = 20_000;
    private static final int ATTEMPT_NANOS_MAX = 4_000_000;
    private static final ExecutorService REAL = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "simulated application");
        thread.setDaemon(true);
        return thread;
    });

    private static final ThreadLocal<SimThread> CURRENT = new ThreadLocal<>();

    private final SimTime time;
    private final Consumer<Throwable> onMistake;

    /**
     * No threads yet.
     *
     * @param onMistake told of what a thread throws
     */
    SimThreads(SimTime time, Consumer<Throwable> onMistake) {
        this.time = time;
        this.onMistake = onMistake;
    }

    /** Thrown where a thread waits whose process has ended. Nobody catches it but this class. */
    private static final class Ended extends Error {
        private static final long serialVersionUID = 1;

        Ended() {
            super("the process of this thread has ended", null, false, false);
        }
    }

    /** The threads of one process. */
    final class Process implements Executor {
        private final Set<SimThread> alive = new LinkedHashSet<>();
        private boolean hasEnded;

        /** Runs a task on a thread of its own, soon. */
        @Override
        public void execute(Runnable task) {
            if (!hasEnded) {
                SimThread thread = new SimThread(this, task);
                alive.add(thread);
                thread.wakeIn(time.random().nextInt(WAKE_NANOS_MAX));
            }
        }

        /** How many threads there are. */
        int count() {
            return alive.size();
        }

        /** Ends all threads where they wait. Not to be called from one of them, nor on a loop. */
        void end() {
            hasEnded = true;
            for (SimThread thread : List.copyOf(alive)) {
                thread.run();
            }
        }
    }

    /** Waits for a while, on a thread of this class. */
    static void pause(long nanos) {
        SimThread me = current();
        me.wakeIn(nanos);
        me.giveBack();
    }

    /** Waits until a future is done, on a thread of this class. */
    static void await(CompletableFuture<?> future) {
        while (!future.isDone()) {
            SimThread me = current();
            future.whenCompleteAsync((value, failure) -> me.wakeSoon(), Runnable::run);
            me.giveBack();
        }
    }

    /** Tries until it works, for at most so long; says whether it did. On a thread of this class. */
    static boolean attempt(BooleanSupplier trial, long nanosMax) {
        int waitNanosMax = WAKE_NANOS_MAX;
        for (long waited = 0; !trial.getAsBoolean(); waited += waitNanosMax) {
            if (waited >= nanosMax) {
                return false;
            }
            waitNanosMax = Math.min(2 * waitNanosMax, ATTEMPT_NANOS_MAX);
            pause(waitNanosMax);
        }
        return true;
    }

    private static SimThread current() {
        SimThread current = CURRENT.get();
        if (current == null) {
            throw new AssertionError("only threads of applications may wait, here is " + Thread.currentThread());
        }
        return current;
    }

    /** One thread. */
    private final class SimThread {
        private final Process process;
        private final Runnable task;
        private final Semaphore mayGo = new Semaphore(0);
        private final Semaphore isBack = new Semaphore(0);
        private int waits;
        private boolean isStarted;

        SimThread(Process process, Runnable task) {
            this.process = process;
            this.task = task;
        }

        void wakeSoon() {
            wakeIn(1 + time.random().nextInt(WAKE_NANOS_MAX));
        }

        /** Wakes it in a while, if it still waits for the same thing then. */
        void wakeIn(long nanos) {
            int number = waits;
            time.after(nanos, () -> {
                if (number == waits && process.alive.contains(this)) {
                    run();
                }
            });
        }

        /** Gives it the baton; returns when it comes back. On the simulation's thread. */
        void run() {
            waits++;
            if (!isStarted) {
                isStarted = true;
                REAL.execute(this::live);
            }
            mayGo.release();
            isBack.acquireUninterruptibly();
        }

        /** Waits for the baton. */
        void giveBack() {
            requireAlive();
            isBack.release();
            mayGo.acquireUninterruptibly();
            requireAlive();
        }

        private void requireAlive() {
            if (process.hasEnded) {
                throw new Ended();
            }
        }

        private void live() {
            mayGo.acquireUninterruptibly();
            CURRENT.set(this);
            try {
                if (!process.hasEnded) {
                    task.run();
                }
            } catch (Ended end) {
                // Its process is gone, and it with it.
            } catch (RuntimeException | Error mistake) {
                onMistake.accept(mistake);
            } finally {
                CURRENT.remove();
                process.alive.remove(this);
                isBack.release();
            }
        }
    }
}
