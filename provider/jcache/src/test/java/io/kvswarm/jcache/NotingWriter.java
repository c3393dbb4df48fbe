package io.kvswarm.jcache;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import javax.cache.Cache;
import javax.cache.integration.CacheWriter;

/** Notes what it is given; refuses the value "bad". Safe from any thread. */
final class NotingWriter implements CacheWriter<String, String> {
    private final List<String> steps;
    private final List<String> given = Collections.synchronizedList(new ArrayList<>());
    /** How many entries came with each call for many. */
    final List<Integer> batches = Collections.synchronizedList(new ArrayList<>());
    /** What happens while it writes. */
    volatile Runnable meanwhile = () -> {};

    /**
     * A writer.
     *
     * @param steps a list of everything that happens, where its calls are noted, too
     */
    NotingWriter(List<String> steps) {
        this.steps = steps;
    }

    /** What it was given, in that order. */
    List<String> given() {
        return List.copyOf(given);
    }

    @Override
    public void write(Cache.Entry<? extends String, ? extends String> entry) {
        note("write " + entry.getKey() + " " + entry.getValue());
        if (entry.getValue().equals("bad")) {
            throw new IllegalArgumentException("bad");
        }
    }

    @Override
    public void writeAll(Collection<Cache.Entry<? extends String, ? extends String>> entries) {
        batches.add(entries.size());
        List.copyOf(entries).forEach(entry -> {
            write(entry);
            entries.remove(entry);
        });
    }

    @Override
    public void delete(Object key) {
        note("delete " + key);
    }

    @Override
    public void deleteAll(Collection<?> keys) {
        batches.add(keys.size());
        keys.forEach(this::delete);
        keys.clear();
    }

    private void note(String what) {
        given.add(what);
        steps.add(what);
        meanwhile.run();
    }
}
