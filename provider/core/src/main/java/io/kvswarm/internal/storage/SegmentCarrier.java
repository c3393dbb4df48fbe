package io.kvswarm.internal.storage;

import io.kvswarm.api.ErrorCode;
import io.kvswarm.api.SwarmException;
import io.kvswarm.internal.log.Damage;
import io.kvswarm.internal.log.LogRecord;
import io.kvswarm.internal.log.LogState;
import io.kvswarm.internal.storage.Effect.Change;
import io.kvswarm.internal.store.PlacedKey;
import io.kvswarm.internal.store.StoredEntry;
import io.kvswarm.internal.wire.Version;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;

/**
 * Carries what is live in one segment to the end of the log, so that the segment is needed no more. Confined to the
 * loop; used once.
 */
final class SegmentCarrier {
    private final Owner owner;
    private final Throttle throttle;
    private final long segment;
    private final StaleRemovals removals;
    private final Set<Integer> cells = new HashSet<>();
    private boolean sawNode;

    /**
     * Carries the records of {@code segment}.
     *
     * @param damagedBefore damaged segments in front of it, which stay
     */
    SegmentCarrier(Owner owner, Throttle throttle, long segment, SortedSet<Long> damagedBefore) {
        this.owner = owner;
        this.throttle = throttle;
        this.segment = segment;
        this.removals = new StaleRemovals(owner, throttle, List.copyOf(damagedBefore));
    }

    /** Completes with null once nothing in the segment is needed any more, or with why it must stay. */
    CompletableFuture<String> carry() {
        return owner.log().readSegment(segment, this::onBatch).thenCompose(damages -> {
            String damage = damageOf(damages);
            return damage != null
                    ? CompletableFuture.completedFuture(damage)
                    : removals.renew().thenApply(done -> finish());
        });
    }

    private String damageOf(List<Damage> damages) {
        if (!damages.isEmpty()) {
            return damages.stream().map(Damage::message).collect(Collectors.joining("; "));
        }
        long broken = cells.stream().filter(owner.cells()::isBroken).count();
        return broken == 0 ? null : "records of " + broken + " cells, damaged elsewhere, are in it";
    }

    private CompletionStage<?> onBatch(List<LogRecord> batch) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        List<PlacedKey> keys = new ArrayList<>();
        for (LogRecord record : batch) {
            note(record);
            if (record.type() == RecordTypes.EFFECT) {
                Effect effect = Effect.of(record);
                // What was destroyed the node's record remembers from now on.
                sawNode |= effect.change() == Change.DESTROYED;
                keys.add(owner.placed(effect.key()));
            }
        }
        owner.table().fetch(keys, failure -> {
            SwarmException problem = failure == null ? tryCarryLive(batch) : failure;
            if (problem != null) {
                done.completeExceptionally(problem);
            } else {
                throttle.whenRoom(done, () -> done.complete(null));
            }
        });
        return done;
    }

    private void note(LogRecord record) {
        sawNode |= record.type() == RecordTypes.NODE;
        if (record.cell() != LogRecord.NO_CELL) {
            cells.add(record.cell());
        }
        removals.note(record);
    }

    private SwarmException tryCarryLive(List<LogRecord> batch) {
        try {
            requireOpen(owner);
            carryLive(batch);
            // Also of a segment that has to stay.
            owner.committer().changed();
            return null;
        } catch (SwarmException noRoom) {
            return noRoom;
        }
    }

    /** Fails if nothing can be appended to the log. */
    static void requireOpen(Owner owner) {
        LogState state = owner.log().state();
        if (state != LogState.OPEN && state != LogState.FULL) {
            throw new SwarmException(ErrorCode.CLOSED, "the log is " + state + "; nothing is carried in it");
        }
    }

    private void carryLive(List<LogRecord> batch) {
        for (LogRecord record : batch) {
            if (record.type() == RecordTypes.EFFECT) {
                Effect effect = Effect.of(record);
                PlacedKey placed = owner.placed(effect.key());
                if (owner.table().peek(placed.key(), placed.position()) instanceof StoredEntry entry) {
                    carryIfLive(record, effect, entry);
                }
            }
        }
    }

    private void carryIfLive(LogRecord record, Effect effect, StoredEntry entry) {
        boolean holdsValue = effect.change() == Change.SET && entry.version().equals(versionOf(record));
        boolean holdsExpiry =
                effect.change() == Change.EXPIRY && record.position().equals(entry.touchRecord());
        if (holdsValue) {
            LogRecord carried = owner.journal().carry(record);
            owner.table().put(entry.value() == null ? entry.withValue(effect.value()) : entry, carried);
        } else if (holdsExpiry) {
            owner.table().touch(entry, owner.journal().carry(record));
        }
    }

    /** What the cells and the node know besides entries. */
    private String finish() {
        requireOpen(owner);
        for (int number : cells) {
            CellState cell = owner.cells().find(number);
            if (cell != null) {
                owner.journal().checkpoint(cell);
            }
        }
        if (sawNode) {
            owner.journal().node(owner.node());
        }
        return null;
    }

    private static Version versionOf(LogRecord record) {
        return new Version(record.cellEpoch(), record.term(), record.index());
    }
}
