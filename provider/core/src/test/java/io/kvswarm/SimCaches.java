package io.kvswarm;

import io.kvswarm.internal.node.SwarmNode;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;

/** Nodes of a simulation as applications see them. */
public final class SimCaches {
    private static final long BUFFER_BYTES_MAX = 64L << 20;

    private SimCaches() {}

    /**
     * A running node as a swarm; call it on the node's loop. It is never closed: its process ends with the node.
     *
     * @param callbacks runs stages of the application
     */
    public static KvSwarm of(SwarmNode node, Executor callbacks) {
        NodeThreads threads = new NodeThreads(node.loop(), () -> {}, null, callbacks);
        AtomicLong queued = new AtomicLong();
        WriteBuffer buffer = new WriteBuffer(BUFFER_BYTES_MAX, true, queued::get);
        RunningSwarm swarm = new RunningSwarm(threads, node, buffer, queued);
        swarm.follow();
        return new KvSwarm(swarm);
    }
}
