package io.kvswarm;

import io.kvswarm.internal.lease.Leased;
import io.kvswarm.spi.KeyLease;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A lease as callers have it. Safe from any thread. */
final class StoreLease implements KeyLease {
    private static final Logger LOG = LoggerFactory.getLogger(StoreLease.class);

    private final NodeThreads threads;
    private final Leased leased;

    StoreLease(NodeThreads threads, Leased leased) {
        this.threads = threads;
        this.leased = leased;
    }

    @Override
    public boolean isHeld() {
        return leased.isHeld();
    }

    @Override
    public CompletableFuture<Boolean> renew() {
        return threads.call(leased::renew);
    }

    @Override
    public void keep() {
        execute(leased::keep);
    }

    @Override
    public void close() {
        execute(leased::giveBack);
    }

    private void execute(Runnable action) {
        try {
            threads.loop().execute(action);
        } catch (RejectedExecutionException e) {
            LOG.debug("the node is closed, and the lease with it");
        }
    }
}
