package io.kvswarm.jcache.integration;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import javax.cache.integration.CacheLoader;
import javax.cache.integration.CacheLoaderException;

/** An application's {@link CacheLoader}, or none. */
public final class Loading {
    private final CacheLoader<Object, Object> loader;
    private final boolean isReadThrough;

    /** A loader, null if there is none. */
    @SuppressWarnings("unchecked")
    public Loading(CacheLoader<?, ?> loader, boolean isReadThrough) {
        this.loader = (CacheLoader<Object, Object>) loader;
        this.isReadThrough = isReadThrough && loader != null;
    }

    /** True if a miss asks the loader. */
    public boolean isReadThrough() {
        return isReadThrough;
    }

    /** True if there is a loader, as {@code loadAll} needs one. */
    public boolean isPossible() {
        return loader != null;
    }

    /** The application's loader, null if there is none. */
    public CacheLoader<?, ?> loader() {
        return loader;
    }

    /**
     * The value of a key, null if there is none.
     *
     * @throws CacheLoaderException if the loader throws
     */
    public Object load(Object key) {
        try {
            return loader.load(key);
        } catch (CacheLoaderException e) {
            throw e;
        } catch (RuntimeException e) {
            throw new CacheLoaderException("the cache loader failed; nothing was cached", e);
        }
    }

    /**
     * The values of keys: of those only that have one.
     *
     * @throws CacheLoaderException if the loader throws
     */
    public Map<Object, Object> loadAll(Collection<?> keys) {
        Map<Object, Object> found = new HashMap<>();
        try {
            Map<Object, Object> loaded = loader.loadAll(keys);
            if (loaded != null) {
                loaded.forEach((key, value) -> {
                    if (key != null && value != null) {
                        found.put(key, value);
                    }
                });
            }
        } catch (CacheLoaderException e) {
            throw e;
        } catch (RuntimeException e) {
            throw new CacheLoaderException("the cache loader failed; nothing was cached", e);
        }
        return Objects.requireNonNull(found);
    }
}
