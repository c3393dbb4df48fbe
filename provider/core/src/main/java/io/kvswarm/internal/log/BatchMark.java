package io.kvswarm.internal.log;

import io.kvswarm.internal.base.BodyReader;
import io.kvswarm.internal.base.ByteSink;
import io.kvswarm.internal.base.MalformedBytesException;
import java.nio.ByteBuffer;

/**
 * The body of a record that says how far the log was synced when it was written, or which segment is deleted.
 *
 * <pre>
 * BATCH    a mark, see {@link RecordPosition}: everything before it was synced
 * DELETED  number of the segment (8)
 * </pre>
 */
final class BatchMark {
    private BatchMark() {}

    /** A record that says that everything before {@code synced} is synced. */
    static LogRecord record(RecordPosition synced) {
        ByteSink body = new ByteSink(RecordPosition.BYTES);
        synced.writeTo(body);
        return LogRecord.ofNode(LogRecord.BATCH, body.toBytes());
    }

    /** Reads such a record; one that makes no sense says nothing. */
    static RecordPosition of(LogRecord record) {
        try {
            return RecordPosition.readFrom(new BodyReader("BatchMark", ByteBuffer.wrap(record.body())));
        } catch (MalformedBytesException e) {
            return RecordPosition.START;
        }
    }

    /** A record that says that a segment is deleted. */
    static LogRecord deleted(long number) {
        return LogRecord.ofNode(
                LogRecord.DELETED, new ByteSink(Long.BYTES).int64(number).toBytes());
    }

    /** The segment that such a record says is deleted. */
    static long deletedSegment(LogRecord record) {
        BodyReader in = new BodyReader("Deleted", ByteBuffer.wrap(record.body()));
        long number = in.int64("number", 1, Long.MAX_VALUE);
        in.end();
        return number;
    }
}
