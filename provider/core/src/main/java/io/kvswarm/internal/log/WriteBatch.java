package io.kvswarm.internal.log;

import io.kvswarm.internal.base.Disk.DiskFile;
import io.kvswarm.internal.base.Limits;
import java.io.IOException;
import java.nio.ByteBuffer;

/** Records on their way into a segment with one write. Not shared between threads. */
final class WriteBatch {
    /** A batch is closed once it has this many bytes. */
    static final int BYTES_MAX = Limits.MIB;
    /** A batch is closed once it has this many records. */
    static final int RECORDS_MAX = 4_096;
    /** A longer body is written from where it is; it is the batch's last. */
    private static final int COPIED_BYTES_MAX = 256 * Limits.KIB;

    private static final byte[] NOTHING = {};

    private final Framing framing = new Framing();
    private ByteBuffer frames = ByteBuffer.allocate(64 * Limits.KIB);
    private byte[] tail = NOTHING;
    private long segment;
    private int start;
    private long lastSequence;
    private int records;
    private long queuedBytes;

    /** Empties it, to be written to {@code segment} from byte {@code offset} on. */
    void begin(long newSegment, int offset) {
        frames.clear();
        tail = NOTHING;
        segment = newSegment;
        start = offset;
        lastSequence = 0;
        records = 0;
        queuedBytes = 0;
    }

    boolean isEmpty() {
        return bytes() == 0;
    }

    boolean isFull() {
        return tail.length > 0 || frames.position() >= BYTES_MAX || records >= RECORDS_MAX;
    }

    /** Takes a record and gives it its position. */
    void add(LogRecord record) {
        byte[] body = record.body();
        int offset = end();
        boolean copied = body.length <= COPIED_BYTES_MAX;
        need(Framing.HEADER_BYTES + (copied ? body.length : 0));
        framing.putHeader(record, segment, offset, frames);
        if (copied) {
            frames.put(body);
        } else {
            tail = body;
        }
        record.liesAt(new RecordPosition(segment, offset, Framing.bytes(record)));
        lastSequence = Math.max(lastSequence, record.sequence());
        records++;
        queuedBytes += record.queuedBytes();
    }

    /** Writes everything; may be called again with the same effect after it failed. */
    void write(DiskFile file) throws IOException {
        file.write(frames.duplicate().flip(), start);
        if (tail.length > 0) {
            file.write(ByteBuffer.wrap(tail), (long) start + frames.position());
        }
    }

    /** Bytes of all records. */
    int bytes() {
        return frames.position() + tail.length;
    }

    /** Byte of the segment behind the last record. */
    int end() {
        return start + bytes();
    }

    /** Highest sequence in it; 0 if it holds only records of the log's own. */
    long lastSequence() {
        return lastSequence;
    }

    /** Bytes its records counted with in the queue. */
    long queuedBytes() {
        return queuedBytes;
    }

    private void need(int bytes) {
        if (frames.remaining() < bytes) {
            int capacity = Math.max(frames.position() + bytes, frames.capacity() * 2);
            frames = ByteBuffer.allocate(capacity).put(frames.flip());
        }
    }
}
