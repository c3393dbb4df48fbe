package io.kvswarm.internal.log;

import io.kvswarm.internal.base.Disk.DiskFile;
import io.kvswarm.internal.base.Limits;
import java.io.IOException;
import java.nio.ByteBuffer;

/** Reads the records of one segment one after the other, through a window. Not shared between threads. */
final class SegmentScanner {
    private static final int WINDOW_BYTES = Limits.MIB;
    /** Most bytes checked while looking for the record behind a damage; bounds the time bytes made for it can take. */
    private static final long SEARCH_BYTES_MAX = 1024L * Limits.MIB;

    private final Framing framing = new Framing();
    private final DiskFile file;
    private final long segment;
    private final int end;
    private ByteBuffer window;
    private int windowStart;
    private int offset;

    /** Reads from byte {@code start} up to byte {@code end}, which need not be there. */
    SegmentScanner(DiskFile file, long segment, int start, int end) {
        this.file = file;
        this.segment = segment;
        this.offset = start;
        this.end = end;
        this.windowStart = start;
        this.window = ByteBuffer.allocate(Math.min(WINDOW_BYTES, Math.max(Framing.HEADER_BYTES, end - start)));
        this.window.limit(0);
    }

    /** Byte at which the next record begins, or should. */
    int offset() {
        return offset;
    }

    boolean isAtEnd() {
        return offset >= end;
    }

    /** Goes on at another byte. */
    void moveTo(int newOffset) {
        offset = newOffset;
    }

    /** The next record; null at the end and where none can be read. */
    LogRecord next() throws IOException {
        int bytes = validBytesAt(offset);
        if (bytes < 0) {
            return null;
        }
        LogRecord record = Framing.record(window, offset - windowStart, new RecordPosition(segment, offset, bytes));
        offset += bytes;
        return record;
    }

    /** How long the record here says it is; -1 if that cannot be. */
    int claimedBytes() throws IOException {
        if (load(offset, Framing.HEADER_BYTES) < Framing.HEADER_BYTES) {
            return -1;
        }
        int bodyBytes = window.getInt(offset - windowStart);
        return bodyBytes < 0 || bodyBytes > LogRecord.BODY_BYTES_MAX ? -1 : Framing.HEADER_BYTES + bodyBytes;
    }

    /** What is wrong where no record could be read. */
    String problem() throws IOException {
        int available = load(offset, Framing.HEADER_BYTES);
        if (available == Framing.HEADER_BYTES) {
            int bodyBytes = window.getInt(offset - windowStart);
            if (bodyBytes >= 0 && bodyBytes <= LogRecord.BODY_BYTES_MAX) {
                available = load(offset, Framing.HEADER_BYTES + bodyBytes);
            }
        }
        return framing.problem(window, offset - windowStart, available, new RecordPosition(segment, offset, 0));
    }

    /** Moves on to the first record behind a damage that begins before {@code limit}; to {@code limit} if none does. */
    void skipDamage(int limit) throws IOException {
        long checked = 0;
        for (int at = offset + 1; at < limit && checked < SEARCH_BYTES_MAX; at++) {
            if (load(at, Framing.HEADER_BYTES) < Framing.HEADER_BYTES) {
                break;
            }
            int bytes = Framing.plausibleBytes(window, at - windowStart);
            if (bytes > 0 && bytes <= end - at) {
                checked += bytes;
                if (validBytesAt(at) > 0) {
                    offset = at;
                    return;
                }
            }
        }
        offset = limit;
    }

    private int validBytesAt(int at) throws IOException {
        if (load(at, Framing.HEADER_BYTES) < Framing.HEADER_BYTES) {
            return -1;
        }
        int bytes = Framing.plausibleBytes(window, at - windowStart);
        if (bytes < 0 || bytes > end - at || load(at, bytes) < bytes) {
            return -1;
        }
        return framing.isIntact(window, at - windowStart, bytes, new RecordPosition(segment, at, bytes)) ? bytes : -1;
    }

    /** Brings {@code bytes} bytes from {@code at} on into the window; says how many of them there are. */
    private int load(int at, int bytes) throws IOException {
        int wanted = Math.min(bytes, end - at);
        int from = at - windowStart;
        if (from < 0 || from + wanted > window.limit()) {
            fill(at, wanted);
            from = 0;
        }
        return Math.max(0, Math.min(wanted, window.limit() - from));
    }

    private void fill(int at, int wanted) throws IOException {
        int from = at - windowStart;
        ByteBuffer filled = wanted > window.capacity() ? ByteBuffer.allocate(wanted) : window;
        if (from >= 0 && from < window.limit()) {
            int kept = window.limit() - from;
            System.arraycopy(window.array(), from, filled.array(), 0, kept);
            filled.clear().position(kept);
        } else {
            filled.clear();
        }
        windowStart = at;
        window = filled;
        int room = (int) Math.min(window.capacity(), (long) end - at);
        window.limit(Math.max(window.position(), room));
        file.read(window, (long) at + window.position());
        window.flip();
    }
}
