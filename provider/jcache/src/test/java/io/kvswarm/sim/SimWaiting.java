package io.kvswarm.sim;

import io.kvswarm.jcache.operation.Waiting;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/** Callers of a cache on application threads of a simulation. */
final class SimWaiting implements Waiting {
    private final SimClock clock;
    /** How many wait for each lock. */
    private final Map<ReentrantLock, Integer> waiting = new HashMap<>();

    SimWaiting(SimClock clock) {
        this.clock = clock;
    }

    @Override
    public long nanos() {
        return clock.nanos();
    }

    @Override
    public boolean tryLock(ReentrantLock lock, long millisMax) {
        waiting.merge(lock, 1, Integer::sum);
        try {
            return SimThreads.attempt(lock::tryLock, TimeUnit.MILLISECONDS.toNanos(millisMax));
        } finally {
            waiting.computeIfPresent(lock, (same, count) -> count > 1 ? count - 1 : null);
        }
    }

    @Override
    public boolean isAwaited(ReentrantLock lock) {
        return waiting.containsKey(lock);
    }
}
