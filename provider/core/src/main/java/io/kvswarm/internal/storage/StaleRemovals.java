package io.kvswarm.internal.storage;

import io.kvswarm.api.SwarmException;
import io.kvswarm.internal.log.LogRecord;
import io.kvswarm.internal.storage.Effect.Change;
import io.kvswarm.internal.storage.Removals.Reason;
import io.kvswarm.internal.store.CacheCell;
import io.kvswarm.internal.store.NotFound;
import io.kvswarm.internal.store.PlacedKey;
import io.kvswarm.internal.wire.CacheKey;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;

/**
 * Removals of a segment that is to go, while damaged segments in front of it stay and may have what was removed: those
 * entries are removed anew, or a rebuilt index would bring them back. Confined to the loop; used once.
 */
final class StaleRemovals {
    private final Owner owner;
    private final Throttle throttle;
    private final List<Long> damaged;
    /** Hashes of keys, as there may be many; a key too much is removed in vain. */
    private final Set<Integer> removed = new HashSet<>();

    private final Set<CacheCell> cleared = new HashSet<>();

    /** Looks for what was removed in the segments {@code damaged}. */
    StaleRemovals(Owner owner, Throttle throttle, List<Long> damaged) {
        this.owner = owner;
        this.throttle = throttle;
        this.damaged = damaged;
    }

    /** Takes note of a record of the segment that is to go. */
    void note(LogRecord record) {
        if (damaged.isEmpty()) {
            return;
        }
        if (record.type() == RecordTypes.REMOVALS) {
            Removals.of(record).keys().forEach(key -> removed.add(key.hashCode()));
        } else if (record.type() == RecordTypes.EFFECT) {
            note(Effect.of(record), record.cell());
        }
    }

    private void note(Effect effect, int cell) {
        if (effect.change() == Change.REMOVED) {
            removed.add(effect.key().hashCode());
        } else if (effect.change() == Change.CLEARED || effect.change() == Change.DESTROYED) {
            cleared.add(new CacheCell(effect.key().cache(), cell));
        }
    }

    /** Appends new removals of what the damaged segments have; completes when all of them are read. */
    CompletableFuture<Void> renew() {
        CompletableFuture<Void> done = CompletableFuture.completedFuture(null);
        if (removed.isEmpty() && cleared.isEmpty()) {
            return done;
        }
        for (long segment : damaged) {
            done = done.thenCompose(before -> owner.log().readSegment(segment, this::onBatch))
                    .thenApply(damages -> null);
        }
        return done;
    }

    private CompletionStage<?> onBatch(List<LogRecord> batch) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        Set<PlacedKey> keys = batch.stream()
                .filter(record -> record.type() == RecordTypes.EFFECT && wasRemoved(record))
                .map(record -> owner.placed(Effect.of(record).key()))
                .collect(Collectors.toSet());
        owner.table().fetch(keys, failure -> {
            SwarmException problem = failure == null ? tryRemove(keys) : failure;
            if (problem != null) {
                done.completeExceptionally(problem);
            } else {
                throttle.whenRoom(done, () -> done.complete(null));
            }
        });
        return done;
    }

    private boolean wasRemoved(LogRecord record) {
        Effect effect = Effect.of(record);
        return effect.change() == Change.SET
                && (removed.contains(effect.key().hashCode())
                        || cleared.contains(new CacheCell(effect.key().cache(), record.cell())));
    }

    private SwarmException tryRemove(Set<PlacedKey> keys) {
        try {
            SegmentCarrier.requireOpen(owner);
            absent(keys).forEach(this::remove);
            return null;
        } catch (SwarmException noRoom) {
            return noRoom;
        }
    }

    private Map<Integer, List<CacheKey>> absent(Set<PlacedKey> keys) {
        Map<Integer, List<CacheKey>> absent = new TreeMap<>();
        for (PlacedKey placed : keys) {
            if (owner.table().peek(placed.key(), placed.position()) == NotFound.ABSENT) {
                int cell = owner.keys().cells().of(placed.position());
                absent.computeIfAbsent(cell, number -> new ArrayList<>()).add(placed.key());
            }
        }
        return absent;
    }

    private void remove(int number, List<CacheKey> keys) {
        CellState cell = owner.cells().find(number);
        if (cell != null && !owner.cells().isBroken(number)) {
            owner.journal()
                    .remove(cell, new Removals(Reason.EVICTED, owner.time().millis(), keys));
        }
    }
}
