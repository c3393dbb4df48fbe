package io.kvswarm.jcache.operation;

import io.kvswarm.jcache.integration.Writing;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import javax.cache.CacheException;

/**
 * Changes of many keys that go through the application's writer: where other processes have the cache, too, under the
 * leases of the keys. First the writer with all of a batch, then the entries. Safe from any thread.
 */
final class WriterBatches {
    private final Runner runner;
    private final Bulk bulk;
    private final LeasedBatches leases;

    WriterBatches(Runner runner, Bulk bulk, LeasedBatches leases) {
        this.runner = runner;
        this.bulk = bulk;
        this.leases = leases;
    }

    /**
     * Some changes.
     *
     * @param writer writes or deletes keys
     * @param step   changes the entry of a key
     */
    record Changes(Function<List<Key>, Writing.Batch<Object>> writer, Function<Key, Call> step) {}

    /**
     * Makes the changes of the keys that the writer has dealt with, up to the first batch of which one fails.
     *
     * @throws javax.cache.integration.CacheWriterException what the writer threw
     * @throws PartialFailure if entries were not changed though the writer did not throw
     */
    void run(List<Key> keys, Changes changes) {
        List<Bulk.Ended> ended = new ArrayList<>(keys.size());
        if (leases.areNeeded()) {
            leases.forEach(
                    keys,
                    batch -> isWhole(ended, written(batch, changes)),
                    batch -> isWhole(ended, eachAlone(batch, changes)));
        } else {
            ended.addAll(written(keys, changes));
        }
        if (ended.stream().anyMatch(one -> one.failure() != null)) {
            throw PartialFailure.of(keys, failures(ended, keys.size()));
        }
    }

    private static boolean isWhole(List<Bulk.Ended> ended, List<Bulk.Ended> now) {
        ended.addAll(now);
        return now.stream().allMatch(one -> one.failure() == null);
    }

    private static List<RuntimeException> failures(List<Bulk.Ended> ended, int size) {
        List<RuntimeException> failures = new ArrayList<>(size);
        ended.forEach(one -> failures.add(one.failure()));
        while (failures.size() < size) {
            failures.add(new CacheException("an earlier batch of the same call failed; this entry was not touched"));
        }
        return failures;
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

    /** Some owners may be there: so each key by itself. */
    private List<Bulk.Ended> eachAlone(List<Key> keys, Changes changes) {
        return keys.stream().map(key -> alone(changes.step().apply(key))).toList();
    }

    private Bulk.Ended alone(Call step) {
        try {
            return new Bulk.Ended(runner.run(step), null);
        } catch (RuntimeException e) {
            return new Bulk.Ended(null, e);
        }
    }
}
