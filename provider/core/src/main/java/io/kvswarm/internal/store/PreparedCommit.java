package io.kvswarm.internal.store;

import io.kvswarm.internal.log.LogRecord;
import java.util.Map;

/** A commit that waits for the log. Confined to the loop. */
public final class PreparedCommit {
    private final LogRecord last;
    private final Overlay.Taken taken;
    private final Map<Integer, byte[]> cellStates;
    private final byte[] nodeState;
    private boolean running;

    PreparedCommit(LogRecord last, Overlay.Taken taken, Map<Integer, byte[]> cellStates, byte[] nodeState) {
        this.last = last;
        this.taken = taken;
        this.cellStates = Map.copyOf(cellStates);
        this.nodeState = nodeState;
    }

    /** The log must be synced up to here before the commit; 0 if there is nothing to wait for. */
    public long sequence() {
        return last == null ? 0 : last.sequence();
    }

    Overlay.Taken taken() {
        return taken;
    }

    boolean isRunning() {
        return running;
    }

    void run() {
        running = true;
    }

    void failed() {
        running = false;
    }

    /** What to give to the index, now that all records are written. */
    IndexBatch batch(int inlineBytesMax) {
        IndexBatch batch = new IndexBatch();
        taken.clears().forEach(batch::clear);
        for (Change change : taken.changes()) {
            change.resolve();
            if (change.entry() == null) {
                batch.remove(change.placed());
            } else {
                batch.put(forIndex(change.entry(), inlineBytesMax));
            }
        }
        cellStates.forEach(batch::cellState);
        if (nodeState != null) {
            batch.nodeState(nodeState);
        }
        if (last != null && last.position() != null) {
            batch.watermark(last.position().end());
        }
        return batch;
    }

    private static StoredEntry forIndex(StoredEntry entry, int inlineBytesMax) {
        boolean leaveInLog = entry.valueBytes() > inlineBytesMax && entry.record() != null;
        return leaveInLog && entry.value() != null ? entry.withoutValue() : entry;
    }
}
