package io.kvswarm.internal.store;

import java.util.Arrays;
import jetbrains.exodus.ArrayByteIterable;
import jetbrains.exodus.ByteIterable;
import jetbrains.exodus.env.Cursor;
import jetbrains.exodus.env.Store;
import jetbrains.exodus.env.Transaction;

/** The entries of one cache within one transaction. */
final class EntryStore {
    private final EntryRows rows;
    private final Cells cells;
    private final Store store;
    private final Store deadlines;
    private final Transaction transaction;

    EntryStore(EntryRows rows, Cells cells, Store store, Store deadlines, Transaction transaction) {
        this.rows = rows;
        this.cells = cells;
        this.store = store;
        this.deadlines = deadlines;
        this.transaction = transaction;
    }

    /** Sets an entry, or removes it if {@code entry} is null or dead; keeps count. */
    void set(PlacedKey placed, StoredEntry entry, Tally.Change change) {
        CacheCell part = new CacheCell(placed.key().cache(), cells.of(placed.position()));
        boolean dead = entry != null && entry.version().compareTo(change.floor(part)) < 0;
        StoredEntry after = dead ? null : entry;
        byte[] key = EntryRows.key(placed);
        ByteIterable row = new ArrayByteIterable(key);
        ByteIterable old = store.get(transaction, row);
        StoredEntry before = old == null ? null : rows.entry(placed, key, MetaRows.bytes(old));
        if (after != null) {
            store.put(transaction, row, new ArrayByteIterable(rows.value(key, after)));
        } else if (before != null) {
            store.delete(transaction, row);
        }
        change.replaced(part, before, after);
        DeadlineRows.replace(deadlines, transaction, before, after);
    }

    /** Looks up one entry; null if there is none. */
    static StoredEntry find(Store store, Transaction transaction, EntryRows rows, PlacedKey placed) {
        byte[] key = EntryRows.key(placed);
        ByteIterable value = store.get(transaction, new ArrayByteIterable(key));
        return value == null ? null : rows.entry(placed, key, MetaRows.bytes(value));
    }

    /** Fills a page. */
    static void fill(PageBuilder page, Store store, Transaction transaction, EntryRows rows) {
        byte[] from = EntryRows.key(page.from());
        try (Cursor cursor = store.openCursor(transaction)) {
            boolean more = cursor.getSearchKeyRange(new ArrayByteIterable(from)) != null;
            while (more) {
                byte[] key = MetaRows.bytes(cursor.getKey());
                boolean isWanted = page.fromIsIncluded() || !Arrays.equals(key, from);
                PlacedKey placed = rows.placed(key);
                if (isWanted && !page.add(rows.entry(placed, key, MetaRows.bytes(cursor.getValue())))) {
                    return;
                }
                more = cursor.getNext();
            }
        }
    }
}
