package io.kvswarm.internal.store;

import io.kvswarm.internal.base.BodyReader;
import io.kvswarm.internal.base.ByteSink;
import io.kvswarm.internal.log.RecordPosition;
import io.kvswarm.internal.wire.CacheId;
import io.kvswarm.internal.wire.Version;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.zip.CRC32C;
import jetbrains.exodus.ArrayByteIterable;
import jetbrains.exodus.ByteIterable;
import jetbrains.exodus.env.Cursor;
import jetbrains.exodus.env.Store;
import jetbrains.exodus.env.Transaction;

/**
 * What an index knows besides its entries, in a store of its own.
 *
 * <pre>
 * key                       value, always followed by a CRC32C of key and value
 * 'W'                       watermark
 * 'N'                       state of the node
 * 'C' cell (4)              state of the cell
 * 'E' cell (4) cache        entries (8), bytes (8)
 * 'F' cell (4) cache        version of the floor
 * 'S' segment (8)           live bytes (8)
 * </pre>
 */
final class MetaRows {
    private static final byte WATERMARK = 'W';
    private static final byte NODE = 'N';
    private static final byte CELL = 'C';
    private static final byte COUNT = 'E';
    private static final byte FLOOR = 'F';
    private static final byte SEGMENT = 'S';
    private static final int CRC_BYTES = 4;

    private final Store store;
    private final Transaction transaction;

    MetaRows(Store store, Transaction transaction) {
        this.store = store;
        this.transaction = transaction;
    }

    RecordPosition watermark() {
        byte[] value = get(new byte[] {WATERMARK});
        return value == null ? RecordPosition.START : RecordPosition.readFrom(reader(value));
    }

    byte[] nodeState() {
        byte[] value = get(new byte[] {NODE});
        return value == null ? new byte[0] : value;
    }

    Map<Integer, byte[]> cellStates() {
        Map<Integer, byte[]> states = new HashMap<>();
        each(CELL, (key, value) -> states.put(key.getInt(), value));
        return states;
    }

    Tally tally() {
        Map<CacheCell, EntryCount> counts = new HashMap<>();
        Map<CacheCell, Version> floors = new HashMap<>();
        Map<Long, Long> live = new HashMap<>();
        each(COUNT, (key, value) -> {
            ByteBuffer in = ByteBuffer.wrap(value);
            counts.put(part(key), new EntryCount(in.getLong(), in.getLong()));
        });
        each(FLOOR, (key, value) -> floors.put(part(key), Version.readFrom(reader(value))));
        each(
                SEGMENT,
                (key, value) -> live.put(key.getLong(), ByteBuffer.wrap(value).getLong()));
        return new Tally(counts, live, floors);
    }

    void put(IndexBatch batch) {
        batch.cellStates().forEach((cell, state) -> set(key(CELL).int32(cell), state));
        if (batch.nodeState() != null) {
            set(key(NODE), batch.nodeState());
        }
        if (batch.watermark() != null) {
            ByteSink out = new ByteSink(RecordPosition.BYTES);
            batch.watermark().writeTo(out);
            set(key(WATERMARK), out.toBytes());
        }
    }

    void put(Tally.Change change) {
        change.counts().forEach((part, count) -> {
            ByteSink value = new ByteSink(16).int64(count.entries()).int64(count.bytes());
            set(key(COUNT, part), count.equals(EntryCount.NONE) ? null : value.toBytes());
        });
        change.liveBytes().forEach((segment, bytes) -> {
            byte[] value = new ByteSink(8).int64(bytes).toBytes();
            set(key(SEGMENT).int64(segment), bytes == 0 ? null : value);
        });
        change.floors().forEach((part, floor) -> {
            ByteSink value = new ByteSink(Version.BYTES);
            floor.writeTo(value);
            set(key(FLOOR, part), floor.equals(Version.NONE) ? null : value.toBytes());
        });
    }

    private static ByteSink key(byte kind) {
        return new ByteSink(48).int8(kind);
    }

    private static ByteSink key(byte kind, CacheCell part) {
        ByteSink key = key(kind).int32(part.cell());
        part.cache().writeTo(key);
        return key;
    }

    private static CacheCell part(ByteBuffer key) {
        int cell = key.getInt();
        return new CacheCell(CacheId.readFrom(new BodyReader("index", key)), cell);
    }

    private static BodyReader reader(byte[] value) {
        return new BodyReader("index", ByteBuffer.wrap(value));
    }

    /** Removes the row if {@code value} is null. */
    private void set(ByteSink keySink, byte[] value) {
        byte[] key = keySink.toBytes();
        ByteIterable row = new ArrayByteIterable(key);
        if (value == null) {
            store.delete(transaction, row);
        } else {
            ByteSink out = new ByteSink(value.length + CRC_BYTES).bytes(value).int32(crc(key, value, value.length));
            store.put(transaction, row, new ArrayByteIterable(out.toBytes()));
        }
    }

    private byte[] get(byte[] key) {
        ByteIterable value = store.get(transaction, new ArrayByteIterable(key));
        return value == null ? null : verified(key, bytes(value));
    }

    private void each(byte kind, BiConsumer<ByteBuffer, byte[]> row) {
        try (Cursor cursor = store.openCursor(transaction)) {
            ByteIterable first = cursor.getSearchKeyRange(new ArrayByteIterable(new byte[] {kind}));
            for (boolean more = first != null; more; more = cursor.getNext()) {
                byte[] key = bytes(cursor.getKey());
                if (key[0] != kind) {
                    return;
                }
                row.accept(ByteBuffer.wrap(key, 1, key.length - 1), verified(key, bytes(cursor.getValue())));
            }
        }
    }

    static byte[] bytes(ByteIterable iterable) {
        byte[] shared = iterable.getBytesUnsafe();
        return shared.length == iterable.getLength() ? shared : Arrays.copyOf(shared, iterable.getLength());
    }

    private static byte[] verified(byte[] key, byte[] value) {
        int end = value.length - CRC_BYTES;
        if (end < 0 || ByteBuffer.wrap(value).getInt(end) != crc(key, value, end)) {
            throw new DamagedIndexException("an index row of kind " + (char) key[0] + " does not verify");
        }
        return Arrays.copyOf(value, end);
    }

    private static int crc(byte[] key, byte[] value, int length) {
        CRC32C crc = new CRC32C();
        crc.update(key, 0, key.length);
        crc.update(value, 0, length);
        return (int) crc.getValue();
    }
}
