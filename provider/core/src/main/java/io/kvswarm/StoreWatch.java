package io.kvswarm;

import io.kvswarm.internal.node.SwarmNode;
import io.kvswarm.internal.watch.ListenerQueue;
import io.kvswarm.internal.watch.Registration;
import io.kvswarm.internal.wire.CacheId;
import io.kvswarm.spi.CacheStore;
import io.kvswarm.spi.StoreListener;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One listener of a cache: registers on the loop, is told elsewhere. Safe from any thread. */
final class StoreWatch implements CacheStore.Watch {
    private static final Logger LOG = LoggerFactory.getLogger(StoreWatch.class);

    private final NodeThreads threads;
    private final ListenerQueue queue;
    private final CompletableFuture<Void> ready;
    /** Confined to the loop. */
    private Registration registration;

    /** Begins to watch a cache on behalf of a listener. */
    StoreWatch(NodeThreads threads, SwarmNode node, CacheId cache, StoreListener listener) {
        this.threads = threads;
        this.queue = new ListenerQueue(listener, threads::run);
        this.ready = threads.call(() -> {
            registration = node.watching().watch(cache, queue);
            return registration.ready();
        });
    }

    @Override
    public CompletableFuture<Void> ready() {
        return ready;
    }

    @Override
    public void close() {
        queue.close();
        try {
            threads.loop().execute(this::end);
        } catch (RejectedExecutionException e) {
            LOG.debug("the node is closed, and the watch with it");
        }
    }

    private void end() {
        if (registration != null) {
            registration.close();
        }
    }
}
