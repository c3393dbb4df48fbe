package io.kvswarm.jcache.listener;

import javax.cache.Cache;
import javax.cache.event.CacheEntryEvent;
import javax.cache.event.EventType;

/** What listeners are given. */
final class EntryEvent extends CacheEntryEvent<Object, Object> {
    private static final long serialVersionUID = 1;

    private final transient Object key;
    private final transient Object value;
    private final transient Object oldValue;

    /** An event of a cache. */
    @SuppressWarnings("unchecked")
    EntryEvent(Cache<?, ?> source, EventType type, Object key, Object value, Object oldValue) {
        super((Cache<Object, Object>) source, type);
        this.key = key;
        this.value = value;
        this.oldValue = oldValue;
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
    public Object getOldValue() {
        return oldValue;
    }

    @Override
    public boolean isOldValueAvailable() {
        return oldValue != null;
    }

    @Override
    public <T> T unwrap(Class<T> type) {
        if (type.isInstance(this)) {
            return type.cast(this);
        }
        throw new IllegalArgumentException("an event is no " + type.getName());
    }

    /** The type, never key or value. */
    @Override
    public String toString() {
        return getEventType() + " event";
    }
}
