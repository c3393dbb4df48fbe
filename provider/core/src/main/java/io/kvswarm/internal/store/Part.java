package io.kvswarm.internal.store;

import io.kvswarm.internal.wire.Version;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * What the loop knows of the part of a cache that lies in one cell: its floor, the keys whose changes wait for a
 * commit, in order, and its count. Confined to the loop.
 *
 * <p>The count is that of the index, plus what a commit under way changes, plus what has changed since.
 */
final class Part {
    private final CacheState cache;
    private final int cell;
    private final NavigableMap<PlacedKey, Slot> pending = new TreeMap<>();
    private Version floor = Version.NONE;
    private EntryCount inIndex = EntryCount.NONE;
    private Delta committing = new Delta();
    private Delta current = new Delta();

    Part(CacheState cache, int cell) {
        this.cache = cache;
        this.cell = cell;
    }

    /** Changes between two commits. */
    private static final class Delta {
        private boolean isCleared;
        private long entries;
        private long bytes;
        private long assumed;

        private EntryCount over(EntryCount below) {
            return isCleared ? new EntryCount(entries, bytes) : below.plus(entries, bytes);
        }
    }

    CacheState cache() {
        return cache;
    }

    int cell() {
        return cell;
    }

    CacheCell name() {
        return new CacheCell(cache.id(), cell);
    }

    /** Keys with changes that wait. */
    NavigableMap<PlacedKey, Slot> pending() {
        return pending;
    }

    /** Below it everything is dead. */
    Version floor() {
        return floor;
    }

    boolean isDead(Version version) {
        return version.compareTo(floor) < 0;
    }

    void raiseFloor(Version newFloor) {
        if (newFloor.compareTo(floor) > 0) {
            floor = newFloor;
        }
    }

    /** Nothing dead is left below {@code done}. */
    void floorIsDone(Version done) {
        if (floor.equals(done)) {
            floor = Version.NONE;
        }
    }

    EntryCount count() {
        return current.over(committing.over(inIndex));
    }

    /** True if a key that the loop knows nothing of is certainly absent. */
    boolean isEmptyInIndex() {
        return current.isCleared || committing.isCleared || inIndex.entries() == 0;
    }

    /** True if nothing is there and nothing waits for a commit. */
    boolean isEmpty() {
        return pending.isEmpty() && count().entries() == 0;
    }

    /** True if no change counted may be one of an entry that was there before. */
    boolean isExact() {
        return current.assumed + committing.assumed == 0;
    }

    /** Counts what the index held when it was opened. */
    void load(EntryCount count) {
        inIndex = count;
        cache.changed(count.entries(), count.bytes(), 0);
    }

    /** Counts a change; {@code isAssumed} if it is not known what was there before. */
    void changed(long moreEntries, long moreBytes, boolean isAssumed) {
        current.entries += moreEntries;
        current.bytes += moreBytes;
        current.assumed += isAssumed ? 1 : 0;
        cache.changed(moreEntries, moreBytes, isAssumed ? 1 : 0);
    }

    void cleared() {
        EntryCount before = count();
        cache.changed(-before.entries(), -before.bytes(), -(current.assumed + committing.assumed));
        current = new Delta();
        current.isCleared = true;
        committing.assumed = 0;
    }

    /** The changes up to now go into a commit. */
    void prepare() {
        committing = current;
        current = new Delta();
    }

    /** The commit is done; {@code newInIndex} is null if it did not touch this part. */
    void committed(EntryCount newInIndex) {
        EntryCount before = count();
        inIndex = newInIndex == null ? inIndex : newInIndex;
        long assumed = committing.assumed;
        committing = new Delta();
        EntryCount after = count();
        cache.changed(after.entries() - before.entries(), after.bytes() - before.bytes(), -assumed);
    }
}
