package io.kvswarm.internal.store;

import io.kvswarm.internal.wire.CacheId;
import io.kvswarm.internal.wire.Version;
import java.util.HashSet;
import java.util.Set;

/** Caches that will never have entries again: what is known of them goes, part by part. Confined to the loop. */
final class Forgetting {
    private final Slots slots;
    private final Set<CacheId> caches = new HashSet<>();

    Forgetting(Slots slots) {
        this.slots = slots;
    }

    void add(CacheId cache) {
        if (slots.cacheOrNull(cache) != null) {
            caches.add(cache);
        }
    }

    /** Drops {@code part}, which may be null, if it is one of these and not even dead entries are left of it. */
    void look(Part part) {
        boolean isGone = part != null
                && caches.contains(part.cache().id())
                && part.isEmpty()
                && part.floor().equals(Version.NONE);
        if (isGone && slots.drop(part)) {
            caches.remove(part.cache().id());
        }
    }
}
