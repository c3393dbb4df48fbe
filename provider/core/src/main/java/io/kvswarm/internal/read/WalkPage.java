package io.kvswarm.internal.read;

import io.kvswarm.internal.wire.PageEntry;
import java.util.List;

/**
 * Entries of one or more cells.
 *
 * @param entries    in the order of the key space
 * @param askedNanos when they were asked for, on the loop's clock: from then on their remaining life counts
 * @param nextCell   where to go on; the number of cells at the end
 * @param nextAfter  key of that cell to go on behind; null for its start
 */
public record WalkPage(List<PageEntry> entries, long askedNanos, int nextCell, byte[] nextAfter) {}
