package io.kvswarm.internal.store;

import io.kvswarm.internal.base.ByteSink;
import io.kvswarm.internal.log.RecordPosition;
import io.kvswarm.internal.wire.CacheId;
import io.kvswarm.internal.wire.CacheKey;
import io.kvswarm.internal.wire.Version;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.zip.CRC32C;

/**
 * How the entries of one cache are written in an index. Immutable.
 *
 * <pre>
 * key:   bytes  field
 *            8  position   of the key in the key space
 *          0-n  key
 *
 * value: bytes  field
 *            1  flags      bit 0: value follows, bit 1: record, bit 2: touchRecord
 *          3-30 version    three variable numbers: cellEpoch, term, index
 *          1-10 expiryMillis
 *          1-5  valueBytes
 *          3-20 record     three variable numbers: segment, offset, length; if flagged
 *          3-20 touchRecord  the same; if flagged
 *            n  value      if flagged
 *            4  crc        CRC32C of cache, key and all of the above
 * </pre>
 *
 * <p>A variable number has seven bits a byte, lowest first, the eighth set while more follow.
 */
final class EntryRows {
    private static final int HAS_VALUE = 1;
    private static final int HAS_RECORD = 2;
    private static final int HAS_TOUCH = 4;
    private static final int CRC_BYTES = 4;

    private final CacheId cache;
    private final byte[] cacheBytes;

    EntryRows(CacheId cache) {
        this.cache = cache;
        ByteSink out = new ByteSink(CacheId.BYTES_MAX);
        cache.writeTo(out);
        this.cacheBytes = out.toBytes();
    }

    static byte[] key(PlacedKey placed) {
        byte[] key = placed.key().key();
        return new ByteSink(Long.BYTES + key.length)
                .int64(placed.position())
                .bytes(key)
                .toBytes();
    }

    PlacedKey placed(byte[] row) {
        if (row.length < Long.BYTES) {
            throw new DamagedIndexException("an index key has " + row.length + " bytes");
        }
        long position = ByteBuffer.wrap(row).getLong();
        return new PlacedKey(new CacheKey(cache, Arrays.copyOfRange(row, Long.BYTES, row.length)), position);
    }

    byte[] value(byte[] key, StoredEntry entry) {
        int flags = (entry.value() == null ? 0 : HAS_VALUE)
                | (entry.record() == null ? 0 : HAS_RECORD)
                | (entry.touchRecord() == null ? 0 : HAS_TOUCH);
        ByteSink out = new ByteSink(64 + (entry.value() == null ? 0 : entry.value().length));
        out.int8(flags);
        number(out, entry.version().cellEpoch());
        number(out, entry.version().term());
        number(out, entry.version().index());
        number(out, entry.expiryMillis());
        number(out, entry.valueBytes());
        record(out, entry.record());
        record(out, entry.touchRecord());
        if (entry.value() != null) {
            out.bytes(entry.value());
        }
        return out.int32(crc(key, out.array(), out.length())).toBytes();
    }

    /** Reads and verifies. */
    StoredEntry entry(PlacedKey placed, byte[] key, byte[] value) {
        int end = value.length - CRC_BYTES;
        ByteBuffer in = ByteBuffer.wrap(value);
        if (end < 0 || in.getInt(end) != crc(key, value, end)) {
            throw new DamagedIndexException("an index entry of " + value.length + " bytes does not verify");
        }
        int flags = in.get();
        Version version = new Version(number(in), number(in), number(in));
        long expiryMillis = number(in);
        int valueBytes = (int) number(in);
        RecordPosition record = (flags & HAS_RECORD) == 0 ? null : record(in);
        RecordPosition touchRecord = (flags & HAS_TOUCH) == 0 ? null : record(in);
        if ((flags & HAS_VALUE) == 0) {
            return StoredEntry.inLog(placed, version, expiryMillis, valueBytes, record)
                    .withTouchRecord(touchRecord);
        }
        byte[] inline = Arrays.copyOfRange(value, in.position(), end);
        return StoredEntry.of(placed.key(), placed.position(), version, expiryMillis, inline)
                .withRecord(record)
                .withTouchRecord(touchRecord);
    }

    private static void record(ByteSink out, RecordPosition record) {
        if (record != null) {
            number(out, record.segment());
            number(out, record.offset());
            number(out, record.length());
        }
    }

    private static RecordPosition record(ByteBuffer in) {
        return new RecordPosition(number(in), (int) number(in), (int) number(in));
    }

    private static void number(ByteSink out, long value) {
        long left = value;
        while ((left & ~0x7fL) != 0) {
            out.int8((int) ((left & 0x7f) | 0x80));
            left >>>= 7;
        }
        out.int8((int) left);
    }

    private static long number(ByteBuffer in) {
        long value = 0;
        for (int shift = 0; ; shift += 7) {
            byte next = in.get();
            value |= (next & 0x7fL) << shift;
            if (next >= 0) {
                return value;
            }
        }
    }

    private int crc(byte[] key, byte[] value, int length) {
        CRC32C crc = new CRC32C();
        crc.update(cacheBytes, 0, cacheBytes.length);
        crc.update(key, 0, key.length);
        crc.update(value, 0, length);
        return (int) crc.getValue();
    }
}
