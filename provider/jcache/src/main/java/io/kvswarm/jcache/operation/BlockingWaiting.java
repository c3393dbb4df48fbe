package io.kvswarm.jcache.operation;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

/** Threads that block. */
record BlockingWaiting(LongSupplier clock) implements Waiting {
    @Override
    public long nanos() {
        return clock.getAsLong();
    }

    @Override
    public boolean tryLock(ReentrantLock lock, long millisMax) throws InterruptedException {
        return lock.tryLock(millisMax, TimeUnit.MILLISECONDS);
    }

    @Override
    public boolean isAwaited(ReentrantLock lock) {
        return lock.hasQueuedThreads();
    }
}
