package io.kvswarm.spi;

/**
 * What a cache takes over the whole swarm, and what has happened at its bounds.
 *
 * @param entries       it holds
 * @param bytes         of their keys and values
 * @param evicted       entries that went because the cache was over its bounds, since each storage node started
 * @param refused       puts that were refused because the cache was full and must not evict, likewise
 * @param fullNodes     storage nodes that have no room left and take no changes
 * @param unknownNodes  storage nodes that did not answer, so that the figures lack theirs
 */
public record StoreUsage(long entries, long bytes, long evicted, long refused, int fullNodes, int unknownNodes) {}
