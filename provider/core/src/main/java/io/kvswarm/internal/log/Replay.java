package io.kvswarm.internal.log;

import java.util.Map;

/**
 * What to give out while a log is opened.
 *
 * @param from    records from this mark on are given out; {@link RecordPosition#START} for all
 * @param heads   heads of all cells as of {@code from}; empty at the start or if not known
 * @param visitor takes the records
 */
public record Replay(RecordPosition from, Map<Integer, ChainHead> heads, RecordVisitor visitor) {
    /** Everything from the start. */
    public static Replay all(RecordVisitor visitor) {
        return new Replay(RecordPosition.START, Map.of(), visitor);
    }
}
