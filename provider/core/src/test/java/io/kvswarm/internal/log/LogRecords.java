package io.kvswarm.internal.log;

/** Lets tests of other rooms play the log: gives records their sequence and place. */
public final class LogRecords {
    private LogRecords() {}

    /** What the log does when it is given a record. */
    public static void append(LogRecord record, long sequence) {
        record.appendedAs(sequence, false);
    }

    /** What the log does when a record is in the file. */
    public static void write(LogRecord record, RecordPosition position) {
        record.liesAt(position);
    }
}
