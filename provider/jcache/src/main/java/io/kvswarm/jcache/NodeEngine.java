package io.kvswarm.jcache;

import io.kvswarm.KvSwarm;
import io.kvswarm.SwarmBuilder;
import io.kvswarm.SwarmConfig;
import io.kvswarm.api.ListenOptions;
import io.kvswarm.jcache.config.SwarmSettings;
import io.kvswarm.jcache.operation.Await;
import io.kvswarm.spi.CacheEngine;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** An engine that is a node of the swarm. */
final class NodeEngine implements Engine {
    private static final int THREADS = 8;
    private static final int TASKS_MAX = 4096;
    private static final int IDLE_SECONDS = 5;
    private static final AtomicInteger THREAD_NUMBER = new AtomicInteger();

    private final KvSwarm swarm;
    private final ThreadPoolExecutor executor;

    /** Takes over an open node. */
    NodeEngine(KvSwarm swarm) {
        this.swarm = swarm;
        // When all are busy and many wait, or it is closed, who asks for more does it itself: nothing gets lost.
        executor = new ThreadPoolExecutor(
                THREADS,
                THREADS,
                IDLE_SECONDS,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(TASKS_MAX),
                NodeEngine::thread,
                (task, pool) -> task.run());
        executor.allowCoreThreadTimeOut(true);
    }

    /** Opens the node of a swarm, and lets it listen if it is to store a share. */
    static Engine open(SwarmSettings settings) {
        SwarmBuilder builder = KvSwarm.builder().bootstrap(settings.bootstrap());
        settings.directory().ifPresent(builder::directory);
        settings.identity().ifPresent(builder::identity);
        settings.config().ifPresent(document -> {
            document.file().ifPresent(builder::configFile);
            document.text().map(SwarmConfig::parse).ifPresent(builder::config);
        });
        NodeEngine engine = new NodeEngine((settings.isEmbedded() ? builder.embedded() : builder).open());
        try {
            settings.listen().ifPresent(at -> Await.result(engine.swarm.listen(new ListenOptions(at, List.of()))));
            return engine;
        } catch (RuntimeException e) {
            engine.close();
            throw e;
        }
    }

    private static Thread thread(Runnable task) {
        Thread thread = new Thread(task, "kvswarm-jcache-" + THREAD_NUMBER.incrementAndGet());
        thread.setDaemon(true);
        return thread;
    }

    @Override
    public CacheEngine caches() {
        return swarm.caches();
    }

    @Override
    public KvSwarm swarm() {
        return swarm;
    }

    @Override
    public Executor executor() {
        return executor;
    }

    @Override
    public void close() {
        executor.shutdown();
        swarm.close();
    }
}
