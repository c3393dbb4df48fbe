package io.kvswarm.internal.log;

import io.kvswarm.api.ErrorCode;
import io.kvswarm.api.SwarmException;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Map;
import java.util.Set;

/** The newest record of every cell as appended: what may come next. Confined to the loop. */
final class CellOrder {
    private static final int CELLS_FIRST = 64;

    private long[] index = new long[CELLS_FIRST];
    private long[] cellEpoch = new long[CELLS_FIRST];
    private long[] term = new long[CELLS_FIRST];
    private final BitSet broken = new BitSet();

    void begin(Map<Integer, ChainHead> heads, Set<Integer> brokenCells) {
        heads.forEach((cell, head) -> {
            need(cell);
            set(cell, head.index(), head.cellEpoch(), head.term());
        });
        brokenCells.forEach(broken::set);
    }

    /** Lets a record pass that may come next. */
    void append(LogRecord record) {
        int cell = record.cell();
        if (record.type() <= 0) {
            throw new IllegalStateException(record + ": types of 0 and below are the log's own");
        }
        if (cell == LogRecord.NO_CELL) {
            requireThat(
                    record.index() == 0 && !record.isCarried(), record, "has no cell, expected index 0, not carried");
            return;
        }
        need(cell);
        requireWhole(cell);
        if (record.isCarried()) {
            requireThat(record.index() <= index[cell], record, "is carried, the cell is at index " + index[cell]);
            return;
        }
        requireThat(record.index() == index[cell] + 1, record, "does not follow index " + index[cell]);
        requireThat(record.cellEpoch() >= cellEpoch[cell], record, "epoch falls below " + cellEpoch[cell]);
        set(cell, record.index(), record.cellEpoch(), record.term());
    }

    /** Where the cell stands; its hash is not known here. */
    ChainHead last(int cell) {
        need(cell);
        requireWhole(cell);
        return new ChainHead(cellEpoch[cell], term[cell], index[cell], ChainHead.EMPTY.sharedHash());
    }

    private void requireWhole(int cell) {
        if (broken.get(cell)) {
            throw new SwarmException(
                    ErrorCode.CORRUPT,
                    "cell " + cell + ": a record of it is damaged or missing, so its chain cannot be continued; nothing"
                            + " was appended; repair the cell from a mirror");
        }
    }

    private static void requireThat(boolean holds, LogRecord record, String otherwise) {
        if (!holds) {
            throw new IllegalStateException(record + " " + otherwise);
        }
    }

    private void set(int cell, long newIndex, long newEpoch, long newTerm) {
        index[cell] = newIndex;
        cellEpoch[cell] = newEpoch;
        term[cell] = newTerm;
    }

    private void need(int cell) {
        if (cell >= index.length) {
            int length = Math.max(cell + 1, index.length * 2);
            index = Arrays.copyOf(index, length);
            cellEpoch = Arrays.copyOf(cellEpoch, length);
            term = Arrays.copyOf(term, length);
        }
    }
}
