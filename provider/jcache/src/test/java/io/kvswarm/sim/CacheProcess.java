package io.kvswarm.sim;

import io.kvswarm.KvSwarm;
import io.kvswarm.SimCaches;
import io.kvswarm.jcache.SimManagers;
import java.net.URI;
import java.util.SplittableRandom;
import javax.cache.Cache;
import javax.cache.CacheException;
import javax.cache.CacheManager;
import javax.cache.configuration.MutableConfiguration;

/** The application in one process of a client node: it opens the cache, and several threads call it. */
final class CacheProcess {
    private static final URI CONFIGURATION = URI.create("classpath:io/kvswarm/sim/client.yaml");
    private static final int CALLERS = 3;

    private final CacheWork work;
    private final SimNode node;
    private final int number;
    private final SimThreads.Process threads;
    private final SplittableRandom random;
    private Cache<String, Object> cache;
    private int callers;

    /** Begins on a node that has just started; on its loop. */
    CacheProcess(CacheWork work, SimNode node) {
        this.work = work;
        this.node = node;
        this.number = node.process();
        this.threads = work.newThreads();
        this.random = work.swarm().time().random().split();
        KvSwarm swarm = SimCaches.of(node.node(), threads);
        threads.execute(() -> open(swarm));
    }

    private void open(KvSwarm swarm) {
        CacheManager manager =
                SimManagers.of(CONFIGURATION, SimFaces.of(swarm.caches()), swarm, threads, new SimWaiting(node.clock));
        MutableConfiguration<String, Object> configuration =
                new MutableConfiguration<String, Object>().setTypes(String.class, Object.class);
        if (random.nextInt(3) == 0) {
            // With a listener operations go other ways: they have to know what was there before.
            configuration.addCacheEntryListenerConfiguration(CacheHearer.on(work.swarm(), node, random.nextBoolean()));
        }
        while (cache == null) {
            try {
                cache = manager.createCache(work.cacheName(), configuration);
            } catch (CacheException e) {
                work.requireFailure(e);
                SimThreads.pause(SimTime.SECOND / 10);
            }
        }
        work.swarm().trace().event("%s has opened the cache", node);
        for (int i = 0; i < CALLERS; i++) {
            callers++;
            threads.execute(() -> {
                new CacheCaller(work, this, random.split()).live();
                callers--;
            });
        }
    }

    SimNode node() {
        return node;
    }

    Cache<String, Object> cache() {
        return cache;
    }

    /** True as long as its node's process is the one it began in, and works. */
    boolean isAlive() {
        return node.isUp() && node.process() == number;
    }

    /** True once it has opened the cache and all its callers have ended. */
    boolean isIdle() {
        return cache != null && callers == 0;
    }

    /** Reads every key, and tells how each read ended. */
    void readAll() {
        callers++;
        threads.execute(() -> {
            new CacheCaller(work, this, random.split()).readAll();
            callers--;
        });
    }

    /** Ends its threads where they are. */
    void end() {
        threads.end();
    }
}
