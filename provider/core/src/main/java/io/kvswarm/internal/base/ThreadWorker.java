package io.kvswarm.internal.base;

import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.locks.LockSupport;

/** A worker with a daemon thread of its own. Safe from any thread. */
public final class ThreadWorker implements Worker {
    private final ConcurrentLinkedQueue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private final Thread thread;
    private volatile boolean closing;
    private volatile boolean parked;

    /** Starts the thread. */
    public ThreadWorker(String name) {
        thread = new Thread(this::run, name);
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void execute(Runnable task) {
        if (closing) {
            throw new RejectedExecutionException(thread.getName() + " is closed");
        }
        tasks.add(task);
        if (parked) {
            LockSupport.unpark(thread);
        }
    }

    @Override
    public void close() {
        closing = true;
        LockSupport.unpark(thread);
        if (Thread.currentThread() != thread) {
            joinUninterruptibly();
        }
    }

    private void run() {
        while (true) {
            Runnable task = tasks.poll();
            if (task != null) {
                runOne(task);
            } else if (closing) {
                return;
            } else {
                waitForTask();
            }
        }
    }

    private void runOne(Runnable task) {
        try {
            task.run();
        } catch (Throwable mistake) {
            // Tasks hand their failures to whoever waits; what arrives here is a mistake of ours.
            Thread.UncaughtExceptionHandler handler = thread.getUncaughtExceptionHandler();
            handler.uncaughtException(thread, mistake);
        }
    }

    private void waitForTask() {
        parked = true;
        // Looked at again after the flag is up: whoever added a task before saw it down and woke nobody.
        if (tasks.isEmpty() && !closing) {
            LockSupport.park(this);
        }
        parked = false;
    }

    private void joinUninterruptibly() {
        boolean interrupted = false;
        while (true) {
            try {
                thread.join();
                break;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
