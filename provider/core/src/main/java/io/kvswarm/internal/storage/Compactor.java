package io.kvswarm.internal.storage;

import io.kvswarm.internal.log.Damage;
import io.kvswarm.internal.log.LogRecord;
import io.kvswarm.internal.log.LogState;
import io.kvswarm.internal.log.RecordLog;
import io.kvswarm.internal.log.SegmentInfo;
import io.kvswarm.internal.storage.Effect.Change;
import io.kvswarm.internal.store.PlacedKey;
import io.kvswarm.internal.store.StoredEntry;
import io.kvswarm.internal.wire.Version;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the log within a small multiple of what is live: carries the live records of the oldest segment forward, puts
 * checkpoints behind them, and deletes it once the index points nowhere into it. Confined to the loop.
 *
 * <p>Always the oldest: then whatever a removal hides lies in front of it, a removal in the oldest segment hides
 * nothing any more, and a replay in the order of the files always ends at the newest state.
 */
final class Compactor {
    private static final Logger LOG = LoggerFactory.getLogger(Compactor.class);

    private final Owner owner;
    private final Set<Integer> cells = new HashSet<>();
    private boolean running;
    private boolean sawNode;
    private long compacted;

    Compactor(Owner owner) {
        this.owner = owner;
    }

    /** Segments deleted so far. */
    long compactedCount() {
        return compacted;
    }

    void tick() {
        if (!running && isTooLarge()) {
            SegmentInfo oldest = owner.log().segments().get(0);
            if (!oldest.isActive()) {
                running = true;
                compact(oldest);
            }
        }
    }

    private boolean isTooLarge() {
        long live = owner.table().liveBytes().values().stream()
                .mapToLong(Long::longValue)
                .sum();
        long total =
                owner.log().segments().stream().mapToLong(SegmentInfo::bytes).sum();
        return total > 2 * live + owner.settings().compactSlackBytes();
    }

    private void compact(SegmentInfo segment) {
        cells.clear();
        sawNode = false;
        owner.log().readSegment(segment.number(), this::onBatch).whenComplete((damages, failure) -> {
            if (!isOpen()) {
                // What is not cleaned up now is when the node runs again.
                LOG.debug(
                        "segment {} stays: log {}",
                        segment.number(),
                        owner.log().state());
            } else if (failure != null || !damages.isEmpty()) {
                // What is damaged is not thrown away: it may be repaired, and whoever reads it is told.
                LOG.error("segment {} stays: {}", segment.number(), failure == null ? messages(damages) : failure);
            } else {
                finish(segment);
            }
        });
    }

    private boolean isOpen() {
        return owner.log().state() == LogState.OPEN || owner.log().state() == LogState.FULL;
    }

    private static List<String> messages(List<Damage> damages) {
        return damages.stream().map(Damage::message).toList();
    }

    private CompletionStage<?> onBatch(List<LogRecord> batch) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        List<PlacedKey> keys = new ArrayList<>();
        for (LogRecord record : batch) {
            note(record);
            if (record.type() == RecordTypes.EFFECT) {
                keys.add(owner.placed(Effect.of(record).key()));
            }
        }
        owner.table().fetch(keys, failure -> {
            if (failure != null || !isOpen()) {
                done.completeExceptionally(failure == null ? new IllegalStateException("log closed") : failure);
            } else {
                carryLive(batch);
                done.complete(null);
            }
        });
        return done;
    }

    private void note(LogRecord record) {
        sawNode |= record.type() == RecordTypes.NODE;
        if (record.cell() != LogRecord.NO_CELL) {
            cells.add(record.cell());
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

    private void finish(SegmentInfo segment) {
        for (int number : cells) {
            CellState cell = owner.cells().find(number);
            if (cell != null && !owner.cells().isBroken(number)) {
                owner.journal().checkpoint(cell);
            }
        }
        if (sawNode) {
            owner.journal().node(owner.node());
        }
        owner.committer().afterCommit(() -> delete(segment.number()));
    }

    private void delete(long number) {
        RecordLog log = owner.log();
        log.deleteSegment(number).whenComplete((done, failure) -> {
            if (failure == null) {
                running = false;
                compacted++;
            } else {
                LOG.error("segment {} cannot be deleted; the log is compacted no further: {}", number, failure);
            }
        });
    }

    private static Version versionOf(LogRecord record) {
        return new Version(record.cellEpoch(), record.term(), record.index());
    }
}
