package io.kvswarm.cli.bulk;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;

/** Reads entry after entry from bytes that {@link SourceStream} made. */
public final class EntryReader {
    private final InputStream in;

    /** Reads from there. */
    public EntryReader(InputStream in) {
        this.in = in;
    }

    /** The next entry; null at the end. */
    public EntryRecord next() throws IOException {
        byte[] header = in.readNBytes(EntryRecord.HEADER_BYTES);
        if (header.length == 0) {
            return null;
        }
        EntryRecord.Lengths lengths = EntryRecord.Lengths.of(whole(header, EntryRecord.HEADER_BYTES));
        byte[] key = whole(in.readNBytes(lengths.key()), lengths.key());
        return new EntryRecord(key, whole(in.readNBytes(lengths.value()), lengths.value()));
    }

    private static byte[] whole(byte[] bytes, int length) throws EOFException {
        if (bytes.length < length) {
            throw new EOFException("the input ended within an entry");
        }
        return bytes;
    }
}
