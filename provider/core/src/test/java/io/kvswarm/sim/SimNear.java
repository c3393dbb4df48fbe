package io.kvswarm.sim;

import io.kvswarm.api.Durability;
import io.kvswarm.internal.near.NearCache;
import io.kvswarm.internal.wire.CacheId;
import io.kvswarm.sim.history.Loss;
import io.kvswarm.spi.NearPlan;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What one client keeps near in its node's present process. */
final class SimNear {
    /** So long a lease may outlive what its owner has lost. */
    private static final long LEASE_NANOS = 2_100 * SimTime.MILLI;

    private final SimTime time;
    private final SimNode node;
    private final NearPlan plan;
    private final Map<CacheId, NearCache> caches = new HashMap<>();
    private int process;

    /** {@code maxEntries} of each cache. */
    SimNear(SimTime time, SimNode node, int maxEntries) {
        this.time = time;
        this.node = node;
        this.plan = new NearPlan(NearPlan.Mode.COHERENT, maxEntries, 0, Duration.ZERO);
    }

    NearCache of(CacheId cache) {
        if (process != node.process()) {
            process = node.process();
            caches.clear();
        }
        return caches.computeIfAbsent(cache, id -> new NearCache(id, plan, node.clock));
    }

    /**
     * True if the owner of a key may have lost a moment ago what durability did not promise: then a new history has
     * begun there, and until its lease is over the client may not know (RULES 2).
     */
    boolean mayBeLost(SimKey key, List<Durability> durabilities) {
        for (Loss loss : key.history().losses()) {
            boolean isFresh = time.nanos() - loss.at() < LEASE_NANOS;
            if (isFresh && durabilities.stream().anyMatch(each -> each.compareTo(loss.survives()) < 0)) {
                return true;
            }
        }
        return false;
    }
}
