package io.kvswarm.internal.store;

import io.kvswarm.api.ErrorCode;
import io.kvswarm.api.SwarmException;
import io.kvswarm.internal.base.Loop;
import io.kvswarm.internal.log.LogRecord;
import io.kvswarm.internal.log.LogRecords;
import io.kvswarm.internal.log.RecordPosition;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** A log for tests of the store: records are written when the test says so, and values can be read back. */
final class FakeLog {
    /** Records of a segment. */
    static final int SEGMENT_RECORDS = 50;

    final List<LogRecord> records = new ArrayList<>();
    private final Map<RecordPosition, byte[]> values = new HashMap<>();
    private int written;

    /** Appends a record whose body is {@code value}. */
    LogRecord append(byte[] value) {
        LogRecord record = LogRecord.ofNode((byte) 1, value);
        records.add(record);
        LogRecords.append(record, records.size());
        return record;
    }

    LogRecord last() {
        return records.isEmpty() ? null : records.get(records.size() - 1);
    }

    int written() {
        return written;
    }

    /** Writes everything appended so far. */
    void write() {
        for (; written < records.size(); written++) {
            LogRecord record = records.get(written);
            int offset = written % SEGMENT_RECORDS * 10_000;
            RecordPosition at = new RecordPosition(written / SEGMENT_RECORDS, offset, 40 + record.body().length);
            LogRecords.write(record, at);
            values.put(at, record.body());
        }
    }

    /** The process has ended: what was not written is gone. */
    void crash() {
        records.subList(written, records.size()).clear();
    }

    void forget(RecordPosition position) {
        values.remove(position);
    }

    ValueReader reader(Loop loop) {
        return entry -> read(loop, entry);
    }

    private CompletionStage<byte[]> read(Loop loop, StoredEntry entry) {
        CompletableFuture<byte[]> read = new CompletableFuture<>();
        byte[] value = values.get(entry.record());
        loop.execute(() -> {
            if (value == null) {
                read.completeExceptionally(new SwarmException(ErrorCode.CORRUPT, "no record at " + entry.record()));
            } else {
                read.complete(value);
            }
        });
        return read;
    }
}
