package io.kvswarm.internal.wire;

import io.kvswarm.internal.base.BodyReader;
import io.kvswarm.internal.base.ByteSink;

/**
 * What an owner says of one key.
 *
 * <pre>
 * bytes  field
 *     1  status
 *     n  entry   only if present; see {@link EntryImage}
 * </pre>
 *
 * @param entry null unless present
 */
public record Answer(Status status, EntryImage entry) {
    /** What is known of the key. */
    public enum Status {
        /** There is an entry. */
        PRESENT,
        /** There is none. */
        ABSENT,
        /** The cell has another owner. */
        MOVED,
        /** The answer grew too large; ask for this key again. */
        LATER,
        /** Stored bytes do not verify; never a miss. */
        CORRUPT,
        /** The node that asked may not read. */
        NOT_AUTHORISED,
        /** The owner cannot answer: its disk failed or it is closing. */
        UNUSABLE,
        /** The cache was destroyed. */
        NO_SUCH_CACHE
    }

    /** There is no entry. */
    public static final Answer ABSENT = new Answer(Status.ABSENT, null);

    /** There is this entry. */
    public static Answer present(EntryImage entry) {
        return new Answer(Status.PRESENT, entry);
    }

    /** No entry can be shown, for that reason. */
    public static Answer without(Status status) {
        return new Answer(status, null);
    }

    static Status readStatus(BodyReader in) {
        return Status.values()[in.int8("answer.status", 0, Status.values().length - 1)];
    }

    static Answer readFrom(BodyReader in) {
        Status status = readStatus(in);
        return new Answer(status, status == Status.PRESENT ? EntryImage.readFrom(in) : null);
    }

    void writeTo(ByteSink out) {
        out.int8(status.ordinal());
        if (status == Status.PRESENT) {
            entry.writeTo(out);
        }
    }
}
