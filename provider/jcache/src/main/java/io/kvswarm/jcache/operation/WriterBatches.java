package io.kvswarm.jcache.operation;

import io.kvswarm.jcache.integration.Writing;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.function.Function;
import javax.cache.CacheException;

/**
 * Changes of many keys that go through the application's writer: the places and leases of the keys first, then the
 * writer with all of them, then the entries. Safe from any thread.
 */
final class WriterBatches {
    /** Most keys of one batch where other processes have the cache, too: each takes a lease of its own. */
    static final int LEASED_MAX = 512;

    private final Parts parts;
    private final Runner runner;
    private final Bulk bulk;

    WriterBatches(Parts parts, Runner runner, Bulk bulk) {
        this.parts = parts;
        this.runner = runner;
        this.bulk = bulk;
    }

    /**
     * Some changes.
     *
     * @param writer writes or deletes keys
     * @param step   changes the entry of a key
     */
    record Changes(Function<List<Key>, Writing.Batch<Object>> writer, Function<Key, Call> step) {}

    /**
     * Makes the changes of the keys that the writer has dealt with, batch by batch up to the first that fails.
     *
     * @throws javax.cache.integration.CacheWriterException what the writer threw
     * @throws PartialFailure if entries were not changed though the writer did not throw
     */
    void run(List<Key> keys, Changes changes) {
        boolean isLeased =
                parts.entries().isShared() && !parts.entries().unreachable().queues();
        int size = isLeased ? LEASED_MAX : Math.max(1, keys.size());
        List<Bulk.Ended> ended = new ArrayList<>(keys.size());
        boolean hasFailed = false;
        for (int from = 0; from < keys.size() && !hasFailed; from += size) {
            List<Key> batch = keys.subList(from, Math.min(keys.size(), from + size));
            List<Bulk.Ended> now = isLeased ? leased(batch, changes) : written(batch, changes);
            ended.addAll(now);
            hasFailed = now.stream().anyMatch(one -> one.failure() != null);
        }
        if (hasFailed) {
            throw PartialFailure.of(keys, failures(ended, keys.size()));
        }
    }

    private static List<RuntimeException> failures(List<Bulk.Ended> ended, int size) {
        List<RuntimeException> failures = new ArrayList<>(size);
        ended.forEach(one -> failures.add(one.failure()));
        while (failures.size() < size) {
            failures.add(new CacheException("an earlier batch of the same call failed; this entry was not touched"));
        }
        return failures;
    }

    private List<Bulk.Ended> leased(List<Key> keys, Changes changes) {
        KeyPlaces.Place place = runner.places().take(keys);
        try {
            lease(place, keys);
            return written(keys, changes);
        } catch (CacheException e) {
            if (!parts.entries().unreachable().isMiss(e)) {
                throw e;
            }
        } finally {
            place.close();
        }
        // Some owners may be there: so each key by itself.
        return keys.stream().map(key -> alone(changes.step().apply(key))).toList();
    }

    /** In one order everywhere, so that two processes that want the same keys do not wait for each other. */
    private void lease(KeyPlaces.Place place, List<Key> keys) {
        TimeLimit limit = runner.newTimeLimit();
        for (Key key : new TreeSet<>(keys)) {
            limit.require();
            runner.written().lease(place, key, limit);
            place.lease(key).keep();
        }
    }

    private List<Bulk.Ended> written(List<Key> keys, Changes changes) {
        Writing.Batch<Object> batch =
                runner.busy().during(keys, () -> changes.writer().apply(keys));
        List<Call> steps = keys.stream()
                .filter(key -> batch.done().contains(key.object()))
                .map(key -> changes.step().apply(key).written())
                .toList();
        List<Bulk.Ended> ended = bulk.runEach(steps);
        batch.rethrow();
        return ended;
    }

    private Bulk.Ended alone(Call step) {
        try {
            return new Bulk.Ended(runner.run(step), null);
        } catch (RuntimeException e) {
            return new Bulk.Ended(null, e);
        }
    }
}
