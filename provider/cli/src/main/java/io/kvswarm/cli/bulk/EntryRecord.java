package io.kvswarm.cli.bulk;

import io.kvswarm.internal.base.Limits;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;

/**
 * An entry on its way.
 *
 * <pre>
 * offset  bytes  field
 *      0      4  keyLength    0 to 64 KiB
 *      4      4  valueLength  0 to 64 MiB
 *      8      k  key
 *    8+k      v  value
 * </pre>
 *
 * @param key   not copied
 * @param value not copied
 */
public record EntryRecord(byte[] key, byte[] value) {
    static final int HEADER_BYTES = 8;

    /** Bytes of key and value. */
    public long size() {
        return (long) key.length + value.length;
    }

    /** Writes header, key and value. */
    public void writeTo(OutputStream out) throws IOException {
        out.write(header());
        out.write(key);
        out.write(value);
    }

    byte[] header() {
        return ByteBuffer.allocate(HEADER_BYTES)
                .putInt(key.length)
                .putInt(value.length)
                .array();
    }

    /** Lengths of key and value of a record, both in their bounds. */
    record Lengths(int key, int value) {
        static Lengths of(byte[] header) throws IOException {
            ByteBuffer bytes = ByteBuffer.wrap(header);
            Lengths lengths = new Lengths(bytes.getInt(), bytes.getInt());
            if (lengths.key < 0
                    || lengths.key > Limits.KEY_BYTES_MAX
                    || lengths.value < 0
                    || lengths.value > Limits.VALUE_BYTES_MAX) {
                throw new IOException("entry with a key of " + Integer.toUnsignedString(lengths.key)
                        + " and a value of " + Integer.toUnsignedString(lengths.value) + " bytes, expected at most "
                        + Limits.KEY_BYTES_MAX + " and " + Limits.VALUE_BYTES_MAX);
            }
            return lengths;
        }
    }
}
