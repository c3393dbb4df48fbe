package io.kvswarm.jcache;

import io.kvswarm.jcache.codec.Codecs;
import io.kvswarm.jcache.config.CacheSettings;
import io.kvswarm.jcache.config.OnUnreachable;
import io.kvswarm.spi.CacheStore;
import io.kvswarm.spi.Patience;

/**
 * What is behind a cache.
 *
 * @param store    with the entries
 * @param near     the same, for reads; it may keep some in this process
 * @param codecs   of its keys and values
 * @param engine   that runs it
 * @param service  what its operations promise
 * @param isOfFile true if only the configuration file has asked for it
 */
record Backing(
        CacheStore store,
        CacheStore near,
        Codecs codecs,
        Engine engine,
        CacheSettings.Service service,
        boolean isOfFile) {
    /** Of its operations. */
    Patience patience() {
        boolean waitsForAway = service.onUnreachable() != OnUnreachable.MISS;
        return new Patience(service.deadline(), service.durability(), waitsForAway);
    }

    /** True if its plain changes are left in the outbox. */
    boolean isQueued() {
        return service.onUnreachable() == OnUnreachable.QUEUE;
    }
}
