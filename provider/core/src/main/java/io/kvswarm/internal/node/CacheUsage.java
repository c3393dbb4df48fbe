package io.kvswarm.internal.node;

/**
 * What one storage node has of one cache.
 *
 * @param entries     it holds
 * @param bytes       of their keys and values
 * @param evicted     entries evicted at the cache's bounds since the node started
 * @param refused     puts refused at the cache's bounds since the node started
 * @param isFull      true if the node's storage is full, so that it takes no changes
 * @param isReachable false if it did not answer in time; the figures are then 0
 */
public record CacheUsage(long entries, long bytes, long evicted, long refused, boolean isFull, boolean isReachable) {
    /** Of a node that did not answer. */
    static final CacheUsage UNKNOWN = new CacheUsage(0, 0, 0, 0, false, false);
}
