package io.kvswarm.internal.store;

import io.kvswarm.internal.base.BodyReader;
import io.kvswarm.internal.base.ByteSink;
import io.kvswarm.internal.base.Disk;
import io.kvswarm.internal.base.MalformedBytesException;
import io.kvswarm.internal.log.RecordPosition;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.zip.CRC32C;

/**
 * What an index is, in a small file beside its data.
 *
 * <pre>
 * bytes  field
 *     8  magic
 *     1  format       {@value #FORMAT}
 *   4+n  incarnation  of the log, 0 to {@value #INCARNATION_BYTES_MAX} bytes
 *     4  cells
 *     4  fileBytes
 *     8  seed         of the checksums in the files
 *    16  synced       the index is behind this mark only if it has lost something
 *     4  crc          CRC32C of all of the above
 * </pre>
 *
 * @param incarnation which log it belongs to
 * @param cells       how many cells the key space has
 * @param fileBytes   length of a file
 * @param seed        part of the checksums in the files, another one for every index
 * @param synced      watermark of the newest commit that was made to survive a power cut
 */
record IndexHead(byte[] incarnation, int cells, int fileBytes, long seed, RecordPosition synced) {
    /** Most bytes that name a log. */
    static final int INCARNATION_BYTES_MAX = 1024;

    private static final String FILE = "index.head";
    private static final long MAGIC = 0x6b7673696e646578L;
    /** Of the files: an index of another format is made anew. */
    private static final int FORMAT = 2;

    /** Reads the head of the index on a disk. */
    static IndexHead read(Disk disk) throws IOException {
        if (!disk.exists(FILE)) {
            throw new MalformedBytesException("there is none");
        }
        byte[] bytes = disk.read(FILE);
        int end = bytes.length - Integer.BYTES;
        if (end < 0 || ByteBuffer.wrap(bytes).getInt(end) != crc(bytes, end)) {
            throw new MalformedBytesException(FILE + " does not verify");
        }
        BodyReader in = new BodyReader(FILE, ByteBuffer.wrap(bytes, 0, end));
        in.int64("magic", MAGIC, MAGIC);
        in.int8("format", FORMAT, FORMAT);
        byte[] incarnation = in.bytes32("incarnation", INCARNATION_BYTES_MAX);
        int cells = in.int32("cells", 1, Integer.MAX_VALUE);
        int fileBytes = in.int32("fileBytes", 1, Integer.MAX_VALUE);
        long seed = in.int64("seed", Long.MIN_VALUE, Long.MAX_VALUE);
        IndexHead head = new IndexHead(incarnation, cells, fileBytes, seed, RecordPosition.readFrom(in));
        in.end();
        return head;
    }

    /** Writes the head, synced. */
    void write(Disk disk) throws IOException {
        ByteSink out = new ByteSink(128);
        out.int64(MAGIC)
                .int8(FORMAT)
                .bytes32(incarnation)
                .int32(cells)
                .int32(fileBytes)
                .int64(seed);
        synced.writeTo(out);
        out.int32(crc(out.array(), out.length()));
        disk.replace(FILE, out.toBytes());
    }

    static void delete(Disk disk) throws IOException {
        disk.delete(FILE);
    }

    /** The same with another mark. */
    IndexHead withSynced(RecordPosition mark) {
        return new IndexHead(incarnation, cells, fileBytes, seed, mark);
    }

    /** Fails unless this index is one over that log and those cells. */
    void requireSame(byte[] expectedIncarnation, Cells expectedCells) {
        if (!Arrays.equals(incarnation, expectedIncarnation)) {
            throw new MalformedBytesException("it belongs to another log");
        }
        if (cells != expectedCells.count()) {
            throw new MalformedBytesException("it has " + cells + " cells, expected " + expectedCells.count());
        }
    }

    private static int crc(byte[] bytes, int length) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, 0, length);
        return (int) crc.getValue();
    }
}
