package io.kvswarm.jcache;

import io.kvswarm.jcache.operation.PartialFailure;
import java.util.Collections;
import java.util.Set;
import javax.cache.CacheException;

/**
 * Of the entries of a {@code putAll}, {@code removeAll} or {@code loadAll} some were changed and others were not. Its
 * message has numbers only, never keys.
 */
public final class CachePartialUpdateException extends CacheException {
    private static final long serialVersionUID = 1;

    private final transient Set<Object> applied;
    private final transient Set<Object> notApplied;
    private final transient Set<Object> unknown;

    CachePartialUpdateException(PartialFailure failure) {
        super(failure.getMessage(), failure.getCause());
        applied = Collections.unmodifiableSet(failure.applied());
        notApplied = Collections.unmodifiableSet(failure.notApplied());
        unknown = Collections.unmodifiableSet(failure.unknown());
    }

    /** Keys whose entries were changed. Empty once this was serialized, as are the others. */
    public Set<Object> applied() {
        return orNone(applied);
    }

    /** Keys whose entries were not changed and, by this call, never will be. */
    public Set<Object> notApplied() {
        return orNone(notApplied);
    }

    /** Keys whose changes were sent and not answered in time: they were made, or never will be. */
    public Set<Object> unknown() {
        return orNone(unknown);
    }

    private static Set<Object> orNone(Set<Object> keys) {
        return keys == null ? Set.of() : keys;
    }
}
