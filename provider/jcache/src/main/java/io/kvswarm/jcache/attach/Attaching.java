package io.kvswarm.jcache.attach;

import io.kvswarm.api.Durability;
import io.kvswarm.api.ErrorCode;
import io.kvswarm.api.SwarmException;
import io.kvswarm.jcache.config.OnUnreachable;
import io.kvswarm.spi.CacheEngine;
import io.kvswarm.spi.CachePlan;
import io.kvswarm.spi.CacheStore;
import io.kvswarm.spi.Patience;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import javax.cache.CacheException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Opens the store of one cache: makes it or finds it, and compares the terms. Safe from any thread. */
public final class Attaching {
    private static final Logger LOG = LoggerFactory.getLogger(Attaching.class);
    /** So long a cache that works without its swarm waits for it when it is opened. */
    private static final Duration PATIENCE_MAX = Duration.ofSeconds(2);
    /** So long one attempt in the background takes; the next one follows. */
    private static final Patience LONG = new Patience(Duration.ofHours(1), Durability.OS);

    private static final int RETRY_SECONDS = 1;

    private final CacheEngine swarm;
    private final String name;
    private final CachePlan plan;
    private final Function<CachePlan, String> difference;

    /**
     * The opening of a cache.
     *
     * @param difference what another plan has different from this one, for a message; null if nothing that matters
     */
    public Attaching(CacheEngine swarm, String name, CachePlan plan, Function<CachePlan, String> difference) {
        this.swarm = swarm;
        this.name = name;
        this.plan = plan;
        this.difference = difference;
    }

    /**
     * The store; within the deadline.
     *
     * @throws CacheException if the swarm has the cache on other terms, or cannot be reached and the cache is to fail
     *     then
     */
    public CacheStore open(OnUnreachable onUnreachable, Duration deadline) {
        if (onUnreachable == OnUnreachable.FAIL) {
            return create(new Patience(deadline, Durability.OS));
        }
        Duration soon = deadline.compareTo(PATIENCE_MAX) < 0 ? deadline : PATIENCE_MAX;
        try {
            return create(new Patience(soon, Durability.OS).withoutAway());
        } catch (CacheException e) {
            if (e.getCause() instanceof SwarmException cause && isUnreachable(cause)) {
                LOG.warn("cache \"{}\" is opened without its swarm, and looks for it on: {}", name, e.getMessage());
                LateStore store = new LateStore(name, plan);
                attach(store);
                return store;
            }
            throw e;
        }
    }

    private CacheStore create(Patience patience) {
        CacheEngine.Creation creation;
        try {
            creation = swarm.create(name, plan, patience).get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CacheException("interrupted while opening the cache \"" + name + "\"", e);
        } catch (ExecutionException e) {
            throw failure(e.getCause());
        }
        String other = difference(creation);
        if (other != null) {
            throw new CacheException(other);
        }
        return creation.cache();
    }

    private CacheException failure(Throwable cause) {
        if (cause instanceof SwarmException failure && isUnreachable(failure)) {
            return new CacheException(
                    "the cache \"" + name + "\" is not open: its swarm cannot be reached (" + failure.getMessage()
                            + "); start its storage nodes, or let the cache begin without them by `on-unreachable`",
                    failure);
        }
        return new CacheException(cause.getMessage(), cause);
    }

    private String difference(CacheEngine.Creation creation) {
        String other =
                creation.isMade() ? null : difference.apply(creation.cache().plan());
        return other == null ? null : "the swarm has a cache named \"" + name + "\" already: " + other;
    }

    private static boolean isUnreachable(SwarmException failure) {
        return failure.code() == ErrorCode.UNREACHABLE || failure.code() == ErrorCode.OUTCOME_UNKNOWN;
    }

    /** Tries until it is attached, or the node is closed. */
    private void attach(LateStore store) {
        CompletableFuture<CacheEngine.Creation> creation = swarm.create(name, plan, LONG);
        creation.whenComplete((made, failure) -> {
            if (failure == null) {
                onFound(store, made);
            } else {
                again(store, failure);
            }
        });
    }

    private void onFound(LateStore store, CacheEngine.Creation creation) {
        String other = difference(creation);
        if (other == null) {
            LOG.info("cache \"{}\" has found its swarm", name);
            store.attach(creation.cache());
        } else {
            LOG.error("cache \"{}\" cannot be used, and what was changed in it is dropped: {}", name, other);
            store.fail(new SwarmException(ErrorCode.CONFIG_REFUSED, other + "; nothing was done"));
        }
    }

    private void again(LateStore store, Throwable failure) {
        Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
        if (cause instanceof SwarmException known && known.code() == ErrorCode.CLOSED) {
            store.fail(known);
            return;
        }
        LOG.warn("cache \"{}\" has not found its swarm yet: {}", name, cause.getMessage());
        Executor later = CompletableFuture.delayedExecutor(RETRY_SECONDS, TimeUnit.SECONDS, Runnable::run);
        later.execute(() -> attach(store));
    }
}
