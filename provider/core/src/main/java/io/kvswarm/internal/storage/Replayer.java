package io.kvswarm.internal.storage;

import io.kvswarm.internal.log.ChainHead;
import io.kvswarm.internal.log.Checkpoint;
import io.kvswarm.internal.log.LogRecord;
import io.kvswarm.internal.log.Losses;
import io.kvswarm.internal.log.RecordPosition;
import io.kvswarm.internal.log.RecordVisitor;
import io.kvswarm.internal.storage.Effect.Change;
import io.kvswarm.internal.storage.SessionMark.Recorded;
import io.kvswarm.internal.wire.Version;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletionStage;

/**
 * Brings cells and index up to the end of the log: applies the records behind the index's watermark, in the order they
 * lie in. Confined to the loop; the index is written on its worker.
 */
final class Replayer implements RecordVisitor {
    private final Map<Integer, CellState> cells = new HashMap<>();
    private final Map<Integer, ChainHead> heads = new HashMap<>();
    private final Set<Integer> changed = new TreeSet<>();
    private final ReplayedEntries entries;
    private NodeState node;
    private boolean nodeChanged;
    /** What was broken before; null while no damage has been met. */
    private Set<Integer> brokenBefore;

    private RecordPosition end;

    /** A replay behind what {@code index} knows. */
    Replayer(IndexContent index, ReplayedEntries entries) {
        this.entries = entries;
        this.node = index.node();
        this.end = index.watermark();
        cells.putAll(index.cells());
        heads.putAll(index.heads());
    }

    NodeState node() {
        return node;
    }

    Map<Integer, CellState> cells() {
        return cells;
    }

    @Override
    public CompletionStage<?> onBatch(List<LogRecord> batch) {
        for (LogRecord record : batch) {
            apply(record);
            end = record.position().end();
        }
        return entries.isBatchFull() ? flush() : entries.nothing();
    }

    /**
     * From here on records may be missing. Until it is known of which cells, all count as broken: a process that ends
     * before that leaves an index that says so.
     */
    @Override
    public void onDamage() {
        if (brokenBefore == null) {
            brokenBefore = new TreeSet<>(node.broken());
            breakAll();
        }
    }

    private void breakAll() {
        node.broken().addAll(node.owned().keySet());
        nodeChanged = true;
    }

    /** Everything has been replayed, and that much was missing; {@code claimed} are the cells of a node without any. */
    void lost(Losses losses, Set<Integer> claimed) {
        if (brokenBefore == null && losses.equals(Losses.NONE)) {
            return;
        }
        Set<Integer> owned = node.owned().isEmpty() ? claimed : node.owned().keySet();
        Set<Integer> before = brokenBefore == null ? Set.copyOf(node.broken()) : brokenBefore;
        node.broken().clear();
        node.broken().addAll(before);
        owned.stream().filter(losses::mayConcern).forEach(node.broken()::add);
        nodeChanged = true;
    }

    /** Commits what was replayed since the last commit. */
    CompletionStage<?> flush() {
        Map<Integer, byte[]> states = new HashMap<>();
        for (int cell : changed) {
            states.put(cell, IndexContent.encode(heads.getOrDefault(cell, ChainHead.EMPTY), cells.get(cell)));
        }
        byte[] nodeState = nodeChanged ? node.toBytes() : null;
        changed.clear();
        nodeChanged = false;
        return entries.commit(states, nodeState, end);
    }

    private void apply(LogRecord record) {
        if (record.type() == LogRecord.HEADS) {
            return;
        }
        if (record.type() == RecordTypes.NODE) {
            nodeIs(NodeState.of(record.body()));
        } else if (record.isCarried()) {
            applyCarried(record);
        } else {
            applyToCell(record);
        }
    }

    private void nodeIs(NodeState newNode) {
        if (brokenBefore != null) {
            brokenBefore.addAll(newNode.broken());
        }
        newNode.inherit(node);
        node = newNode;
        nodeChanged = true;
        if (brokenBefore != null) {
            breakAll();
        }
        newNode.owned().forEach((cell, epoch) -> cells.computeIfAbsent(cell, number -> new CellState(number, epoch)));
    }

    /** What was carried forward changes nothing but where it lies. */
    private void applyCarried(LogRecord record) {
        Effect effect = Effect.of(record);
        if (effect.change() == Change.SET) {
            entries.carried(effect, versionOf(record), record.position());
        } else if (effect.change() == Change.EXPIRY) {
            entries.touched(effect, record.position());
        }
    }

    private void applyToCell(LogRecord record) {
        changed.add(record.cell());
        if (record.head() != null) {
            heads.put(record.cell(), record.head());
        }
        if (record.type() == LogRecord.CHECKPOINT) {
            Checkpoint checkpoint = Checkpoint.of(record);
            cells.put(record.cell(), CellState.of(record.cell(), checkpoint.state()));
            heads.put(record.cell(), checkpoint.head());
            return;
        }
        CellState cell = cells.computeIfAbsent(record.cell(), number -> new CellState(number, record.cellEpoch()));
        cell.replayed(record);
        switch (record.type()) {
            case RecordTypes.EFFECT -> applyEffect(cell, Effect.of(record), record);
            case RecordTypes.SESSION -> SessionRecords.applyBegin(cell, record);
            case RecordTypes.SESSION_END -> SessionRecords.applyEnd(cell, record);
            case RecordTypes.REMOVALS -> {
                Removals removals = Removals.of(record);
                cell.timeIs(removals.ownerMillis());
                removals.keys().forEach(entries::removed);
            }
            default -> throw new IllegalStateException("record type " + record.type() + " is not known");
        }
    }

    private void applyEffect(CellState cell, Effect effect, LogRecord record) {
        cell.timeIs(effect.ownerMillis());
        Version version = versionOf(record);
        SessionMark mark = cell.session(effect.session());
        // Without a mark the session began in a segment that is gone; the cell's checkpoint, further on, has it.
        if (mark != null && effect.number() > mark.last()) {
            mark.decided(new Recorded(effect.contentHash(), effect.result(cell.cell(), version, 0), null));
            mark.confirm(effect.confirmed());
        }
        switch (effect.change()) {
            case NONE -> {}
            case SET -> entries.set(effect, version, record.position());
            case REMOVED -> entries.removed(effect.key());
            case EXPIRY -> entries.touched(effect, record.position());
            case CLEARED -> {
                cell.floors().put(effect.key().cache(), version);
                entries.cleared(effect.key().cache(), cell.cell(), version);
            }
            case DESTROYED -> {
                nodeChanged |= node.destroy(effect.key().cache());
                cell.floors().remove(effect.key().cache());
                entries.cleared(effect.key().cache(), cell.cell(), version);
            }
        }
    }

    private static Version versionOf(LogRecord record) {
        return new Version(record.cellEpoch(), record.term(), record.index());
    }
}
