package io.kvswarm.internal.log;

import io.kvswarm.internal.base.Disk.DiskFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.NavigableMap;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Writes one log's files: drains the queue into batches, batches into segments, syncs when someone asked. Used on the
 * writer alone, except for the queue.
 *
 * <p>What a method throws decides what comes next: after a {@link DiskFullException} the same call may be made again
 * and goes on where it stopped; after any other exception the log has failed.
 */
final class LogWriter {
    private static final int HEADS_RECORDS_MAX = 4_096;

    /** Segments kept for what frees space when all others are used. */
    private static final int SEGMENTS_RESERVED = 4;

    private final LogSetup setup;
    private final SegmentFiles files;
    private final CellChain chain;
    private final Listener listener;
    /** Appended on the loop, taken here. */
    private final Queue<LogRecord> queue = new ConcurrentLinkedQueue<>();

    /** The log's own records, which go before the queue. */
    private final ArrayDeque<LogRecord> own = new ArrayDeque<>();

    private final WriteBatch batch = new WriteBatch();
    private final NavigableMap<Long, Integer> closed;
    private long highest;
    private DiskFile file;
    private long segment;
    private int headerEnd;
    private int end;
    private RecordPosition synced = RecordPosition.START;
    private RecordPosition markOnFile = RecordPosition.START;
    private RecordPosition markInBatch = RecordPosition.START;
    private boolean dirty;
    private long writtenSequence;
    private int recordsSinceHeads;

    /** Learns what has been done; called on the writer. */
    interface Listener {
        /** Records up to {@code sequence} are in the file, which ends there: so many bytes less in the queue. */
        void onWritten(long sequence, RecordPosition end, long queuedBytes);

        /** Records up to {@code sequence} are synced. */
        void onSynced(long sequence);

        /** Segment {@code previous} is closed with that length; 0 if there was none. */
        void onRolled(long previous, int previousBytes);
    }

    LogWriter(LogSetup setup, LogScan.Found found, CellChain chain, Listener listener) {
        this.setup = setup;
        this.files = setup.files();
        this.chain = chain;
        this.listener = listener;
        this.closed = new TreeMap<>(found.lengths());
        this.highest = found.number();
        this.end = found.end();
        if (found.file() != null) {
            file = found.file();
            segment = found.number();
            headerEnd = found.headerEnd();
            closed.remove(segment);
            synced = new RecordPosition(segment, end, 0);
        }
    }

    /** Where records to be written are put, from the loop. */
    Queue<LogRecord> queue() {
        return queue;
    }

    /** Where the last record ends. */
    RecordPosition end() {
        return new RecordPosition(highest, end, 0);
    }

    /** True if only as many more segments may be begun as compaction may need. */
    boolean isCrowded() {
        return closed.size() >= setup.settings().segmentsMax() - SEGMENTS_RESERVED;
    }

    /** Length of every segment there is or should be. */
    NavigableMap<Long, Integer> lengths() {
        NavigableMap<Long, Integer> lengths = new TreeMap<>(closed);
        if (file != null) {
            lengths.put(segment, end);
        }
        return lengths;
    }

    /** True if there is something that {@link #tidy} would do. */
    boolean isUntidy() {
        return dirty || needsHeads() || !markOnFile.equals(synced);
    }

    /** Writes everything that is queued. */
    void writeQueued() throws IOException {
        writeBatch();
        for (LogRecord next = peek(); next != null; next = peek()) {
            if (file == null || !fits(next, end)) {
                roll();
            }
            fillBatch();
            writeBatch();
            if (recordsSinceHeads >= HEADS_RECORDS_MAX) {
                appendHeads();
            }
        }
    }

    /** Syncs everything written. */
    void sync() throws IOException {
        // More than the dirty flag says: a mark alone does not need a sync, but a segment that is closed does.
        if (file != null && end > synced.offset()) {
            file.sync();
            dirty = false;
            synced = new RecordPosition(segment, end, 0);
        }
        listener.onSynced(writtenSequence);
    }

    /** Signs, writes and syncs what has not been; once all has been, notes on file how far it is synced. */
    void tidy() throws IOException {
        appendHeads();
        writeQueued();
        if (dirty) {
            sync();
        } else if (!markOnFile.equals(synced)) {
            fillBatch();
            writeBatch();
        }
    }

