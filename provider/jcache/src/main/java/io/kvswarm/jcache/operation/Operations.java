package io.kvswarm.jcache.operation;

import io.kvswarm.jcache.integration.Loading;
import io.kvswarm.jcache.integration.Writing;
import io.kvswarm.jcache.processor.Result;
import io.kvswarm.jcache.statistics.Tally;
import io.kvswarm.spi.StorePage;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;
import javax.cache.Cache;
import javax.cache.processor.EntryProcessor;
import javax.cache.processor.EntryProcessorResult;

/** All operations of one open cache. Arguments have been checked. Safe from any thread. */
public final class Operations {
    private static final int REMOVE_PAGE_ENTRIES = 1024;

    private final Parts parts;
    private final Runner runner;
    private final Bulk bulk;

    /**
     * The operations on these parts.
     *
     * @param nanos the clock for statistics and deadlines
     */
    public Operations(Parts parts, LongSupplier nanos) {
        this.parts = parts;
        this.runner = new Runner(parts, nanos);
        this.bulk = new Bulk(parts, runner);
    }

    /** Does what a row of the table says. */
    public Object run(Operation operation, Object key, Object value, Object expected) {
        return runner.run(call(operation, parts.entries().key(key), value, expected));
    }

    /** The entries of keys, those only that are there or can be loaded. */
    public Map<Object, Object> getAll(Collection<?> keys) {
        List<Key> wanted = keys(keys);
        List<Seen> seen = parts.entries().readAll(wanted);
        Map<Object, Object> loaded = loadMissing(wanted, seen);
        List<Call> calls = new ArrayList<>(wanted.size());
        for (Key key : wanted) {
            calls.add(call(Operation.GET, key, null, null).loaded(loaded.get(key.object())));
        }
        List<Object> values = bulk.run(calls, seen);
        Map<Object, Object> found = new HashMap<>();
        for (int i = 0; i < values.size(); i++) {
            if (values.get(i) != null) {
                found.put(wanted.get(i).object(), values.get(i));
            }
        }
        return found;
    }

    /** Puts entries; with a writer those it has written, and then throws what it threw. */
    public void putAll(Map<?, ?> entries) {
        List<Key> keys = keys(entries.keySet());
        Writing.Batch<Object> written =
                runner.busy().during(keys, () -> parts.writing().writeAll(entries));
        putAll(Operation.PUT_VALUE, keys, entries, written.done());
        written.rethrow();
    }

    /** Removes entries; with a writer those it has deleted, and then throws what it threw. */
    public void removeAll(Collection<?> keys) {
        List<Key> wanted = keys(keys);
        Writing.Batch<Object> deleted =
                runner.busy().during(wanted, () -> parts.writing().deleteAll(keys));
        List<Call> calls = new ArrayList<>(wanted.size());
        for (Key key : wanted) {
            if (deleted.done().contains(key.object())) {
                calls.add(call(Operation.REMOVE_KEY, key, null, null).written());
            }
        }
        bulk.run(calls);
        deleted.rethrow();
    }

    /** Removes all entries: at once where nobody has to hear of each. */
    public void removeAll() {
        if (parts.writing().isOn() || parts.listeners().isAny()) {
            removeOneByOne();
            return;
        }
        long start = runner.nanos();
        long removed = parts.entries().clear();
        parts.counters().add(new Tally(0, 0, 0, removed), runner.nanos() - start);
    }

    /** Removes all entries; nobody hears of it and nothing counts. */
    public void clear() {
        parts.entries().clear();
    }

    /** Lets a processor work on an entry. */
    public Object invoke(Object key, EntryProcessor<?, ?, ?> processor, Object[] arguments) {
        return runner.run(invocation(parts.entries().key(key), processor, arguments));
    }

    /** Lets a processor work on many entries, each by itself; results of those only that gave one or failed. */
    public Map<Object, EntryProcessorResult<Object>> invokeAll(
            Collection<?> keys, EntryProcessor<?, ?, ?> processor, Object[] arguments) {
        Map<Object, EntryProcessorResult<Object>> results = new LinkedHashMap<>();
        for (Key key : keys(keys)) {
            try {
                Object result = runner.run(invocation(key, processor, arguments));
                if (result != null) {
                    results.put(key.object(), Result.of(result));
                }
            } catch (RuntimeException e) {
                results.put(key.object(), Result.failed(e));
            }
        }
        return results;
    }

    /**
     * Asks the loader and puts what it gives, without the writer.
     *
     * @param isReplacing true to load keys that are there too
     */
    public void loadAll(Set<?> keys, boolean isReplacing) {
        List<Key> wanted = keys(keys);
        if (!isReplacing) {
            wanted = missing(wanted, parts.entries().readAll(wanted));
        }
        if (wanted.isEmpty()) {
            return;
        }
        Map<Object, Object> loaded = load(wanted);
        Operation operation = isReplacing ? Operation.LOAD : Operation.LOAD_ABSENT;
        putAll(operation, wanted, loaded, loaded.keySet());
    }

    /**
     * Goes over all entries.
     *
     * @param requireOpen throws if the cache is closed
     */
    public Iterator<Cache.Entry<Object, Object>> iterator(Runnable requireOpen) {
        return new EntryIterator(parts.entries(), runner, requireOpen);
    }

    private void putAll(Operation operation, List<Key> keys, Map<?, ?> values, Set<?> wanted) {
        List<Call> calls = new ArrayList<>(keys.size());
        for (Key key : keys) {
            if (wanted.contains(key.object())) {
                calls.add(call(operation, key, values.get(key.object()), null).written());
            }
        }
        bulk.run(calls);
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
        Set<Key> distinct = new java.util.LinkedHashSet<>();
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
