package io.kvswarm.jcache.statistics;

import io.kvswarm.spi.CacheStore;
import io.kvswarm.spi.StoreUsage;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a cache takes over its whole swarm: asked for when somebody wants to know, at most once a second, and waited for
 * no longer than that. Safe from any thread.
 */
public final class Usage {
    private static final Logger LOG = LoggerFactory.getLogger(Usage.class);
    private static final Duration PATIENCE = Duration.ofSeconds(1);
    private static final StoreUsage UNKNOWN = new StoreUsage(0, 0, 0, 0, 0, 0);

    private final CacheStore store;
    private final LongSupplier nanos;
    private StoreUsage last = UNKNOWN;
    private long lastNanos;
    private boolean isKnown;

    /** Asks nothing yet. */
    public Usage(CacheStore store, LongSupplier nanos) {
        this.store = store;
        this.nanos = nanos;
    }

    /** As of now or a second ago; what was last known if nobody answers. */
    public synchronized StoreUsage now() {
        long now = nanos.getAsLong();
        if (!isKnown || now - lastNanos > PATIENCE.toNanos()) {
            ask();
            lastNanos = now;
            isKnown = true;
        }
        return last;
    }

    private void ask() {
        try {
            StoreUsage usage = store.usage(PATIENCE).get(2 * PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
            warn(usage);
            // Nodes that do not answer now have what they had.
            last = usage.unknownNodes() > 0 && usage.evicted() < last.evicted() ? last : usage;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            LOG.debug("what cache {} takes cannot be said now", store.name(), e);
        }
    }

    private void warn(StoreUsage usage) {
        if (usage.fullNodes() > 0 && last.fullNodes() == 0) {
            LOG.warn("{} storage nodes of cache {} are full and take no changes", usage.fullNodes(), store.name());
        }
    }
}
