package io.kvswarm.jcache;

import io.kvswarm.KvSwarm;
import io.kvswarm.jcache.operation.Waiting;
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

    /** How callers wait. */
    default Waiting waiting() {
        return Waiting.OF_PROCESS;
    }

    /** Stops everything; calls that wait fail. */
    @Override
    void close();
}
