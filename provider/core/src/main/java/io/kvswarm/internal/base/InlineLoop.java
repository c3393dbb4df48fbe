package io.kvswarm.internal.base;

import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A loop that whoever gives it work runs, if nobody else is at it: for a swarm within one process no thread is switched
 * for a read. Safe from any thread.
 *
 * <p>A thread runs what waits, of others too, but no more than {@value #TASKS_MAX} tasks at a time: what is left, and
 * timers, are run by a daemon thread (RULES 16).
 */
public final class InlineLoop implements Loop {
    /** Most tasks a caller runs for a call. */
    static final int TASKS_MAX = 256;

    private static final Logger LOG = LoggerFactory.getLogger(InlineLoop.class);
    private static final long DELAY_NANOS_MAX = TimeUnit.DAYS.toNanos(365);

    private final Clock clock;
    private final Thread helper;
    private final ConcurrentLinkedQueue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    /** Who has the right to run; null if it is free. */
    private final AtomicReference<Thread> holder = new AtomicReference<>();
    /** Guarded by itself. */
    private final PriorityQueue<Waiting> timers =
            new PriorityQueue<>((one, other) -> Long.signum(one.dueNanos - other.dueNanos));
    /** Confined to the loop. */
    private final List<Runnable> endOfTurn = new ArrayList<>();

    private boolean endIsDue;
    private volatile boolean closing;

    /** Starts the thread for timers. */
    public InlineLoop(String threadName, Clock clock) {
        this.clock = clock;
        this.helper = new Thread(this::help, threadName);
        helper.setDaemon(true);
        helper.start();
    }

    @Override
    public Clock clock() {
        return clock;
    }

    @Override
    public void execute(Runnable task) {
        if (closing) {
            throw new RejectedExecutionException(helper.getName() + " is closed");
        }
        tasks.add(task);
        // Who is at it already comes to this task after the one that gave it.
        if (!isInside()) {
            runWhatWaits();
        }
    }

    @Override
    public Timer schedule(long delayNanos, Runnable task) {
        long delay = Math.min(Math.max(0, delayNanos), DELAY_NANOS_MAX);
        Waiting timer = new Waiting(clock.nanos() + delay, task);
        if (closing) {
            return timer;
        }
        boolean isNext;
        synchronized (timers) {
            timers.add(timer);
            isNext = timers.peek() == timer;
        }
        if (isNext) {
            LockSupport.unpark(helper);
        }
        return timer;
    }

    @Override
    public void atEndOfTurn(Runnable task) {
        assertInside();
        endOfTurn.add(task);
        if (!endIsDue) {
            endIsDue = true;
            tasks.add(this::endTurn);
        }
    }

    /** By index: a task may add another one, which belongs to the same turn. */
    private void endTurn() {
        endIsDue = false;
        for (int i = 0; i < endOfTurn.size(); i++) {
            runOne(endOfTurn.get(i));
        }
        endOfTurn.clear();
    }

    @Override
    public boolean isInside() {
        return holder.get() == Thread.currentThread();
    }

    /** Takes no more; ends the thread once what was given has run. What is scheduled does not run any more. */
    public void close() {
        closing = true;
        LockSupport.unpark(helper);
    }

    private void runWhatWaits() {
        int left = TASKS_MAX;
        // Looked at again after the right is free: who gave a task before could not have it.
        while (!tasks.isEmpty()) {
            if (left == 0) {
                LockSupport.unpark(helper);
                return;
            }
            if (!holder.compareAndSet(null, Thread.currentThread())) {
                return;
            }
            try {
                left = run(left);
            } finally {
                holder.set(null);
            }
        }
    }

    private int run(int most) {
        int left = most;
        while (left > 0) {
            Runnable task = tasks.poll();
            if (task == null) {
                break;
            }
            runOne(task);
            left--;
        }
        return left;
    }

    private static void runOne(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException | Error mistake) {
            LOG.error("a task on {} failed", Thread.currentThread().getName(), mistake);
            if (mistake instanceof VirtualMachineError) {
                throw mistake;
            }
        }
    }

    private void help() {
        while (!closing || !tasks.isEmpty()) {
            long waitNanos = giveDue();
            try {
                runWhatWaits();
            } catch (VirtualMachineError logged) {
                // The loop goes on as far as it can: without this thread no deadline would pass any more.
                LockSupport.unpark(helper);
            }
            if (tasks.isEmpty() || holder.get() != null) {
                LockSupport.parkNanos(this, closing ? 1_000_000 : waitNanos);
            }
        }
    }

    /** Gives the loop what is due; says how long it is until more is. */
    private long giveDue() {
        synchronized (timers) {
            long now = clock.nanos();
            while (!closing && !timers.isEmpty() && timers.peek().dueNanos - now <= 0) {
                tasks.add(timers.poll());
            }
            return timers.isEmpty() ? DELAY_NANOS_MAX : Math.max(1, timers.peek().dueNanos - now);
        }
    }

    /** A task that waits for its time. */
    private final class Waiting implements Timer, Runnable {
        private final long dueNanos;
        private Runnable task;

        Waiting(long dueNanos, Runnable task) {
            this.dueNanos = dueNanos;
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
            synchronized (timers) {
                timers.remove(this);
            }
        }
    }
}
