package io.kvswarm.jcache;

/**
 * Where the hits of a cache came from and why its misses were none: what {@link
 * javax.cache.management.CacheStatisticsMXBean} does not tell. Counts the operations of one manager, while statistics
 * are enabled, and is cleared with them. Got by {@code cache.unwrap(KvSwarmStatistics.class)}. Safe from any thread.
 *
 * <p>All hits are {@link #nearHits} and {@link #remoteHits}; all misses are {@link #missesAbsent}, {@link
 * #missesUndecodable} and {@link #missesUnreachable}, and {@link #loaderHits} of them were loaded. The last five ask
 * the storage nodes, at most once a second.
 */
public interface KvSwarmStatistics {
    /** Hits among entries this process keeps near. */
    long nearHits();

    /** Hits that their owners answered. */
    long remoteHits();

    /** Misses for which the loader had a value. */
    long loaderHits();

    /** Misses because there was no entry, any more or at all. */
    long missesAbsent();

    /** Misses although there is an entry, whose class is missing here, has changed or is not allowed. */
    long missesUndecodable();

    /** Misses because no owner could be asked, for caches with {@code on-unreachable: miss}. */
    long missesUnreachable();

    /** Entries of the cache in the whole swarm. */
    long entries();

    /** Bytes of their keys and values. */
    long bytes();

    /** Entries evicted because the cache was over its bounds, since its storage nodes started. */
    long evictions();

    /** Puts refused because the cache was at its bounds and must not evict, since its storage nodes started. */
    long refusals();

    /** Storage nodes without room: those take no changes, whichever cache fills them. */
    int fullNodes();
}
