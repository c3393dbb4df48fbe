package io.kvswarm.internal.read;

import io.kvswarm.internal.wire.PageEntry;
import java.util.List;

/**
 * Entries of one cell.
 *
 * @param cell       the cell
 * @param entries    in the order of position, then key; of a cursor empty only at the end
 * @param askedNanos when they were asked for, on the loop's clock: from then on their remaining life counts
 * @param isLast     true if nothing is behind: in the cell for a scan, in the cache for a cursor
 */
public record CursorPage(int cell, List<PageEntry> entries, long askedNanos, boolean isLast) {}
