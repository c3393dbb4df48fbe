package io.kvswarm.jcache.operation;

import java.util.concurrent.locks.ReentrantLock;

/**
 * What the threads that call a cache wait with, besides the futures of its store, which know by themselves how who asks
 * for their result waits. Safe from any thread.
 */
public interface Waiting {
    /** With the clock of this process, and by blocking. */
    Waiting OF_PROCESS = new BlockingWaiting(System::nanoTime);

    /** A clock that never goes back, from any start. */
    long nanos();

    /**
     * Takes a lock.
     *
     * @return false if it was not free within that time
     */
    boolean tryLock(ReentrantLock lock, long millisMax) throws InterruptedException;

    /** True if somebody waits for a lock. */
    boolean isAwaited(ReentrantLock lock);
}
