package io.kvswarm.jcache;

import io.kvswarm.KvSwarm;
import io.kvswarm.jcache.operation.Waiting;
import io.kvswarm.spi.CacheEngine;
import java.net.URI;
import java.util.concurrent.Executor;
import javax.cache.CacheManager;

/** Cache managers over an engine that a simulation gives. */
public final class SimManagers {
    private SimManagers() {}

    /** The manager of a URI, with a provider of its own. */
    public static CacheManager of(URI uri, CacheEngine caches, KvSwarm swarm, Executor executor, Waiting waiting) {
        Engines engines = new Engines(settings -> new SimulatedEngine(caches, swarm, executor, waiting));
        return new KvSwarmCachingProvider(engines).getCacheManager(uri, SimManagers.class.getClassLoader(), null);
    }

    /** What the simulation gives. */
    private record SimulatedEngine(CacheEngine caches, KvSwarm swarm, Executor executor, Waiting waiting)
            implements Engine {
        @Override
        public void close() {
            // Its process ends with the simulated node.
        }
    }
}
