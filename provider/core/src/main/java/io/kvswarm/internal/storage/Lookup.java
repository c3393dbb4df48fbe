package io.kvswarm.internal.storage;

import io.kvswarm.api.SwarmException;
import io.kvswarm.internal.storage.Evaluator.Current;
import io.kvswarm.internal.store.Found;
import io.kvswarm.internal.store.NotFound;
import io.kvswarm.internal.store.PlacedKey;
import io.kvswarm.internal.store.StoredEntry;
import io.kvswarm.internal.wire.CacheKey;
import io.kvswarm.internal.wire.EntryImage;
import io.kvswarm.internal.wire.Version;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Brings the entries one task needs within reach: keys from the index, long values from the log. Confined to the loop.
 *
 * <p>While it waits the entries may change; who uses it looks again and, if something is missing again, asks again.
 */
final class Lookup {
    /** The entry is not within reach; {@link #fetch} it. */
    static final Current MISSING = new Current(new EntryImage(Version.NONE, EntryImage.FOR_EVER, new byte[0]), -1);

    private final Owner owner;
    private final Map<CacheKey, StoredEntry> loaded = new HashMap<>(0);

    Lookup(Owner owner) {
        this.owner = owner;
    }

    /**
     * What is there now: null if nothing is, {@link #MISSING} if that is not known yet. An overdue entry is given out
     * as it is, its end in the past.
     */
    Current find(PlacedKey placed, boolean valueWanted, long now) {
        Found found = owner.find(placed);
        if (found == NotFound.ABSENT) {
            return null;
        }
        if (!(found instanceof StoredEntry entry)) {
            return MISSING;
        }
        byte[] value = valueOf(entry, valueWanted);
        if (value == null) {
            return MISSING;
        }
        long life = entry.expiryMillis() == 0 ? EntryImage.FOR_EVER : Math.max(0, entry.expiryMillis() - now);
        return new Current(new EntryImage(entry.version(), life, value), entry.expiryMillis());
    }

    /** Fetches what {@link #find} said is missing of {@code keys}, then runs {@code then} with null or the failure. */
    void fetch(Collection<PlacedKey> keys, boolean valuesWanted, Consumer<SwarmException> then) {
        owner.table().fetch(keys, failure -> {
            if (failure != null || !valuesWanted) {
                then.accept(failure);
            } else {
                loadNext(withoutValue(keys), 0, then);
            }
        });
    }

    /** True if {@link #find} could not tell. */
    static boolean isMissing(Current current) {
        return current != null && current.expiryMillis() < 0;
    }

    /** The value, or null if {@link #find} was not asked for it and it is not in memory. */
    static byte[] valueOf(Current current) {
        byte[] value = current.image().value();
        return value == Effect.NOTHING ? null : value;
    }

    private byte[] valueOf(StoredEntry entry, boolean wanted) {
        if (entry.value() != null) {
            return entry.value();
        }
        if (!wanted) {
            return Effect.NOTHING;
        }
        StoredEntry known = loaded.get(entry.key());
        return known != null && known.version().equals(entry.version()) ? known.value() : null;
    }

    private List<StoredEntry> withoutValue(Collection<PlacedKey> keys) {
        List<StoredEntry> entries = new ArrayList<>();
        for (PlacedKey placed : keys) {
            if (owner.find(placed) instanceof StoredEntry entry && valueOf(entry, true) == null) {
                entries.add(entry);
            }
        }
        return entries;
    }

    private void loadNext(List<StoredEntry> entries, int next, Consumer<SwarmException> then) {
        if (next == entries.size()) {
            then.accept(null);
            return;
        }
        StoredEntry entry = entries.get(next);
        owner.table().value(entry, (value, failure) -> {
            if (failure != null) {
                then.accept(failure);
                return;
            }
            if (value != null) {
                loaded.put(entry.key(), entry.withValue(value));
            }
            loadNext(entries, next + 1, then);
        });
    }
}
