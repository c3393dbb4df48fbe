package io.kvswarm.spi;

import java.util.List;
import java.util.concurrent.CompletableFuture;

/** The caches of a swarm, of which a running node is a part. Safe from any thread. */
public interface CacheEngine {
    /** Names of all caches, in no order. A namespace is a cache, too. */
    CompletableFuture<List<String>> names();

    /** The cache of that name; null if there is none. */
    default CompletableFuture<CacheStore> find(String name) {
        return find(name, Patience.DEFAULT);
    }

    /** The same within a deadline: fails with {@code UNREACHABLE}. */
    CompletableFuture<CacheStore> find(String name, Patience patience);

    /**
     * Makes a cache unless there is one of that name: of several makers, anywhere, one wins.
     *
     * @param name 1 to 1,024 bytes of UTF-8
     * @return the cache that is there now, with the plan it was made with, and whether this call made it
     */
    default CompletableFuture<Creation> create(String name, CachePlan plan) {
        return create(name, plan, Patience.DEFAULT);
    }

    /** The same within a deadline: fails with {@code UNREACHABLE} or {@code OUTCOME_UNKNOWN}. */
    CompletableFuture<Creation> create(String name, CachePlan plan, Patience patience);

    /**
     * Removes a cache and all its entries everywhere. Whoever still has it open is told {@code NO_SUCH_CACHE}.
     *
     * @return false if it was gone already
     */
    CompletableFuture<Boolean> destroy(CacheStore cache);

    /**
     * How {@link #create} ended.
     *
     * @param cache  the cache that is there
     * @param isMade true if this call made it
     */
    record Creation(CacheStore cache, boolean isMade) {}
}
