package io.kvswarm.spi;

import io.kvswarm.api.EntryVersion;

/**
 * How a change ended.
 *
 * @param isApplied true if it was applied; false if its condition did not hold
 * @param version   of the entry it made, or of its record
 * @param old       the entry before, if it was asked for; after a comparison of versions that failed, the one that is
 *     there; null if there is none
 */
public record ChangeResult(boolean isApplied, EntryVersion version, VersionedValue old) {}
