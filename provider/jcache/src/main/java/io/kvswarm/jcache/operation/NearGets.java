package io.kvswarm.jcache.operation;

import io.kvswarm.jcache.expiry.Lives;

/**
 * Gets that this process answers by itself, from the entries it keeps near: the fast path, without lock, thread or
 * owner. Whatever is out of the ordinary is left to the runner. Safe from any thread.
 */
final class NearGets {
    /** Stands for a value that takes more than a look. */
    static final Object UNKNOWN = new Object();

    private final Parts parts;
    private final Runner runner;
    private final long lifeOnAccess;

    NearGets(Parts parts, Runner runner) {
        this.parts = parts;
        this.runner = runner;
        // A policy of the application is asked each time, by the runner.
        this.lifeOnAccess = parts.lives().isFixed() ? parts.lives().onAccess() : Lives.OVER;
    }

    /** What a get returns, after all that it counts; or {@link #UNKNOWN}, and nothing was done. */
    Object find(Key key) {
        if (lifeOnAccess == Lives.OVER || runner.busy().isAny()) {
            return UNKNOWN;
        }
        boolean isCounted = parts.counters().isEnabled();
        long start = isCounted ? runner.nanos() : 0;
        Seen seen = parts.entries().peek(key);
        if (seen == null || !isEnough(seen)) {
            return UNKNOWN;
        }
        if (isCounted) {
            parts.counters().add(seen.gets(), runner.nanos() - start);
        }
        return seen.value();
    }

    private boolean isEnough(Seen seen) {
        return seen.isFound()
                ? !Lives.isWorthTouching(lifeOnAccess, seen.stored().lifeMillis())
                : seen.stored() == null && !parts.loading().isReadThrough();
    }
}
