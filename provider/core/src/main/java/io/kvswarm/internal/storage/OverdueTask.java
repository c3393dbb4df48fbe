package io.kvswarm.internal.storage;

import static io.kvswarm.internal.base.Limits.MIB;

import io.kvswarm.internal.store.PlacedKey;
import io.kvswarm.internal.store.StoredEntry;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Overdue entries on their way out: those of watched caches with the values they had, which may have to be read first.
 * Confined to the loop.
 */
final class OverdueTask {
    private static final int BATCH_BYTES_MAX = MIB;

    private final Owner owner;
    private final List<PlacedKey> due;
    private final Consumer<List<StoredEntry>> expire;
    private List<StoredEntry> batch = new ArrayList<>();
    private long batchBytes;
    private int next;

    /**
     * A task for keys that are resident.
     *
     * @param expire takes what can be removed, in batches; a value is null where nobody needs it, or it cannot be read.
     *     By then the entry may have changed
     */
    OverdueTask(Owner owner, List<PlacedKey> due, Consumer<List<StoredEntry>> expire) {
        this.owner = owner;
        this.due = due;
        this.expire = expire;
    }

    /** Goes on as far as it can. */
    void run() {
        while (next < due.size()) {
            PlacedKey placed = due.get(next++);
            if (owner.table().peek(placed.key(), placed.position()) instanceof StoredEntry entry) {
                if (entry.value() == null
                        && owner.watches().isWatched(placed.key().cache())) {
                    owner.table().value(entry, (value, failure) -> {
                        // It is gone whether or not its value can be read.
                        add(value == null ? entry : entry.withValue(value));
                        run();
                    });
                    return;
                }
                add(entry);
            }
        }
        expireBatch();
    }

    private void add(StoredEntry entry) {
        batch.add(entry);
        batchBytes += entry.value() == null ? 0 : entry.value().length;
        if (batchBytes >= BATCH_BYTES_MAX) {
            expireBatch();
        }
    }

    private void expireBatch() {
        if (!batch.isEmpty()) {
            List<StoredEntry> ready = batch;
            batch = new ArrayList<>();
            batchBytes = 0;
            expire.accept(ready);
        }
    }
}
