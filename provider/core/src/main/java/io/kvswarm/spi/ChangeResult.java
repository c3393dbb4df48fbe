package io.kvswarm.spi;

import io.kvswarm.api.EntryVersion;

/**
 * How a change ended.
 *
 * @param isApplied true if it was applied; false if its condition did not hold. A removal without a condition always
 *     is, also where there was no entry; a touch is if there was one
 * @param version   of the entry it made; of a removal, a touch or a change that was not applied, of its record
 * @param old       null unless it was asked for or a comparison of versions failed. If the change was applied, the
 *     entry that was there right before; if not, the entry that is there and kept it from being applied; null if there
 *     is none. An entry whose life has ended is none. Its life counts from when the change was asked for
 * @param busyMillis how long at most the {@link KeyLease} of another process holds off such a change, if that is why it
 *     was not applied; 0 otherwise
 */
public record ChangeResult(boolean isApplied, EntryVersion version, VersionedValue old, long busyMillis) {
    /** A result that nobody's lease has to do with. */
    public ChangeResult(boolean isApplied, EntryVersion version, VersionedValue old) {
        this(isApplied, version, old, 0);
    }

    /** True if another process's lease held it off, so that it is not known what is there. */
    public boolean isBusy() {
        return busyMillis > 0;
    }
}
