package io.kvswarm.jcache.processor;

import io.kvswarm.jcache.integration.Loading;
import java.util.Objects;
import javax.cache.processor.MutableEntry;

/** The entry an entry processor works on, in one round. Confined to the caller's thread. */
public final class ProcessedEntry implements MutableEntry<Object, Object> {
    private final Object key;
    private final boolean wasThere;
    private final Loading loading;
    private Object value;
    private State state = State.UNUSED;

    /** What a processor has done to an entry. */
    public enum State {
        /** Nothing that matters. */
        UNUSED,
        /** It has read the value that was there. */
        READ,
        /** It has read a value that the loader gave. */
        LOADED,
        /** It has set the value. */
        SET,
        /** It has removed the entry. */
        REMOVED
    }

    /**
     * An entry for one round.
     *
     * @param value what is there; null if nothing
     */
    public ProcessedEntry(Object key, Object value, Loading loading) {
        this.key = key;
        this.value = value;
        this.wasThere = value != null;
        this.loading = loading;
    }

    /** What has been done. */
    public State state() {
        return state;
    }

    /** The value now; null if there is none. */
    public Object value() {
        return value;
    }

    @Override
    public Object getKey() {
        return key;
    }

    @Override
    public boolean exists() {
        return value != null;
    }

    @Override
    public Object getValue() {
        if (state == State.UNUSED) {
            if (wasThere) {
                state = State.READ;
            } else if (loading.isReadThrough()) {
                value = loading.load(key);
                state = value == null ? State.UNUSED : State.LOADED;
            }
        }
        return value;
    }

    @Override
    public void setValue(Object newValue) {
        value = Objects.requireNonNull(newValue, "value");
        state = State.SET;
    }

    @Override
    public void remove() {
        // What this processor itself made or loaded is forgotten; else it is removed, from the writer's side too.
        boolean isMadeHere = !wasThere && (state == State.SET || state == State.LOADED);
        state = isMadeHere ? State.UNUSED : State.REMOVED;
        value = null;
    }

    @Override
    public <T> T unwrap(Class<T> type) {
        if (type.isInstance(this)) {
            return type.cast(this);
        }
        throw new IllegalArgumentException("an entry is no " + type.getName());
    }

    /** What was done, never key or value. */
    @Override
    public String toString() {
        return "an entry, " + state;
    }
}
