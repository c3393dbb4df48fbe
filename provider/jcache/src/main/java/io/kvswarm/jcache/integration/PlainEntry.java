package io.kvswarm.jcache.integration;

import java.util.Objects;
import javax.cache.Cache;

/** A key with its value, apart from any cache. */
public record PlainEntry(Object key, Object value) implements Cache.Entry<Object, Object> {
    /** Neither may be null. */
    public PlainEntry {
        Objects.requireNonNull(key, "key");
        Objects.requireNonNull(value, "value");
    }

    @Override
    public Object getKey() {
        return key;
    }

    @Override
    public Object getValue() {
        return value;
    }

    @Override
    public <T> T unwrap(Class<T> type) {
        if (type.isInstance(this)) {
            return type.cast(this);
        }
        throw new IllegalArgumentException("an entry is no " + type.getName());
    }

    /** Never the key or the value. */
    @Override
    public String toString() {
        return "an entry";
    }
}
