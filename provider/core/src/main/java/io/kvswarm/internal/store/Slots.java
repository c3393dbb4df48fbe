package io.kvswarm.internal.store;

import io.kvswarm.internal.wire.CacheId;
import io.kvswarm.internal.wire.CacheKey;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** The keys and the caches that the loop knows something of. Confined to the loop. */
final class Slots {
    private final Cells cells;
    private final Map<CacheKey, Slot> slots = new HashMap<>();
    private final Map<CacheId, CacheState> caches = new HashMap<>();

    Slots(Cells cells) {
        this.cells = cells;
    }

    Cells cells() {
        return cells;
    }

    /** The slot of a key; null if nothing is known of it. */
    Slot find(CacheKey key) {
        return slots.get(key);
    }

    /** The slot of a key; made, knowing nothing, if it is new. */
    Slot of(PlacedKey placed) {
        Slot slot = slots.get(placed.key());
        if (slot == null) {
            slot = new Slot(placed, part(placed.key().cache(), cells.of(placed.position())));
            // What the index cannot have need not be asked for.
            slot.isKnown = slot.part.isEmptyInIndex();
            slots.put(placed.key(), slot);
        }
        return slot;
    }

    void drop(Slot slot) {
        slots.remove(slot.placed.key());
    }

    int size() {
        return slots.size();
    }

    /** The cache; made if it is new. */
    CacheState cache(CacheId id) {
        CacheState cache = caches.get(id);
        if (cache == null) {
            cache = new CacheState(id);
            caches.put(id, cache);
        }
        return cache;
    }

    /** The cache; null if it is not known. */
    CacheState cacheOrNull(CacheId id) {
        return caches.get(id);
    }

    Set<CacheId> caches() {
        return caches.keySet();
    }

    /** The part; made if it is new. */
    Part part(CacheId cache, int cell) {
        return cache(cache).part(cell);
    }

    /** The part; made if it is new. */
    Part part(CacheCell name) {
        return part(name.cache(), name.cell());
    }

    /** Drops a part of which nothing is left; true if it was the last of its cache. */
    boolean drop(Part part) {
        CacheState cache = part.cache();
        if (!cache.drop(part)) {
            return false;
        }
        caches.remove(cache.id());
        return true;
    }

    /** The part; null if nothing is known of it. */
    Part partOrNull(CacheId cache, int cell) {
        CacheState state = caches.get(cache);
        return state == null ? null : state.partOrNull(cell);
    }
}
