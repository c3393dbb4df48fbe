package io.kvswarm.internal.log;

import io.kvswarm.internal.base.Disk;
import io.kvswarm.internal.base.Disk.DiskFile;
import io.kvswarm.internal.base.Limits;
import io.kvswarm.internal.base.MalformedBytesException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.NavigableSet;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The segment files of one log by number. Belongs to workers. */
final class SegmentFiles {
    /** Longest file that can be a segment. */
    private static final int SEGMENT_BYTES_MAX = Integer.MAX_VALUE - 64 * Limits.KIB;

    private final Disk disk;
    private final LogIdentity identity;
    private final Pattern names;

    SegmentFiles(Disk disk, LogIdentity identity) {
        this.disk = disk;
        this.identity = identity;
        this.names = Pattern.compile(Pattern.quote(identity.name()) + "-([0-9a-f]{16})\\.seg");
    }

    /** Numbers of the files that are there. */
    NavigableSet<Long> numbers() throws IOException {
        NavigableSet<Long> numbers = new TreeSet<>();
        for (String name : disk.list()) {
            Matcher matcher = names.matcher(name);
            if (matcher.matches()) {
                numbers.add(Long.parseUnsignedLong(matcher.group(1), 16));
            }
        }
        return numbers;
    }

    String name(long number) {
        return identity.segmentFile(number);
    }

    /** Opens a segment's file; makes it if it is not there. */
    DiskFile open(long number) throws IOException {
        return disk.open(name(number));
    }

    /** True if the segment's file is there. */
    boolean exists(long number) throws IOException {
        return disk.exists(name(number));
    }

    /** Length of a segment's file. */
    int bytes(long number, DiskFile file) throws IOException {
        long bytes = file.size();
        if (bytes > SEGMENT_BYTES_MAX) {
            throw new IOException(name(number) + " has " + bytes + " bytes, expected at most " + SEGMENT_BYTES_MAX);
        }
        return (int) bytes;
    }

    /** Deletes a segment's file; it is gone for good once the directory is synced. */
    void remove(long number) throws IOException {
        disk.delete(name(number));
    }

    /** Deletes a segment's file for good. */
    void delete(long number) throws IOException {
        remove(number);
        disk.sync();
    }

    void syncDirectory() throws IOException {
        disk.sync();
    }

    /** Reads a segment's header; fails with {@link MalformedBytesException} if it does not verify. */
    static SegmentHeader readHeader(DiskFile file) throws IOException {
        ByteBuffer fixed = ByteBuffer.allocate(SegmentHeader.FIXED_BYTES);
        if (file.read(fixed, 0) < SegmentHeader.FIXED_BYTES) {
            throw new MalformedBytesException("SegmentHeader: the file ends in the middle of it");
        }
        byte[] whole = new byte[SegmentHeader.bytesOf(fixed.flip())];
        if (file.read(ByteBuffer.wrap(whole), 0) < whole.length) {
            throw new MalformedBytesException("SegmentHeader: the file ends in the middle of it");
        }
        return SegmentHeader.readFrom(whole);
    }
}
