package io.kvswarm.internal.store;

import io.kvswarm.internal.base.BodyReader;
import io.kvswarm.internal.base.ByteSink;
import io.kvswarm.internal.wire.CacheId;
import io.kvswarm.internal.wire.CacheKey;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import jetbrains.exodus.ArrayByteIterable;
import jetbrains.exodus.ByteIterable;
import jetbrains.exodus.env.Cursor;
import jetbrains.exodus.env.Store;
import jetbrains.exodus.env.Transaction;

/**
 * Entries in the order in which they end. A row has a key only.
 *
 * <pre>
 * bytes  field
 *     8  expiryMillis
 *  1-29  cache
 *     8  position
 *   0-n  key
 * </pre>
 */
final class DeadlineRows {
    private static final ByteIterable NOTHING = new ArrayByteIterable(new byte[0]);

    private DeadlineRows() {}

    /** One entry takes another's place; either may be null. */
    static void replace(Store store, Transaction transaction, StoredEntry before, StoredEntry after) {
        long then = before == null ? 0 : before.expiryMillis();
        long now = after == null ? 0 : after.expiryMillis();
        if (then == now) {
            return;
        }
        if (then != 0) {
            store.delete(transaction, row(before));
        }
        if (now != 0) {
            store.put(transaction, row(after), NOTHING);
        }
    }

    /** The first {@code limit}, soonest first. */
    static List<Deadline> first(Store store, Transaction transaction, int limit) {
        List<Deadline> first = new ArrayList<>();
        try (Cursor cursor = store.openCursor(transaction)) {
            while (first.size() < limit && cursor.getNext()) {
                first.add(deadline(MetaRows.bytes(cursor.getKey())));
            }
        }
        return first;
    }

    private static ByteIterable row(StoredEntry entry) {
        ByteSink out = new ByteSink(48 + entry.key().key().length).int64(entry.expiryMillis());
        entry.key().cache().writeTo(out);
        return new ArrayByteIterable(
                out.int64(entry.position()).bytes(entry.key().key()).toBytes());
    }

    private static Deadline deadline(byte[] row) {
        BodyReader in = new BodyReader("deadline", ByteBuffer.wrap(row));
        long expiryMillis = in.int64("expiryMillis", 1, Long.MAX_VALUE);
        CacheId cache = CacheId.readFrom(in);
        long position = in.int64("position", Long.MIN_VALUE, Long.MAX_VALUE);
        CacheKey key = new CacheKey(cache, in.bytes("key", in.remaining()));
        return new Deadline(new PlacedKey(key, position), expiryMillis);
    }
}
