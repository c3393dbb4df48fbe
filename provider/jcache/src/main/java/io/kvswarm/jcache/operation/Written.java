package io.kvswarm.jcache.operation;

import io.kvswarm.api.ErrorCode;
import io.kvswarm.api.SwarmException;
import io.kvswarm.spi.EntryChange;
import io.kvswarm.spi.KeyLease;
import javax.cache.CacheException;

/**
 * What has to hold between a cache's writer and its entries where other processes change them, too (RULES 29): the
 * writer runs under the key's lease, and what it was given last is what the entry says, or there is no entry. Safe from
 * any thread.
 */
final class Written {
    private final Parts parts;

    Written(Parts parts) {
        this.parts = parts;
    }

    /** True if the writer has run for a step whose change was not made yet. */
    boolean hasRunFor(Step step) {
        return parts.writing().isOn() && step.isWritten();
    }

    /** Takes the lease of a key unless its place has it already, or another one if it was lost. */
    void lease(KeyPlaces.Place place, Key key, TimeLimit limit) {
        if (place.hasLease(key)) {
            return;
        }
        KeyLease lease = parts.entries().lease(key, limit.left());
        if (lease == null) {
            throw limit.exceeded();
        }
        place.holds(key, lease);
        // Whoever had it before has changed the entry since.
        place.knows(key, null);
    }

    /** Nobody knows whose value the writer was given last: without the entry, whoever reads next asks the loader. */
    CacheException leaseLost(Key key) {
        SwarmException cause = new SwarmException(
                ErrorCode.OUTCOME_UNKNOWN,
                "the lease of the key was lost after the cache writer had run: another process may have written since;"
                        + " the entry was removed, and what the writer was given last holds");
        LeaseLostException thrown = new LeaseLostException(cause);
        try {
            parts.entries().send(EntryChange.remove(key.bytes()));
        } catch (CacheException e) {
            thrown.addSuppressed(e);
            forget(key, thrown);
        }
        return thrown;
    }

    /** The writer has what the entry has not got: the entry goes as soon as its owner can be reached. */
    void changeFailed(Key key, CacheException failure) {
        if (!(failure instanceof LeaseLostException)) {
            forget(key, failure);
        }
    }

    private void forget(Key key, CacheException failure) {
        try {
            parts.entries().forgetUnwaited(key);
        } catch (SwarmException e) {
            failure.addSuppressed(e);
        }
    }

    /** The entry has been seen to. */
    private static final class LeaseLostException extends CacheException {
        private static final long serialVersionUID = 1;

        LeaseLostException(SwarmException cause) {
            super(cause.getMessage(), cause);
        }
    }
}
