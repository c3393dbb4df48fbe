package io.kvswarm.internal.storage;

import io.kvswarm.internal.base.Limits;
import io.kvswarm.internal.log.LogRecord;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** The cells this node holds, by number, and which changed since the last commit of the index. Confined to the loop. */
final class OwnedCells {
    private final CellState[] byNumber = new CellState[Limits.CELLS_MAX];
    private final List<CellState> all = new ArrayList<>();
    private final Set<Integer> broken = new TreeSet<>();
    private Map<Integer, LogRecord> changed = new HashMap<>();

    void add(CellState cell) {
        if (byNumber[cell.cell()] != null) {
            throw new IllegalStateException("cell " + cell.cell() + " is held already");
        }
        byNumber[cell.cell()] = cell;
        all.add(cell);
    }

    /** The cell, or null if this node does not hold it. */
    CellState find(int cell) {
        return byNumber[cell];
    }

    List<CellState> all() {
        return all;
    }

    /** Cells that are held but cannot be served, because a record of theirs is damaged. */
    Set<Integer> broken() {
        return broken;
    }

    boolean isBroken(int cell) {
        return !broken.isEmpty() && broken.contains(cell);
    }

    void changed(CellState cell, LogRecord record) {
        changed.put(cell.cell(), record);
    }

    /** Each cell that changed since the last call, with its newest record. */
    Map<Integer, LogRecord> takeChanged() {
        Map<Integer, LogRecord> taken = changed;
        changed = new HashMap<>();
        return taken;
    }

    boolean hasChanged() {
        return !changed.isEmpty();
    }
}
