package io.kvswarm.jcache.operation;

import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Supplier;
import javax.cache.CacheException;

/** The keys this thread runs application code for: what is called from there cannot use them. Safe from any thread. */
final class Busy {
    @SuppressWarnings("ThreadLocalUsage") // one of each cache
    private final ThreadLocal<Set<Key>> keys = new ThreadLocal<>();

    /** True on a thread that runs application code for any key. */
    boolean isAny() {
        return keys.get() != null;
    }

    /**
     * Returns if this thread may use the keys.
     *
     * @throws CacheException if it is inside application code that was called for one of them
     */
    void requireFree(Collection<Key> wanted) {
        Set<Key> busy = keys.get();
        if (busy != null && wanted.stream().anyMatch(busy::contains)) {
            throw new CacheException("a loader, writer or entry processor used the very key of the cache that it was"
                    + " called for; nothing was changed by that; use the entry it was given");
        }
    }

    /** Runs application code on behalf of keys. */
    <T> T during(Collection<Key> held, Supplier<T> application) {
        Set<Key> before = keys.get();
        Set<Key> now = before == null ? new HashSet<>() : new HashSet<>(before);
        now.addAll(held);
        keys.set(now);
        try {
            return application.get();
        } finally {
            if (before == null) {
                keys.remove();
            } else {
                keys.set(before);
            }
        }
    }
}
