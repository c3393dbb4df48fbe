package io.kvswarm;

import io.kvswarm.internal.base.Clock;
import io.kvswarm.internal.near.NearCache;
import io.kvswarm.internal.wire.CacheId;
import io.kvswarm.spi.NearPlan;
import java.lang.ref.WeakReference;
import java.util.HashMap;
import java.util.Map;

/** The near caches that are in use: views of one cache with equal plans share one. Safe from any thread. */
final class NearViews {
    private final Map<CacheId, Map<NearPlan, WeakReference<NearCache>>> caches = new HashMap<>();
    private final Clock clock;

    NearViews(Clock clock) {
        this.clock = clock;
    }

    synchronized NearCache of(CacheId cache, NearPlan plan) {
        caches.values().forEach(same -> same.values().removeIf(known -> known.get() == null));
        caches.values().removeIf(Map::isEmpty);
        Map<NearPlan, WeakReference<NearCache>> same = caches.computeIfAbsent(cache, id -> new HashMap<>());
        WeakReference<NearCache> known = same.get(plan);
        NearCache shared = known == null ? null : known.get();
        if (shared == null) {
            shared = new NearCache(cache, plan, clock);
            same.put(plan, new WeakReference<>(shared));
        }
        return shared;
    }
}
