package io.kvswarm.jcache;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import javax.cache.integration.CompletionListener;

/** The loads a cache runs in the background: none begins once it is closed. Safe from any thread. */
final class Loads {
    /** So that a manager, too, closes within five seconds. */
    private static final int WAIT_SECONDS_MAX = 3;

    private final ReentrantReadWriteLock running = new ReentrantReadWriteLock();
    private volatile boolean isClosed;

    /** Runs a load and tells how it ended. */
    void run(Runnable load, CompletionListener listener) {
        Exception failure = null;
        running.readLock().lock();
        try {
            if (isClosed) {
                failure = new IllegalStateException("the cache was closed before the load began");
            } else {
                load.run();
            }
        } catch (RuntimeException e) {
            failure = e;
        } finally {
            running.readLock().unlock();
        }
        complete(listener, failure);
    }

    /**
     * Begins none any more, and waits for those that run, unless this is called by one of them.
     *
     * @param isPatient false to wait for none
     * @return false if some still run
     */
    boolean close(boolean isPatient) {
        isClosed = true;
        if (running.getReadHoldCount() > 0) {
            return true;
        }
        try {
            boolean haveEnded = running.writeLock().tryLock(isPatient ? WAIT_SECONDS_MAX : 0, TimeUnit.SECONDS);
            if (haveEnded) {
                running.writeLock().unlock();
            }
            return haveEnded;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /**
     * Tells how a load ended.
     *
     * @param listener null if nobody wants to know
     * @param failure  null if it did not fail
     */
    static void complete(CompletionListener listener, Exception failure) {
        if (listener == null) {
            return;
        }
        if (failure == null) {
            listener.onCompletion();
        } else {
            listener.onException(failure);
        }
    }
}
