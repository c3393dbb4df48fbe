package io.kvswarm.internal.store;

import static io.kvswarm.internal.base.Limits.KIB;
import static io.kvswarm.internal.base.Limits.MIB;

import io.kvswarm.internal.base.Limits;

/**
 * Settings of the table of entries.
 *
 * @param inlineBytesMax    longer values are left in the log once they are written there; 0 to 65,536
 * @param overlayEntriesMax the table says it is full while so many changes wait for a commit; 16 to 10,000,000
 * @param overlayBytesMax   the table says it is full while the changes that wait hold this much; at least 64 KiB
 * @param largeBytesMax     values over {@code inlineBytesMax} that stay in memory, although they are in the log, while
 *     their change waits for a commit; 0 or more
 * @param residentBytesMax  entries kept in memory because they were used; at least 64 KiB
 */
public record TableSettings(
        int inlineBytesMax, int overlayEntriesMax, long overlayBytesMax, long largeBytesMax, long residentBytesMax) {
    /** Values to 1 KiB in the index; 200,000 changes or 64 MiB may wait; 16 MiB of large values, 32 MiB resident. */
    public static final TableSettings DEFAULT = new TableSettings(KIB, 200_000, 64L * MIB, 16L * MIB, 32L * MIB);

    /** Checks every range. */
    public TableSettings {
        Limits.between("store.inlineBytesMax", inlineBytesMax, 0, 64 * KIB);
        Limits.between("store.overlayEntriesMax", overlayEntriesMax, 16, 10_000_000);
        Limits.between("store.overlayBytesMax", overlayBytesMax, 64L * KIB, Long.MAX_VALUE);
        Limits.between("store.largeBytesMax", largeBytesMax, 0, Long.MAX_VALUE);
        Limits.between("store.residentBytesMax", residentBytesMax, 64L * KIB, Long.MAX_VALUE);
    }

    /** The same with another bound of entries in memory. */
    public TableSettings withResidentBytesMax(long bytes) {
        return new TableSettings(inlineBytesMax, overlayEntriesMax, overlayBytesMax, largeBytesMax, bytes);
    }
}
