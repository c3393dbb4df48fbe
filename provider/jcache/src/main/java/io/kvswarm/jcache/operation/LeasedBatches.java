package io.kvswarm.jcache.operation;

import java.util.List;
import java.util.TreeSet;
import java.util.function.Predicate;
import javax.cache.CacheException;

/**
 * Work with an application's database on many keys that other processes must not do at the same time: in batches, each
 * under the places and leases of its keys (RULES 29). Safe from any thread.
 */
final class LeasedBatches {
    /** Most keys of one batch: each takes a lease of its own. */
    static final int KEYS_MAX = 512;

    private final Parts parts;
    private final Runner runner;

    LeasedBatches(Parts parts, Runner runner) {
        this.parts = parts;
        this.runner = runner;
    }

    /** True if other processes have the cache, too, and what the database says is written here. */
    boolean areNeeded() {
        return parts.writing().isOn()
                && parts.entries().isShared()
                && !parts.entries().unreachable().queues();
    }

    /**
     * Does something for each batch of keys, until it gives false.
     *
     * @param held        done under the leases
     * @param unreachable done without, if owners cannot be reached and the cache misses then
     * @throws CacheException if others had a lease for too long, or an owner cannot be reached
     */
    void forEach(List<Key> keys, Predicate<List<Key>> held, Predicate<List<Key>> unreachable) {
        boolean goesOn = true;
        for (int from = 0; from < keys.size() && goesOn; from += KEYS_MAX) {
            goesOn = one(keys.subList(from, Math.min(keys.size(), from + KEYS_MAX)), held, unreachable);
        }
    }

    private boolean one(List<Key> keys, Predicate<List<Key>> held, Predicate<List<Key>> unreachable) {
        KeyPlaces.Place place = runner.places().take(keys);
        try {
            if (lease(place, keys)) {
                return held.test(keys);
            }
        } finally {
            place.close();
        }
        return unreachable.test(keys);
    }

    private boolean lease(KeyPlaces.Place place, List<Key> keys) {
        TimeLimit limit = runner.newTimeLimit();
        try {
            // In one order everywhere, so that two processes that want the same keys do not wait for each other.
            for (Key key : new TreeSet<>(keys)) {
                limit.require();
                runner.written().lease(place, key, limit);
                place.lease(key).keep();
            }
            return true;
        } catch (CacheException e) {
            if (!parts.entries().unreachable().isMiss(e)) {
                throw e;
            }
            return false;
        }
    }
}
