package io.kvswarm.internal.store;

import java.util.List;

/**
 * A page of a scan.
 *
 * @param entries in the order of {@link PlacedKey}; may be empty although more follow
 * @param last    go on behind this key, see {@link ScanRange#after}; null if the range is at its end
 */
public record ScanPage(List<StoredEntry> entries, PlacedKey last) {}
