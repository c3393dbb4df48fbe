package io.kvswarm.internal.wire;

import io.kvswarm.internal.base.BodyReader;
import io.kvswarm.internal.base.ByteSink;
import io.kvswarm.internal.base.Limits;

/**
 * The owner's word on one mutation.
 *
 * <pre>
 * bytes  field
 *     8  number
 *     4  cell
 *     1  outcome
 *    24  version   of the entry it made, or of the change's record if it made none
 *     8  sequence  of the record in the owner's log, for its synced mark; 0 once that is synced
 *     1  hasEntry
 *     n  entry     the old entry if asked for, or the current one if the condition was not met; see {@link EntryImage};
 *                  of a CLEAR, if asked for: its value, 8 bytes, is how many entries there were; of one that is busy:
 *                  its lifeMillis is how long at most the key's lease still lasts
 * </pre>
 *
 * @param entry null if there is none
 */
public record Result(long number, int cell, Outcome outcome, Version version, long sequence, EntryImage entry) {
    /** Fewest bytes a result takes. */
    static final int BYTES_MIN = 8 + 4 + 1 + Version.BYTES + 8 + 1;

    /** Reads a result. */
    public static Result readFrom(BodyReader in) {
        long number = in.int64("result.number", 1, Long.MAX_VALUE);
        int cell = in.int32("result.cell", 0, Limits.CELLS_MAX - 1);
        Outcome outcome = Outcome.values()[in.int8("result.outcome", 0, Outcome.values().length - 1)];
        Version version = Version.readFrom(in);
        long sequence = in.int64("result.sequence", 0, Long.MAX_VALUE);
        EntryImage entry = in.flag("result.hasEntry") ? EntryImage.readFrom(in) : null;
        return new Result(number, cell, outcome, version, sequence, entry);
    }

    /** Writes the result. */
    public void writeTo(ByteSink out) {
        out.int64(number).int32(cell).int8(outcome.ordinal());
        version.writeTo(out);
        out.int64(sequence).flag(entry != null);
        if (entry != null) {
            entry.writeTo(out);
        }
    }

    /** The same result once its record is known to be synced. */
    public Result withSequence(long newSequence) {
        return new Result(number, cell, outcome, version, newSequence, entry);
    }
}
