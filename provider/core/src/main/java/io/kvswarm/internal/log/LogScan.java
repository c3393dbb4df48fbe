package io.kvswarm.internal.log;

import io.kvswarm.internal.base.Disk.DiskFile;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.NavigableSet;

/**
 * Reads a log that was left by an earlier process: finds its end, checks its chains, collects what is damaged. Used on
 * the writer alone.
 *
 * <p>Bytes that do not verify are a torn tail only if they lie in the newest segment, behind everything known to be
 * synced. How far that is, batch marks further back tell. All else is damage and stepped over.
 */
final class LogScan implements RecordSource {
    private final RecordPosition from;
    private final SegmentFiles files;
    private final SegmentCensus census;
    private final ChainCheck chains;
    private final LossCount losses;
    private final List<Damage> damages = new ArrayList<>();
    private NavigableSet<Long> numbers;
    private long segment;
    private DiskFile file;
    private SegmentScanner scanner;
    private int fileBytes;
    /** Up to this byte of the newest segment everything was synced once; the search for marks has seen them all. */
    private int syncedBytes;

    private boolean marksSearched;
    private boolean newestIsDamaged;
    /** True if the mark to begin from lies behind the end: what is left has all been given out before. */
    private boolean endIsLost;

    private long cutBytes;
    private int end;

    LogScan(LogSetup setup, Replay replay) {
        this.from = replay.from();
        this.files = setup.files();
        this.census = new SegmentCensus(files, setup.identity(), damages);
        this.losses = new LossCount(replay.heads(), !replay.from().equals(RecordPosition.START));
        this.chains = new ChainCheck(setup, damages, losses);
        replay.heads().forEach(chains.chain()::anchor);
    }

    @Override
    public List<LogRecord> nextBatch() throws IOException {
        if (numbers == null) {
            begin();
        }
        List<LogRecord> batch = new ArrayList<>();
        int bytes = 0;
        while (bytes < BATCH_BYTES && batch.size() < BATCH_RECORDS) {
            LogRecord record = next();
            if (record == null) {
                break;
            }
            if (record.type() == LogRecord.DELETED) {
                census.onDeleted(record, segment);
            } else if (record.type() != LogRecord.BATCH && !endIsLost) {
                chains.check(record);
                batch.add(record);
                bytes += record.position().length();
            }
        }
        return batch;
    }

    @Override
    public boolean lacksRecords() {
        return damages.stream().anyMatch(this::mayHaveCostRecords);
    }

    /** What lies before the mark to begin from is known already, damaged or not. */
    private boolean mayHaveCostRecords(Damage damage) {
        int order = damage.file().compareTo(files.name(from.segment()));
        return endIsLost || order > 0 || (order == 0 && damage.offset() >= from.offset());
    }

    /** What was found, once everything has been read; what was left half done is done. */
    Found finish() throws IOException {
        census.finishDeletions();
        if (numbers.isEmpty()) {
            return new Found(null, from.segment(), 0, from.offset(), census.lengths());
        }
        DiskFile newest = files.open(numbers.last());
        if (newest.size() > end) {
            newest.truncate(end);
        }
        // What a process that was killed had written, the file's name included, may not be on the device yet, and will
        // be
        // built upon now.
        newest.sync();
        files.syncDirectory();
        census.lengths().put(numbers.last(), end);
        if (newestIsDamaged || endIsLost) {
            newest.close();
            RecordPosition last = new RecordPosition(numbers.last(), end, 0);
            RecordPosition known = last.compareTo(from) < 0 ? from : last;
            return new Found(null, known.segment(), 0, known.offset(), census.lengths());
        }
        return new Found(newest, numbers.last(), census.headerBytes(numbers.last()), end, census.lengths());
    }

    CellChain chain() {
        return chains.chain();
    }

    /** Which cells may lack records; what was cut from the end is no loss. */
    Losses losses() {
        return losses.losses(damages.stream().filter(this::mayHaveCostRecords).count());
    }

    List<Damage> damages() {
        return damages;
    }

    long cutBytes() {
        return cutBytes;
    }

