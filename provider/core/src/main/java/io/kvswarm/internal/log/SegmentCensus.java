package io.kvswarm.internal.log;

import io.kvswarm.api.ErrorCode;
import io.kvswarm.api.SwarmException;
import io.kvswarm.internal.base.Disk.DiskFile;
import io.kvswarm.internal.base.MalformedBytesException;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/** Which segments a log has and which it should have. Used on the writer alone, while the log is opened. */
final class SegmentCensus {
    private final SegmentFiles files;
    private final LogIdentity identity;
    private final List<Damage> damages;
    private final Map<Long, SegmentHeader> headers = new HashMap<>();
    private final NavigableMap<Long, Integer> lengths = new TreeMap<>();
    private final Set<Long> deleted = new TreeSet<>();
    private SortedMap<Long, Integer> expected = new TreeMap<>();
    private long unfinishedBytes;

    SegmentCensus(SegmentFiles files, LogIdentity identity, List<Damage> damages) {
        this.files = files;
        this.identity = identity;
        this.damages = damages;
    }

    /** Looks at all files and says which segments are there. */
    NavigableSet<Long> take() throws IOException {
        for (long number : files.numbers()) {
            try (DiskFile file = files.open(number)) {
                lengths.put(number, files.bytes(number, file));
                readHeader(number, file);
            }
        }
        dropUnfinished();
        if (!lengths.isEmpty() && headers.containsKey(lengths.lastKey())) {
            expected = headers.get(lengths.lastKey()).older();
            compareWithExpected();
        }
        return new TreeSet<>(lengths.keySet());
    }

    /** Header of a segment; null if it does not verify. */
    SegmentHeader header(long number) {
        return headers.get(number);
    }

    /** Length of a header that verifies. */
    int headerBytes(long number) {
        return headers.get(number).toBytes().length;
    }

    /** How long a segment was when it was closed; {@code found} if that is not known. */
    int expectedBytes(long number, int found) {
        return expected.getOrDefault(number, found);
    }

    /** Length of every segment there is or should be. */
    NavigableMap<Long, Integer> lengths() {
        return lengths;
    }

    /** Bytes of a segment that had been begun and never used; it is gone. */
    long unfinishedBytes() {
        return unfinishedBytes;
    }

    /** Takes note of a record in {@code segment} that says that another one is deleted. */
    void onDeleted(LogRecord record, long segment) {
        // In older segments it is old news: the newest header was written after the file was gone.
        if (segment == lengths.lastKey()) {
            deleted.add(BatchMark.deletedSegment(record));
        }
    }

    /** Deletes what a crash had kept from being deleted, and reports what is missing though nobody deleted it. */
    void finishDeletions() throws IOException {
        if (expected.keySet().stream().anyMatch(number -> !lengths.containsKey(number))) {
            searchDeletions(lengths.lastKey());
        }
        for (long number : deleted) {
            if (lengths.remove(number) != null) {
                files.delete(number);
            }
        }
        expected.forEach((number, length) -> {
            if (!deleted.contains(number) && !lengths.containsKey(number)) {
                damages.add(new Damage(files.name(number), 0, 0, "the file is missing, expected " + length + " bytes"));
            }
            if (!deleted.contains(number)) {
                // It stays on the list, and is reported each time, until its owner deletes it.
                lengths.put(number, length);
            }
        });
    }

    /** What lies before the mark from which the log was read has not been given out: it may say so, too. */
    private void searchDeletions(long newest) throws IOException {
        int bytes = lengths.get(newest);
        try (DiskFile file = files.open(newest)) {
            SegmentScanner scanner = new SegmentScanner(file, newest, headerBytes(newest), bytes);
            while (!scanner.isAtEnd()) {
                LogRecord record = scanner.next();
                if (record == null) {
                    scanner.skipDamage(bytes);
                } else if (record.type() == LogRecord.DELETED) {
                    onDeleted(record, newest);
                }
            }
        }
    }

    private void readHeader(long number, DiskFile file) throws IOException {
        SegmentHeader header;
        try {
            header = SegmentFiles.readHeader(file);
        } catch (MalformedBytesException e) {
            return;
        } catch (SegmentHeader.UnknownFormatException e) {
            throw refused(number, e.getMessage());
        }
        if (!header.node().equals(identity.node())) {
            throw refused(
                    number,
                    "it belongs to node " + header.node().shortForm() + ", this is node "
                            + identity.node().shortForm());
        }
        if (header.number() == number) {
            headers.put(number, header);
        }
    }

    private SwarmException refused(long number, String problem) {
        return new SwarmException(
                ErrorCode.MALFORMED,
                files.name(number) + ": " + problem + "; the log is not opened and nothing was changed in it");
    }

    /** A header is synced before the first record: where neither can be read, the segment was never begun. */
    private void dropUnfinished() throws IOException {
        if (lengths.isEmpty() || headers.containsKey(lengths.lastKey())) {
            return;
        }
        long number = lengths.lastKey();
        int bytes = lengths.get(number);
        try (DiskFile file = files.open(number)) {
            SegmentScanner scanner = new SegmentScanner(file, number, 0, bytes);
            scanner.skipDamage(bytes);
            if (!scanner.isAtEnd()) {
                return;
            }
        }
        files.delete(number);
        lengths.remove(number);
        unfinishedBytes = bytes;
    }

    private void compareWithExpected() throws IOException {
        long newest = lengths.lastKey();
        for (long number : new TreeSet<>(lengths.headMap(newest).keySet())) {
            Integer length = expected.get(number);
            if (length == null) {
                // It was deleted before the newest segment was begun, and a power cut brought its name back.
                files.delete(number);
                lengths.remove(number);
                headers.remove(number);
            } else if (lengths.get(number) < length) {
                String problem = "the file ends here, expected " + length + " bytes";
                damages.add(new Damage(files.name(number), lengths.get(number), 0, problem));
            }
        }
    }
}
