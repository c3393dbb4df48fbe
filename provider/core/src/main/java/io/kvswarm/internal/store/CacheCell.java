package io.kvswarm.internal.store;

import io.kvswarm.internal.wire.CacheId;

/**
 * The part of one cache that lies in one cell.
 *
 * @param cache the cache
 * @param cell  the cell
 */
public record CacheCell(CacheId cache, int cell) {}
