package io.kvswarm.jcache;

import io.kvswarm.jcache.statistics.Counters;

/**
 * Statistics made of what was counted.
 *
 * @param counters of the cache
 */
record TierStatistics(Counters counters) implements KvSwarmStatistics {
    @Override
    public long nearHits() {
        return counters.nearHits();
    }

    @Override
    public long remoteHits() {
        return counters.getCacheHits() - counters.nearHits();
    }

    @Override
    public long loaderHits() {
        return counters.loaded();
    }

    @Override
    public long missesAbsent() {
        return counters.getCacheMisses() - counters.undecodableMisses() - counters.unreachableMisses();
    }

    @Override
    public long missesUndecodable() {
        return counters.undecodableMisses();
    }

    @Override
    public long missesUnreachable() {
        return counters.unreachableMisses();
    }

    @Override
    public long entries() {
        return counters.usage().now().entries();
    }

    @Override
    public long bytes() {
        return counters.usage().now().bytes();
    }

    @Override
    public long evictions() {
        return counters.usage().now().evicted();
    }

    @Override
    public long refusals() {
        return counters.usage().now().refused();
    }

    @Override
    public int fullNodes() {
        return counters.usage().now().fullNodes();
    }
}
