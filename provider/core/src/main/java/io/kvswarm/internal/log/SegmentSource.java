package io.kvswarm.internal.log;

import io.kvswarm.internal.base.Disk.DiskFile;
import io.kvswarm.internal.base.MalformedBytesException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** All records of one segment, and what is damaged in it. Used on the reader alone. */
final class SegmentSource implements RecordSource {
    private final SegmentFiles files;
    private final long segment;
    private final int end;
    private final List<Damage> damages = new ArrayList<>();
    private DiskFile file;
    private SegmentScanner scanner;

    /** The records before byte {@code end}. */
    SegmentSource(SegmentFiles files, long segment, int end) {
        this.files = files;
        this.segment = segment;
        this.end = end;
    }

    @Override
    public List<LogRecord> nextBatch() throws IOException {
        List<LogRecord> batch = new ArrayList<>();
        if (scanner == null && !begin()) {
            return batch;
        }
        int bytes = 0;
        while (!scanner.isAtEnd() && bytes < BATCH_BYTES && batch.size() < BATCH_RECORDS) {
            LogRecord record = scanner.next();
            if (record == null) {
                skipDamage(scanner.problem());
            } else if (record.type() != LogRecord.BATCH && record.type() != LogRecord.DELETED) {
                batch.add(record);
                bytes += record.position().length();
            }
        }
        if (batch.isEmpty()) {
            file.close();
        }
        return batch;
    }

    @Override
    public boolean lacksRecords() {
        return !damages.isEmpty();
    }

    List<Damage> damages() {
        return damages;
    }

    private boolean begin() throws IOException {
        if (!files.exists(segment)) {
            damages.add(new Damage(files.name(segment), 0, 0, "the file is missing, expected " + end + " bytes"));
            return false;
        }
        file = files.open(segment);
        scanner = new SegmentScanner(file, segment, 0, end);
        try {
            SegmentHeader header = SegmentFiles.readHeader(file);
            scanner.moveTo(header.toBytes().length);
        } catch (MalformedBytesException e) {
            skipDamage(e.getMessage());
        }
        return true;
    }

    private void skipDamage(String problem) throws IOException {
        int bad = scanner.offset();
        scanner.skipDamage(end);
        damages.add(new Damage(files.name(segment), bad, scanner.offset() - (long) bad, problem));
    }
}
