package io.kvswarm.jcache.operation;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import javax.cache.CacheException;

/** Some of many changes were not made. */
public final class PartialFailure extends CacheException {
    private static final long serialVersionUID = 1;

    private final transient Set<Object> applied = new LinkedHashSet<>();
    private final transient Set<Object> notApplied = new LinkedHashSet<>();
    private final transient Set<Object> unknown = new LinkedHashSet<>();

    private PartialFailure(String message, Throwable cause) {
        super(message, cause);
    }

    /**
     * What became of changes.
     *
     * @param failures in the order of the keys; null for what was done; at least one is not
     */
    static PartialFailure of(List<Key> keys, List<RuntimeException> failures) {
        long failed = failures.stream().filter(failure -> failure != null).count();
        long unknown = failures.stream()
                .filter(failure -> failure != null && Unreachable.isUnknown(failure))
                .count();
        RuntimeException first =
                failures.stream().filter(failure -> failure != null).findFirst().orElseThrow();
        PartialFailure thrown = new PartialFailure(
                "of " + keys.size() + " entries " + (keys.size() - failed) + " were done, " + (failed - unknown)
                        + " were not, and of " + unknown + " it is not known: " + first.getMessage(),
                first.getCause() == null ? first : first.getCause());
        for (int i = 0; i < keys.size(); i++) {
            thrown.placeOf(failures.get(i)).add(keys.get(i).object());
        }
        return thrown;
    }

    private Set<Object> placeOf(RuntimeException failure) {
        if (failure == null) {
            return applied;
        }
        return Unreachable.isUnknown(failure) ? unknown : notApplied;
    }

    /** Keys whose change was made. */
    public Set<Object> applied() {
        return applied;
    }

    /** Keys whose change was not made and never will be. */
    public Set<Object> notApplied() {
        return notApplied;
    }

    /** Keys of which nobody knows. */
    public Set<Object> unknown() {
        return unknown;
    }
}
