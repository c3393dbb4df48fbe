package io.kvswarm.internal.store;

import io.kvswarm.internal.base.Disk;
import io.kvswarm.internal.base.Limits;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.util.zip.CRC32C;

/**
 * A file that grows at its end, in pages with a checksum each, so that no byte is read that was not written: what Xodus
 * keeps its data in, as it has no checksums of its own. Safe from any thread.
 *
 * <pre>
 * page n, at n * {@value #PAGE_BYTES}
 * offset  bytes  field
 *      0   4096  data
 *   4096      4  length  bytes of data that count: 4096 in all pages but the last
 *   4100      4  crc     CRC32C of seed, n, those bytes and length
 * </pre>
 *
 * <p>A write changes the trailer of the page that was last before it at the very end: if a crash comes first the file
 * is as it was. Where it was at the end of a page, a crash may leave a beginning of what was written, in whole pages;
 * one that tears a trailer costs the last page, or is taken for damage if pages lie behind it. Xodus then goes back to
 * its last whole commit, or the index is made anew.
 */
final class CheckedFile {
    /** Bytes of data in a page. */
    static final int DATA_BYTES = 4 * Limits.KIB;

    /** Bytes of a page. */
    static final int PAGE_BYTES = DATA_BYTES + 8;

    private static final int NONE = -1;

    private final Disk disk;
    private final String name;
    private final long seed;
    private final byte[] tail = new byte[DATA_BYTES];
    private Disk.DiskFile file;
    private long length;
    private boolean tailIsLoaded;
    /** What an earlier process wrote may not be on the device either. */
    private boolean isUnsynced = true;

    /**
     * A file of which nothing is known yet.
     *
     * @param seed part of every checksum, so that a page of another file does not pass for one of this
     */
    CheckedFile(Disk disk, String name, long seed) {
        this.disk = disk;
        this.name = name;
        this.seed = seed;
    }

    String name() {
        return name;
    }

    synchronized long length() {
        return length;
    }

    /** Takes the file to be whole and as long as it looks: for files that are never written again. */
    synchronized void openWhole() throws IOException {
        long pages = file().size() / PAGE_BYTES;
        if (pages * PAGE_BYTES != file().size()) {
            throw new DamagedIndexException(name + ": " + file().size() + " bytes are no whole pages");
        }
        length = pages == 0 ? 0 : (pages - 1) * DATA_BYTES + count(pages - 1, readRaw(pages - 1, 1));
        tailIsLoaded = false;
    }

    /**
     * Reads the whole file and finds where its last whole write ended; what lies behind is cut off.
     *
     * @throws DamagedIndexException if a page does not verify although later ones do
     */
    synchronized void openTail() throws IOException {
        tailIsLoaded = false;
        length = findEnd();
        long end = (length + DATA_BYTES - 1) / DATA_BYTES * PAGE_BYTES;
        if (file().size() > end) {
            file().truncate(end);
        }
    }

    private long findEnd() throws IOException {
        long pages = (file().size() + PAGE_BYTES - 1) / PAGE_BYTES;
        long end = 0;
        for (long page = 0; page < pages; page++) {
            int count = countOrNone(page, readRaw(page, 1), 0);
            if (count == NONE) {
                requireNothingBehind(page, pages);
                return end;
            }
            end += count;
            if (count < DATA_BYTES) {
                return end;
            }
        }
        return end;
    }

    private void requireNothingBehind(long bad, long pages) throws IOException {
        for (long page = bad + 1; page < pages; page++) {
            if (countOrNone(page, readRaw(page, 1), 0) != NONE) {
                throw damaged(bad);
            }
        }
    }

    /** Reads and verifies; says how many bytes, fewer than asked for only at the end. */
    synchronized int read(byte[] into, long position, int offset, int count) throws IOException {
        int wanted = (int) Math.max(0, Math.min(count, length - position));
        if (wanted == 0) {
            return 0;
        }
        long first = position / DATA_BYTES;
        int pages = (int) ((position + wanted - 1) / DATA_BYTES - first + 1);
        byte[] raw = readRaw(first, pages);
        int done = 0;
        while (done < wanted) {
            long page = (position + done) / DATA_BYTES;
            int within = (int) ((position + done) % DATA_BYTES);
            int at = (int) (page - first) * PAGE_BYTES;
            int part = Math.min(wanted - done, DATA_BYTES - within);
            if (countOrNone(page, raw, at) < within + part) {
                throw damaged(page);
            }
            System.arraycopy(raw, at + within, into, offset + done, part);
            done += part;
        }
        return done;
    }

