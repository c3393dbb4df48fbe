package io.kvswarm.jcache.listener;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Events on their way to one asynchronous listener: told one by one, on the executor. Safe from any thread. */
final class Mailbox {
    /** Most events that wait for one listener. */
    static final int EVENTS_MAX = 10_000;

    private static final Logger LOG = LoggerFactory.getLogger(Mailbox.class);
    /** As long as a caller of a cache waits for anything. */
    private static final long WAIT_SECONDS_MAX = 10;

    private final Executor executor;
    private final int eventsMax;
    private final long waitNanosMax;
    private final Queue<Runnable> events = new ArrayDeque<>();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition hasRoom = lock.newCondition();
    private boolean isRunning;
    private long dropped;

    Mailbox(Executor executor) {
        this(executor, EVENTS_MAX, TimeUnit.SECONDS.toNanos(WAIT_SECONDS_MAX));
    }

    Mailbox(Executor executor, int eventsMax, long waitNanosMax) {
        this.executor = executor;
        this.eventsMax = eventsMax;
        this.waitNanosMax = waitNanosMax;
    }

    /** Puts an event behind the others; waits for room unless it is a listener itself that makes the event. */
    void put(Runnable event) {
        lock.lock();
        try {
            if (!awaitRoom()) {
                drop();
                return;
            }
            events.add(event);
            if (isRunning) {
                return;
            }
            isRunning = true;
        } finally {
            lock.unlock();
        }
        executor.execute(this::drain);
    }

    /** Events that came when there was no room. */
    long dropped() {
        lock.lock();
        try {
            return dropped;
        } finally {
            lock.unlock();
        }
    }

    private boolean awaitRoom() {
        long left = Lanes.isInsideListener() ? 0 : waitNanosMax;
        try {
            while (events.size() >= eventsMax) {
                if (left <= 0) {
                    return false;
                }
                left = hasRoom.awaitNanos(left);
            }
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return events.size() < eventsMax;
        }
    }

    private void drop() {
        dropped++;
        if (dropped == 1) {
            LOG.warn("an asynchronous cache entry listener is {} events behind; events are dropped", eventsMax);
        }
    }

    private void drain() {
        for (Runnable event = next(); event != null; event = next()) {
            Lanes.insideListener(event);
        }
    }

    private Runnable next() {
        lock.lock();
        try {
            Runnable event = events.poll();
            isRunning = event != null;
            hasRoom.signal();
            return event;
        } finally {
            lock.unlock();
        }
    }
}
