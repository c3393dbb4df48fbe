package io.kvswarm.jcache.integration;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.cache.Cache;
import javax.cache.integration.CacheWriter;
import javax.cache.integration.CacheWriterException;

/** An application's {@link CacheWriter}, or none: then every call does nothing. */
public final class Writing {
    private final CacheWriter<Object, Object> writer;

    /** A writer, null for none. */
    @SuppressWarnings("unchecked")
    public Writing(CacheWriter<?, ?> writer) {
        this.writer = (CacheWriter<Object, Object>) writer;
    }

    /** True if there is a writer. */
    public boolean isOn() {
        return writer != null;
    }

    /** The application's writer, null if there is none. */
    public CacheWriter<?, ?> writer() {
        return writer;
    }

    /**
     * Writes an entry.
     *
     * @throws CacheWriterException if the writer throws
     */
    public void write(Object key, Object value) {
        if (writer != null) {
            guard(() -> writer.write(new PlainEntry(key, value)));
        }
    }

    /**
     * Deletes an entry.
     *
     * @throws CacheWriterException if the writer throws
     */
    public void delete(Object key) {
        if (writer != null) {
            guard(() -> writer.delete(key));
        }
    }

    /** Writes a batch. */
    public Batch<Object> writeAll(Map<?, ?> entries) {
        if (writer == null || entries.isEmpty()) {
            return new Batch<>(Set.copyOf(entries.keySet()), null);
        }
        Map<Object, Cache.Entry<?, ?>> byKey = new LinkedHashMap<>();
        entries.forEach((key, value) -> byKey.put(key, new PlainEntry(key, value)));
        List<Cache.Entry<?, ?>> left = new ArrayList<>(byKey.values());
        CacheWriterException failure = attempt(() -> writer.writeAll(asEntries(left)));
        if (failure != null) {
            left.forEach(entry -> byKey.remove(entry.getKey()));
        }
        return new Batch<>(Set.copyOf(byKey.keySet()), failure);
    }

    /** Deletes a batch. */
    public Batch<Object> deleteAll(Collection<?> keys) {
        if (writer == null || keys.isEmpty()) {
            return new Batch<>(Set.copyOf(keys), null);
        }
        Set<Object> done = new LinkedHashSet<>(keys);
        List<Object> left = new ArrayList<>(keys);
        CacheWriterException failure = attempt(() -> writer.deleteAll(left));
        if (failure != null) {
            left.forEach(done::remove);
        }
        return new Batch<>(Set.copyOf(done), failure);
    }

    /**
     * How a batch ended.
     *
     * @param done    keys the writer has dealt with: all, unless it threw
     * @param failure what it threw; null if nothing
     */
    public record Batch<K>(Set<K> done, CacheWriterException failure) {
        /** Throws what the writer threw, if it did. */
        public void rethrow() {
            if (failure != null) {
                throw failure;
            }
        }
    }

    @SuppressWarnings({"unchecked", "rawtypes"})
    private static Collection<Cache.Entry<?, ?>> asEntries(List<?> entries) {
        return (Collection) entries;
    }

    private static void guard(Runnable call) {
        CacheWriterException failure = attempt(call);
        if (failure != null) {
            throw failure;
        }
    }

    private static CacheWriterException attempt(Runnable call) {
        try {
            call.run();
            return null;
        } catch (CacheWriterException e) {
            return e;
        } catch (RuntimeException e) {
            return new CacheWriterException("the cache writer failed; the cache was left as it was", e);
        }
    }
}
