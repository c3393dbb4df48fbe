package io.kvswarm.sim;

import io.kvswarm.internal.wire.CacheKey;
import io.kvswarm.sim.history.KeyHistory;

/**
 * One key of a run.
 *
 * @param key       cache and bytes
 * @param cell      where it lies
 * @param owner     number of the node that owns the cell
 * @param hasLife   true if some of its entries end by themselves
 * @param isBounded true if its cache evicts
 * @param history   what happened to it
 */
record SimKey(CacheKey key, int cell, int owner, boolean hasLife, boolean isBounded, KeyHistory history) {
    @Override
    public boolean equals(Object other) {
        return this == other;
    }

    @Override
    public int hashCode() {
        return key.hashCode();
    }

    @Override
    public String toString() {
        return history.key();
    }
}