    /** Appends. After a failure the file is to be opened again. */
    synchronized void append(byte[] bytes, int offset, int count) throws IOException {
        if (count == 0) {
            return;
        }
        isUnsynced = true;
        loadTail();
        long firstPage = length / DATA_BYTES;
        int within = (int) (length % DATA_BYTES);
        int inFirst = within == 0 ? 0 : Math.min(count, DATA_BYTES - within);
        byte[] newTail = tail.clone();
        System.arraycopy(bytes, offset, newTail, within, inFirst);
        if (inFirst > 0) {
            file().write(ByteBuffer.wrap(bytes, offset, inFirst), firstPage * PAGE_BYTES + within);
        }
        int left = count - inFirst;
        if (left > 0) {
            long next = within == 0 ? firstPage : firstPage + 1;
            file().write(pagesOf(next, bytes, offset + inFirst, left), next * PAGE_BYTES);
        }
        if (inFirst > 0) {
            ByteBuffer trailer = trailer(firstPage, newTail, 0, within + inFirst);
            file().write(trailer, firstPage * PAGE_BYTES + DATA_BYTES);
        }
        length += count;
        System.arraycopy(newTail, 0, tail, 0, DATA_BYTES);
        int inLast = left % DATA_BYTES;
        System.arraycopy(bytes, offset + count - inLast, tail, 0, left > 0 ? inLast : 0);
    }

    /** Cuts the file to {@code newLength}, or finds it to be that long. */
    synchronized void truncate(long newLength) throws IOException {
        if (newLength > length) {
            throw new DamagedIndexException(name + ": has " + length + " bytes, expected " + newLength);
        }
        if (newLength < length) {
            isUnsynced = true;
            long page = newLength / DATA_BYTES;
            int within = (int) (newLength % DATA_BYTES);
            if (within > 0) {
                byte[] raw = readRaw(page, 1);
                count(page, raw);
                file().write(trailer(page, raw, 0, within), page * PAGE_BYTES + DATA_BYTES);
            }
            file().truncate((within > 0 ? page + 1 : page) * PAGE_BYTES);
            length = newLength;
            tailIsLoaded = false;
        }
    }

    /** Makes what was written survive a power cut; does nothing if nothing was written since the last time. */
    synchronized void sync() throws IOException {
        if (isUnsynced) {
            file().sync();
            isUnsynced = false;
        }
    }

    /** Gives the open file back; it is opened again when needed. */
    synchronized void close() throws IOException {
        if (file != null) {
            file.close();
            file = null;
        }
    }

    private Disk.DiskFile file() throws IOException {
        if (file == null) {
            file = disk.open(name);
        }
        return file;
    }

    private void loadTail() throws IOException {
        if (!tailIsLoaded && length % DATA_BYTES != 0) {
            byte[] raw = readRaw(length / DATA_BYTES, 1);
            System.arraycopy(raw, 0, tail, 0, count(length / DATA_BYTES, raw));
        }
        tailIsLoaded = true;
    }

    /** Some of the bytes are zero if the file ends before. */
    private byte[] readRaw(long firstPage, int pages) throws IOException {
        byte[] raw = new byte[pages * PAGE_BYTES];
        try {
            file().read(ByteBuffer.wrap(raw), firstPage * PAGE_BYTES);
        } catch (ClosedChannelException e) {
            // A thread that was interrupted has closed it for all: whoever reads next opens it again.
            file = null;
            throw e;
        }
        return raw;
    }

    /** How many bytes of data the page holds. */
    private int count(long page, byte[] raw) {
        int count = countOrNone(page, raw, 0);
        if (count == NONE) {
            throw damaged(page);
        }
        return count;
    }

    /** How many bytes of data the page that begins at {@code at} holds, {@link #NONE} if it does not verify. */
    private int countOrNone(long page, byte[] raw, int at) {
        ByteBuffer trailer = ByteBuffer.wrap(raw, at + DATA_BYTES, PAGE_BYTES - DATA_BYTES);
        int count = trailer.getInt();
        boolean verifies = count >= 1 && count <= DATA_BYTES && trailer.getInt() == checksum(page, raw, at, count);
        return verifies ? count : NONE;
    }

    /** Whole pages, the last one filled up with zeros. */
    private ByteBuffer pagesOf(long firstPage, byte[] bytes, int offset, int count) {
        int pages = (count + DATA_BYTES - 1) / DATA_BYTES;
        ByteBuffer raw = ByteBuffer.allocate(pages * PAGE_BYTES);
        for (int i = 0; i < pages; i++) {
            int part = Math.min(DATA_BYTES, count - i * DATA_BYTES);
            raw.position(i * PAGE_BYTES).put(bytes, offset + i * DATA_BYTES, part);
            raw.position(i * PAGE_BYTES + DATA_BYTES);
            raw.put(trailer(firstPage + i, bytes, offset + i * DATA_BYTES, part));
        }
        return raw.flip();
    }

    private ByteBuffer trailer(long page, byte[] bytes, int offset, int count) {
        return ByteBuffer.allocate(8)
                .putInt(count)
                .putInt(checksum(page, bytes, offset, count))
                .flip();
    }

    private int checksum(long page, byte[] bytes, int offset, int count) {
        CRC32C crc = new CRC32C();
        crc.update(ByteBuffer.allocate(16).putLong(seed).putLong(page).flip());
        crc.update(bytes, offset, count);
        crc.update(ByteBuffer.allocate(4).putInt(count).flip());
        return (int) crc.getValue();
    }

    private DamagedIndexException damaged(long page) {
        return new DamagedIndexException(name + " at byte " + page * PAGE_BYTES + ": page does not verify");
    }
}