    /** Writes that a segment is deleted; {@link #remove} follows once that is synced. */
    void appendDeleted(long number) {
        own.add(BatchMark.deleted(number));
    }

    /** Deletes a segment's file. If that fails the segment is still there, and the log goes on. */
    void remove(long number) throws IOException {
        files.remove(number);
    }

    /** Takes note that a segment's file was deleted. */
    void removed(long number) throws IOException {
        files.syncDirectory();
        closed.remove(number);
    }

    /** Ends the log cleanly: everything is synced, and that it is stands on file. */
    void finish() throws IOException {
        tidy();
        if (!markOnFile.equals(synced)) {
            tidy();
            file.sync();
        }
    }

    void close() throws IOException {
        if (file != null) {
            file.close();
        }
    }

    private boolean needsHeads() {
        return setup.isSigned() && chain.hasUnsigned();
    }

    private void appendHeads() {
        if (needsHeads() && own.isEmpty()) {
            own.add(LogRecord.unfinished(LogRecord.HEADS, LogRecord.NO_CELL, ChainHead.EMPTY, new byte[0]));
        }
        recordsSinceHeads = 0;
    }

    /** The next record, finished if it is one of the log's own: everything before it is in the chain by now. */
    private LogRecord peek() {
        LogRecord next = own.isEmpty() ? queue.peek() : own.peek();
        if (next != null && next.isUnfinished()) {
            setup.finish(next, chain);
        }
        return next;
    }

    private void take(LogRecord record) {
        if (own.isEmpty()) {
            queue.remove();
        } else {
            own.remove();
        }
        if (record.isChained()) {
            record.chainIs(chain.extend(record));
        }
        batch.add(record);
    }

    /** A record fits if the segment stays within its bound and need not end, or if it is the segment's first. */
    private boolean fits(LogRecord record, int at) {
        return at == headerEnd
                || (at + (long) Framing.bytes(record) <= setup.settings().segmentBytesMax() && !record.beginsSegment());
    }

    private void fillBatch() {
        batch.begin(segment, end);
        if (!markOnFile.equals(synced)) {
            batch.add(BatchMark.record(synced));
        }
        markInBatch = synced;
        for (LogRecord next = peek(); next != null && !batch.isFull() && fits(next, batch.end()); next = peek()) {
            take(next);
            dirty = true;
            recordsSinceHeads++;
        }
    }

    private void writeBatch() throws IOException {
        if (batch.isEmpty()) {
            return;
        }
        try {
            batch.write(file);
        } catch (IOException e) {
            throw DiskFullException.orSame(e);
        }
        end = batch.end();
        markOnFile = markInBatch;
        writtenSequence = Math.max(writtenSequence, batch.lastSequence());
        listener.onWritten(writtenSequence, new RecordPosition(segment, end, 0), batch.queuedBytes());
        batch.begin(segment, end);
    }

    private void roll() throws IOException {
        int segments = closed.size() + (file == null ? 0 : 1);
        if (segments >= setup.settings().segmentsMax()) {
            throw new DiskFullException("the log has " + segments + " segments, its most", null);
        }
        if (file != null) {
            sync();
        }
        NavigableMap<Long, Integer> older = new TreeMap<>(closed);
        if (file != null) {
            older.put(segment, end);
        }
        byte[] header = new SegmentHeader(setup.identity().node(), highest + 1, older).toBytes();
        DiskFile next = begin(highest + 1, header);
        next.sync();
        files.syncDirectory();
        close();
        listener.onRolled(file == null ? 0 : segment, end);
        closed.clear();
        closed.putAll(older);
        highest++;
        file = next;
        segment = highest;
        headerEnd = header.length;
        end = headerEnd;
        synced = new RecordPosition(segment, end, 0);
        markOnFile = synced;
        listener.onWritten(writtenSequence, synced, 0);
    }

    private DiskFile begin(long number, byte[] header) throws IOException {
        DiskFile next = null;
        try {
            next = files.open(number);
            next.write(ByteBuffer.wrap(header), 0);
            return next;
        } catch (IOException e) {
            if (next != null) {
                next.close();
            }
            throw DiskFullException.orSame(e);
        }
    }
}
