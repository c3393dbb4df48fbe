package io.kvswarm.internal.storage;

import static io.kvswarm.internal.base.Limits.MIB;

import io.kvswarm.internal.base.Limits;

/**
 * Settings of the storage role.
 *
 * @param commitMillis      the index is committed at the latest this long after a change; 1 to 60,000
 * @param housekeepMillis   expiry, eviction and compaction are looked at this often; 1 to 60,000
 * @param compactSlackBytes the log is compacted once it is larger than twice its live bytes and this much; at least 1
 *     MiB
 * @param queuedBytesMax    blocks wait while this much waits for the log; at least 1 MiB
 */
public record StorageSettings(int commitMillis, int housekeepMillis, long compactSlackBytes, long queuedBytesMax) {
    /** Commits after 200 ms, a look around every 100 ms, 32 MiB of slack, 32 MiB queued. */
    public static final StorageSettings DEFAULT = new StorageSettings(200, 100, 32L * MIB, 32L * MIB);

    /** Checks every range. */
    public StorageSettings {
        Limits.between("storage.commitMillis", commitMillis, 1, 60_000);
        Limits.between("storage.housekeepMillis", housekeepMillis, 1, 60_000);
        Limits.between("storage.compactSlackBytes", compactSlackBytes, 64L * Limits.KIB, Long.MAX_VALUE);
        Limits.between("storage.queuedBytesMax", queuedBytesMax, MIB, Long.MAX_VALUE);
    }
}
