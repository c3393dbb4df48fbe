package io.kvswarm.internal.store;

import io.kvswarm.internal.wire.CacheKey;
import java.util.ArrayList;
import java.util.List;

/** Collects the entries of one page of an index until a limit or the end of the range. */
final class PageBuilder {
    private static final byte[] NO_KEY = {};

    private final ScanRange range;
    private final List<StoredEntry> entries = new ArrayList<>();
    private long bytes;
    private boolean hasMore;

    PageBuilder(ScanRange range) {
        this.range = range;
    }

    /** Where to begin. */
    PlacedKey from() {
        byte[] key = range.afterKey() == null ? NO_KEY : range.afterKey();
        return new PlacedKey(new CacheKey(range.cache(), key), range.fromPosition());
    }

    /** False if {@link #from} itself is not wanted. */
    boolean fromIsIncluded() {
        return range.afterKey() == null;
    }

    /** True if the page would take an entry there. */
    boolean takes(long position) {
        return Long.compareUnsigned(position, range.toPosition()) <= 0;
    }

    /** Takes the next entry, in order; false if the page is complete without it. */
    boolean add(StoredEntry entry) {
        if (!takes(entry.position())) {
            return false;
        }
        if (isFull()) {
            hasMore = true;
            return false;
        }
        entries.add(entry);
        bytes += entry.bytes();
        return true;
    }

    /** True if the page takes no more: whether there are more is not known yet. */
    boolean isFull() {
        return entries.size() >= range.entriesMax() || bytes >= range.bytesMax();
    }

    Index.IndexPage build(long commits) {
        return new Index.IndexPage(commits, entries, !hasMore);
    }
}
