package io.kvswarm.jcache.listener;

import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The order in which synchronous listeners run: what enters a lane first runs first. Who waits for an event runs those
 * before it too, so no thread is needed. Safe from any thread.
 */
final class Lanes {
    private static final Logger LOG = LoggerFactory.getLogger(Lanes.class);
    private static final int COUNT = 64;
    private static final ThreadLocal<Boolean> INSIDE = new ThreadLocal<>();

    private final Lane[] lanes = new Lane[COUNT];
    private final Executor executor;

    Lanes(Executor executor) {
        this.executor = executor;
        for (int i = 0; i < COUNT; i++) {
            lanes[i] = new Lane();
        }
    }

    /** True on a thread that runs a listener now. */
    static boolean isInsideListener() {
        return INSIDE.get() != null;
    }

    /** Runs a listener; what it throws is logged. */
    static void insideListener(Runnable listener) {
        INSIDE.set(true);
        try {
            listener.run();
        } catch (RuntimeException | Error e) {
            LOG.warn("a cache entry listener failed; the change itself was made", e);
        } finally {
            INSIDE.remove();
        }
    }

    /** Puts an event into the lane of a key; it runs when somebody awaits it or one behind it. */
    Ticket enter(int keyHash, Runnable event) {
        Lane lane = lanes[Math.floorMod(keyHash, COUNT)];
        Ticket ticket = new Ticket(lane, event);
        lane.waiting.add(ticket);
        return ticket;
    }

    /** One lane. */
    private static final class Lane {
        private final Queue<Ticket> waiting = new ConcurrentLinkedQueue<>();
        private final ReentrantLock lock = new ReentrantLock();
    }

    /** A place in a lane. */
    final class Ticket {
        private final Lane lane;
        private final Runnable event;
        private final CompletableFuture<Throwable> ended = new CompletableFuture<>();

        private Ticket(Lane lane, Runnable event) {
            this.lane = lane;
            this.event = event;
        }

        /**
         * Returns when the event has run, with what it threw, or null. In a listener it returns at once and the event
         * runs later: a listener that waited for itself would wait for ever.
         */
        Throwable await() {
            if (isInsideListener()) {
                executor.execute(this::await);
                return null;
            }
            lane.lock.lock();
            try {
                while (!ended.isDone()) {
                    lane.waiting.remove().run();
                }
            } finally {
                lane.lock.unlock();
            }
            return ended.join();
        }

        private void run() {
            INSIDE.set(true);
            Throwable thrown = null;
            try {
                event.run();
            } catch (RuntimeException | Error e) {
                thrown = e;
            } finally {
                INSIDE.remove();
                ended.complete(thrown);
            }
        }
    }
}