    /**
     * Where to go on writing.
     *
     * @param file      the newest segment's file; null if a new one has to be begun: there is none, or it is damaged
     * @param number    the highest number a segment ever had, as far as can be told
     * @param headerEnd where the newest segment's records begin
     * @param end       length of the newest segment
     * @param lengths   length of every segment there is or should be, the newest included
     */
    record Found(DiskFile file, long number, int headerEnd, int end, NavigableMap<Long, Integer> lengths) {}

    private void begin() throws IOException {
        numbers = census.take();
        cutBytes = census.unfinishedBytes();
        Long first = numbers.ceiling(from.segment());
        if (first == null && from.segment() > 0) {
            damages.add(new Damage(files.name(from.segment()), from.offset(), 0, "the file is missing"));
            endIsLost = true;
        }
        if (!numbers.isEmpty()) {
            enter(first == null ? numbers.last() : first);
        }
    }

    private void enter(long number) throws IOException {
        segment = number;
        file = files.open(number);
        fileBytes = files.bytes(number, file);
        SegmentHeader header = census.header(number);
        int limit = number == numbers.last() ? fileBytes : Math.min(fileBytes, census.expectedBytes(number, fileBytes));
        scanner = new SegmentScanner(file, number, 0, limit);
        if (header == null) {
            scanner.skipDamage(limit);
            reportDamage(0, "its header does not verify");
        } else {
            scanner.moveTo(census.headerBytes(number));
        }
        syncedBytes = Math.min(limit, scanner.offset());
        end = limit;
        skipToMark(number, limit);
    }

    /** Records before the mark are known already; that they are known shows that they were synced. */
    private void skipToMark(long number, int limit) {
        if (number != from.segment() || from.offset() <= scanner.offset()) {
            return;
        }
        if (from.offset() > limit) {
            String problem = "the file ends here, records up to byte " + from.offset() + " were there before";
            damages.add(new Damage(files.name(number), limit, 0, problem));
            endIsLost = number == numbers.last();
        }
        scanner.moveTo(Math.min(limit, from.offset()));
        syncedBytes = scanner.offset();
    }

    /** The next record of the segment at hand or the one behind it; null at the end of the log. */
    private LogRecord next() throws IOException {
        while (scanner != null) {
            LogRecord record = scanner.next();
            if (record != null) {
                noteMark(record);
                return record;
            }
            if (!scanner.isAtEnd()) {
                stepOver();
            } else if (!enterNext()) {
                return null;
            }
        }
        return null;
    }

    private boolean enterNext() throws IOException {
        file.close();
        Long following = numbers.higher(segment);
        if (following == null) {
            scanner = null;
            return false;
        }
        if (following > segment + 1) {
            losses.onSegmentsGone();
        }
        enter(following);
        return true;
    }

    private void stepOver() throws IOException {
        int bad = scanner.offset();
        int claimed = scanner.claimedBytes();
        String problem = scanner.problem();
        int limit = end;
        if (segment == numbers.last()) {
            searchMarks(bad);
            limit = syncedBytes;
        }
        if (bad >= limit) {
            cut(bad);
            return;
        }
        scanner.skipDamage(limit);
        reportDamage(bad, problem);
        if (scanner.offset() - bad == claimed) {
            losses.onSingle();
        }
    }

    private void reportDamage(int start, String problem) {
        damages.add(new Damage(files.name(segment), start, scanner.offset() - (long) start, problem));
        newestIsDamaged |= segment == numbers.last();
    }

    private void cut(int bad) {
        cutBytes += fileBytes - (long) bad;
        end = bad;
        scanner = null;
    }

    /** Looks at everything behind {@code bad} for marks that say how far the segment was synced. */
    private void searchMarks(int bad) throws IOException {
        if (marksSearched) {
            return;
        }
        marksSearched = true;
        scanner.skipDamage(end);
        while (!scanner.isAtEnd()) {
            LogRecord record = scanner.next();
            if (record == null) {
                scanner.skipDamage(end);
            } else {
                noteMark(record);
            }
        }
        scanner.moveTo(bad);
    }

    private void noteMark(LogRecord record) {
        if (record.type() == LogRecord.BATCH && segment == numbers.last()) {
            RecordPosition synced = BatchMark.of(record);
            if (synced.segment() == segment) {
                syncedBytes = Math.max(syncedBytes, Math.min(end, synced.offset()));
            }
        }
    }
}
