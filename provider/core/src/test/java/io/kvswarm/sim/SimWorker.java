package io.kvswarm.sim;

import io.kvswarm.internal.base.Worker;
import java.util.ArrayDeque;
import java.util.concurrent.RejectedExecutionException;

/** A worker in virtual time: one task after the other, each taking as long as the seed says. */
public final class SimWorker implements Worker {
    private final SimTime time;
    private final ArrayDeque<Runnable> queue = new ArrayDeque<>();
    private long taskNanosMax = 300_000;
    private boolean busy;
    private boolean closing;
    private boolean killed;

    /** A worker whose tasks take up to 0.3 ms each. */
    public SimWorker(SimTime time) {
        this.time = time;
    }

    /** From now on tasks take up to {@code nanos}. */
    public void slowDown(long nanos) {
        taskNanosMax = nanos;
    }

    @Override
    public void execute(Runnable task) {
        if (closing) {
            throw new RejectedExecutionException("simulated worker is closed");
        }
        if (!killed) {
            queue.add(task);
            runNextLater();
        }
    }

    @Override
    public void close() {
        closing = true;
    }

    /** True while one of its tasks runs. */
    public boolean isInside() {
        return time.running() == this;
    }

    /** The end of its process: what is queued is dropped. */
    public void kill() {
        killed = true;
        queue.clear();
    }

    private void runNextLater() {
        if (!busy && !queue.isEmpty()) {
            busy = true;
            time.after(1 + time.random().nextLong(taskNanosMax), this::runNext);
        }
    }

    private void runNext() {
        busy = false;
        Runnable task = queue.poll();
        if (task != null) {
            time.runAs(this, task);
        }
        runNextLater();
    }
}
