package io.kvswarm.jcache.operation;

import io.kvswarm.jcache.expiry.Lives;
import io.kvswarm.jcache.integration.Loading;
import io.kvswarm.jcache.integration.Writing;
import io.kvswarm.jcache.processor.Result;
import io.kvswarm.jcache.statistics.Tally;
import io.kvswarm.spi.CacheStore;
import io.kvswarm.spi.EntryChange;
import io.kvswarm.spi.StorePage;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.function.Predicate;
import javax.cache.Cache;
import javax.cache.CacheException;
import javax.cache.processor.EntryProcessor;
import javax.cache.processor.EntryProcessorResult;

/** All operations of one open cache. Arguments have been checked. Safe from any thread. */
public final class Operations {
    /** Stands for a life that the expiry policy gives. */
    public static final long BY_POLICY = Decision.BY_POLICY;

    private static final int REMOVE_PAGE_ENTRIES = 1024;

    private final Parts parts;
    private final Runner runner;
    private final Bulk bulk;
    private final LeasedBatches leases;
    private final WriterBatches writerBatches;
    private final Unwaited unwaited;
    private final NearGets nearGets;

    /**
     * The operations on these parts.
     *
     * @param waiting how callers wait
     */
    public Operations(Parts parts, Waiting waiting) {
        this.parts = parts;
        this.runner = new Runner(parts, waiting);
        this.bulk = new Bulk(parts, runner);
        this.leases = new LeasedBatches(parts, runner);
        this.writerBatches = new WriterBatches(runner, bulk, leases);
        this.unwaited = new Unwaited(parts, runner);
        this.nearGets = new NearGets(parts, runner);
    }

    /** Gets a value, from near by if it is there. */
    public Object get(Object key) {
        Key wanted = parts.entries().key(key);
        Object near = nearGets.find(wanted);
        return near == NearGets.UNKNOWN ? runner.run(call(Operation.GET, wanted, null, null)) : near;
    }

    /** Does what a row of the table says. */
    public Object run(Operation operation, Object key, Object value, Object expected) {
        return runner.run(call(operation, parts.entries().key(key), value, expected));
    }

    /**
     * The same, without waiting; fails as it would throw.
     *
     * @param executor waits for what takes more than one request
     */
    public CompletableFuture<Object> begin(
            Operation operation, Object key, Object value, Object expected, Executor executor) {
        return unwaited.begin(call(operation, parts.entries().key(key), value, expected), executor);
    }

    /**
     * Does what a row of the table says, and sets the entry's life instead of asking the expiry policy.
     *
     * @param lifeMillis as {@link Lives} has it
     */
    public Object runLiving(Operation operation, Object key, Object value, long lifeMillis) {
        return runner.run(call(operation, parts.entries().key(key), value, null).living(lifeMillis));
    }

    /** What is left of an entry's life in milliseconds, {@link EntryChange#FOR_EVER} without end; null for no entry. */
    public Long lifeOf(Object key) {
        Seen seen = parts.entries().read(parts.entries().key(key));
        return seen.isFound() ? seen.stored().lifeMillis() : null;
    }

    /** The entries of keys, those only that are there or can be loaded. */
    public Map<Object, Object> getAll(Collection<?> keys) {
        List<Key> wanted = keys(keys);
        List<Seen> seen = parts.entries().lookAllOrMiss(wanted);
        boolean isHeldOff = parts.loading().isReadThrough() && leases.areNeeded();
        return isHeldOff ? valuesHeldOff(wanted, seen) : values(wanted, seen);
    }

    /** The same, where others do not write what is loaded meanwhile. */
    private Map<Object, Object> valuesHeldOff(List<Key> wanted, List<Seen> seen) {
        Set<Key> missing = new LinkedHashSet<>(missing(wanted, seen));
        List<Key> there = wanted.stream().filter(key -> !missing.contains(key)).toList();
        Map<Object, Object> found =
                values(there, seen.stream().filter(Seen::isFound).toList());
        Predicate<List<Key>> load = batch -> {
            found.putAll(values(batch, parts.entries().readAllOrMiss(batch)));
            return true;
        };
        leases.forEach(List.copyOf(missing), load, load);
        return found;
    }

