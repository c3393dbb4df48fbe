package io.kvswarm.internal.near;

import io.kvswarm.internal.wire.CacheId;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** All near caches of a node that somebody still uses. Confined to the loop. */
final class NearCaches {
    private final Map<CacheId, List<WeakReference<NearCache>>> byId = new LinkedHashMap<>();
    private int added;

    void add(NearCache cache) {
        List<WeakReference<NearCache>> same = byId.computeIfAbsent(cache.cache(), id -> new ArrayList<>(1));
        for (WeakReference<NearCache> each : same) {
            if (each.get() == cache) {
                return;
            }
        }
        same.add(new WeakReference<>(cache));
        if (++added > 2 * byId.size() + 16) {
            added = 0;
            removeUnused();
        }
    }

    private void removeUnused() {
        byId.values().forEach(same -> same.removeIf(each -> each.get() == null));
        byId.values().removeIf(List::isEmpty);
    }

    /** Gives those of one cache. */
    void of(CacheId id, Consumer<NearCache> action) {
        List<WeakReference<NearCache>> same = byId.isEmpty() ? null : byId.get(id);
        if (same != null) {
            same.forEach(each -> give(each, action));
        }
    }

    void forEach(Consumer<NearCache> action) {
        byId.values().forEach(same -> same.forEach(each -> give(each, action)));
    }

    private static void give(WeakReference<NearCache> reference, Consumer<NearCache> action) {
        NearCache cache = reference.get();
        if (cache != null) {
            action.accept(cache);
        }
    }
}
