package io.kvswarm.cli.bulk;

import java.io.IOException;
import java.io.InputStream;

/** The entries of a source as bytes, each read only when its bytes are asked for. */
public final class SourceStream extends InputStream {
    private final EntrySource source;
    private final Progress progress;
    private final byte[][] parts = new byte[3][0];
    private int part = parts.length;
    private int position;

    /** Reads {@code source}, which is closed with this stream, and tells {@code progress} of every entry. */
    public SourceStream(EntrySource source, Progress progress) {
        this.source = source;
        this.progress = progress;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        if (!refill()) {
            return -1;
        }
        int count = Math.min(length, parts[part].length - position);
        System.arraycopy(parts[part], position, into, offset, count);
        position += count;
        return count;
    }

    /** False at the end. */
    private boolean refill() throws IOException {
        while (part < parts.length && position == parts[part].length) {
            part++;
            position = 0;
        }
        if (part < parts.length) {
            return true;
        }
        EntryRecord entry = source.next();
        if (entry == null) {
            return false;
        }
        progress.count(entry.size());
        parts[0] = entry.header();
        parts[1] = entry.key();
        parts[2] = entry.value();
        part = 0;
        return true;
    }

    @Override
    public void close() throws IOException {
        source.close();
    }
}