    private Map<Object, Object> values(List<Key> wanted, List<Seen> seen) {
        Map<Object, Object> loaded = loadMissing(wanted, seen);
        List<Call> calls = new ArrayList<>(wanted.size());
        for (Key key : wanted) {
            calls.add(call(Operation.GET, key, null, null).loaded(loaded.get(key.object())));
        }
        List<Object> values = bulk.runOn(calls, seen);
        Map<Object, Object> found = new HashMap<>();
        for (int i = 0; i < values.size(); i++) {
            if (values.get(i) != null) {
                found.put(wanted.get(i).object(), values.get(i));
            }
        }
        return found;
    }

    /**
     * Puts entries; with a writer those it has written, and then throws what it threw.
     *
     * @param lifeMillis of each, or {@link #BY_POLICY}
     */
    public void putAll(Map<?, ?> entries, long lifeMillis) {
        List<Key> keys = keys(entries.keySet());
        Function<Key, Call> step = key ->
                call(Operation.PUT_VALUE, key, entries.get(key.object()), null).living(lifeMillis);
        if (!parts.writing().isOn()) {
            bulk.run(keys.stream().map(step).toList());
            return;
        }
        Function<List<Key>, Writing.Batch<Object>> writer = some -> {
            Map<Object, Object> values = new LinkedHashMap<>();
            some.forEach(key -> values.put(key.object(), entries.get(key.object())));
            return parts.writing().writeAll(values);
        };
        writerBatches.run(keys, new WriterBatches.Changes(writer, step));
    }

    /** Removes entries; with a writer those it has deleted, and then throws what it threw. */
    public void removeAll(Collection<?> keys) {
        List<Key> wanted = keys(keys);
        Function<Key, Call> step = key -> call(Operation.REMOVE_KEY, key, null, null);
        if (!parts.writing().isOn()) {
            bulk.run(wanted.stream().map(step).toList());
            return;
        }
        Function<List<Key>, Writing.Batch<Object>> writer =
                some -> parts.writing().deleteAll(some.stream().map(Key::object).toList());
        writerBatches.run(wanted, new WriterBatches.Changes(writer, step));
    }

    /** Removes all entries: at once where nobody, in any process, has to hear of each. */
    public void removeAll() {
        if (parts.writing().isOn()) {
            removeOneByOne();
        } else if (parts.entries().unreachable().queues() && !parts.listeners().isAny()) {
            parts.entries().logClear();
        } else {
            orClearLater(this::removeReachable);
        }
    }

    private void removeReachable() {
        if (parts.listeners().isAny()) {
            removeOneByOne();
            return;
        }
        long start = runner.nanos();
        CacheStore.Cleared cleared = parts.entries().clearUnwatched();
        parts.counters().add(new Tally(0, 0, 0, cleared.removed()), runner.nanos() - start);
        if (!cleared.isWhole()) {
            removeOneByOne();
        }
    }

    /** Removes all entries; nobody hears of it and nothing counts. */
    public void clear() {
        if (parts.entries().unreachable().queues()) {
            parts.entries().logClear();
        } else {
            orClearLater(parts.entries()::clear);
        }
    }

    private void orClearLater(Runnable now) {
        try {
            now.run();
        } catch (CacheException e) {
            if (!parts.entries().unreachable().isMiss(e)) {
                throw e;
            }
            parts.entries().logClear();
        }
    }

    /** Lets a processor work on an entry. */
    public Object invoke(Object key, EntryProcessor<?, ?, ?> processor, Object[] arguments) {
        return runner.run(invocation(parts.entries().key(key), processor, arguments));
    }

