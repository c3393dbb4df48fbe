package io.kvswarm.jcache;

import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import javax.cache.CacheException;

/** Lets one thread at a time open or destroy a cache of a name. Safe from any thread. */
final class OneByOne {
    private final ConcurrentHashMap<String, Turn> turns = new ConcurrentHashMap<>();

    /** Who opens or destroys one name, and who waits. */
    private static final class Turn {
        private final ReentrantLock lock = new ReentrantLock(true);
        private int callers;
    }

    /**
     * Runs an action when no other one of that name runs.
     *
     * @throws CacheException if others take longer than the deadline, or the thread is interrupted
     */
    <T> T alone(String name, Duration deadline, Supplier<T> action) {
        Turn turn = turns.compute(name, (same, there) -> {
            Turn found = there == null ? new Turn() : there;
            found.callers++;
            return found;
        });
        try {
            if (!turn.lock.tryLock(deadline.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new CacheException("another thread has been opening or destroying the cache \"" + name + "\" for "
                        + deadline.toMillis() + " ms; nothing was done");
            }
            try {
                return action.get();
            } finally {
                turn.lock.unlock();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CacheException(
                    "interrupted while another thread opens or destroys the cache \"" + name + "\"; nothing was done",
                    e);
        } finally {
            turns.compute(name, (same, there) -> --there.callers == 0 ? null : there);
        }
    }
}
