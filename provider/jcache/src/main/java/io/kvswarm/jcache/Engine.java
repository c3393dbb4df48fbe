package io.kvswarm.jcache;

import io.kvswarm.KvSwarm;
import io.kvswarm.spi.CacheEngine;
import java.util.concurrent.Executor;

/** What runs the caches of one swarm in this process. Safe from any thread. */
interface Engine extends AutoCloseable {
    /** The swarm's caches. */
    CacheEngine caches();

    /** The node; null if there is none behind it. */
    KvSwarm swarm();

    /** Where loaders and asynchronous listeners run. */
    Executor executor();

    /** Stops everything; calls that wait fail. */
    @Override
    void close();
}