    /** Lets a processor work on many entries, each by itself; results of those only that gave one or failed. */
    public Map<Object, EntryProcessorResult<Object>> invokeAll(
            Collection<?> keys, EntryProcessor<?, ?, ?> processor, Object[] arguments) {
        List<Invocation> invocations = keys(keys).stream()
                .map(key -> invocation(key, processor, arguments))
                .toList();
        // A writer is called for each by itself, in the round that is its last.
        List<Bulk.Ended> ended =
                parts.writing().isOn() ? invocations.stream().map(this::runOne).toList() : bulk.runEach(invocations);
        Map<Object, EntryProcessorResult<Object>> results = new LinkedHashMap<>();
        for (int i = 0; i < ended.size(); i++) {
            Object key = invocations.get(i).key().object();
            if (ended.get(i).failure() != null) {
                results.put(key, Result.failed(ended.get(i).failure()));
            } else if (ended.get(i).result() != null) {
                results.put(key, Result.of(ended.get(i).result()));
            }
        }
        return results;
    }

    private Bulk.Ended runOne(Invocation invocation) {
        try {
            return new Bulk.Ended(runner.run(invocation), null);
        } catch (RuntimeException e) {
            return new Bulk.Ended(null, e);
        }
    }

    /**
     * Asks the loader and puts what it gives, without the writer.
     *
     * @param isReplacing true to load keys that are there too
     */
    public void loadAll(Set<?> keys, boolean isReplacing) {
        List<Key> wanted = keys(keys);
        if (leases.areNeeded()) {
            Predicate<List<Key>> load = batch -> {
                loadNow(batch, isReplacing);
                return true;
            };
            leases.forEach(wanted, load, load);
        } else {
            loadNow(wanted, isReplacing);
        }
    }

    private void loadNow(List<Key> keys, boolean isReplacing) {
        List<Key> wanted = isReplacing ? keys : missing(keys, parts.entries().readAll(keys));
        if (wanted.isEmpty()) {
            return;
        }
        Map<Object, Object> loaded = load(wanted);
        Operation operation = isReplacing ? Operation.LOAD : Operation.LOAD_ABSENT;
        bulk.run(wanted.stream()
                .filter(key -> loaded.containsKey(key.object()))
                .map(key -> call(operation, key, loaded.get(key.object()), null))
                .toList());
    }

    /**
     * Goes over all entries.
     *
     * @param requireOpen throws if the cache is closed
     */
    public Iterator<Cache.Entry<Object, Object>> iterator(Runnable requireOpen) {
        return new EntryIterator(parts.entries(), runner, requireOpen);
    }

    private void removeOneByOne() {
        StorePage.Place place = null;
        List<Object> keys = new ArrayList<>();
        do {
            StorePage page = parts.entries().page(place, REMOVE_PAGE_ENTRIES);
            for (StorePage.KeyedValue entry : page.entries()) {
                Key key = parts.entries().decodeKey(entry.key());
                if (key != null) {
                    keys.add(key.object());
                }
            }
            place = page.next();
        } while (place != null);
        removeAll(keys);
    }

    private Map<Object, Object> loadMissing(List<Key> keys, List<Seen> seen) {
        Loading loading = parts.loading();
        List<Key> missing = loading.isReadThrough() ? missing(keys, seen) : List.of();
        return missing.isEmpty() ? Map.of() : load(missing);
    }

    private Map<Object, Object> load(List<Key> keys) {
        List<Object> objects = keys.stream().map(Key::object).toList();
        return runner.busy().during(keys, () -> parts.loading().loadAll(objects));
    }

    private static List<Key> missing(List<Key> keys, List<Seen> seen) {
        List<Key> missing = new ArrayList<>();
        for (int i = 0; i < keys.size(); i++) {
            if (!seen.get(i).isFound()) {
                missing.add(keys.get(i));
            }
        }
        return missing;
    }

    /** Keys once each, also where different objects have the same bytes. */
    private List<Key> keys(Collection<?> keys) {
        Set<Key> distinct = new LinkedHashSet<>();
        for (Object key : keys) {
            distinct.add(parts.entries().key(key));
        }
        return List.copyOf(distinct);
    }

    private Call call(Operation operation, Key key, Object value, Object expected) {
        return new Call(operation, key, value, expected, parts.loading());
    }

    @SuppressWarnings("unchecked")
    private Invocation invocation(Key key, EntryProcessor<?, ?, ?> processor, Object[] arguments) {
        return new Invocation(key, (EntryProcessor<Object, Object, ?>) processor, arguments, parts.loading());
    }
}
