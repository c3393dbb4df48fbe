package io.kvswarm.internal.storage;

/**
 * How this run of a storage node begins.
 *
 * @param term       its term (RULES 2)
 * @param leasedFrom term from which on earlier runs may have granted leases that are still alive; 0 if none can be
 * @param flag       says on disk that leases are out
 */
record Begun(long term, long leasedFrom, LeaseFlag flag) {
    /** True if what earlier runs have granted may still be in use. */
    boolean mayHaveLeases() {
        return leasedFrom > 0;
    }
}
