package io.kvswarm.internal.store;

import io.kvswarm.internal.log.RecordPosition;
import io.kvswarm.internal.wire.Version;
import java.util.HashMap;
import java.util.Map;

/**
 * What an index counts: entries and bytes of each part, live bytes of each segment, and the clears that are not done.
 *
 * <p>Changed by one thread, through a {@link Change} that is applied as a whole or dropped; the maps it gives out are
 * copies.
 */
final class Tally {
    private final Map<CacheCell, EntryCount> counts;
    private final Map<Long, Long> liveBytes;
    private final Map<CacheCell, Version> floors;

    Tally() {
        this(Map.of(), Map.of(), Map.of());
    }

    Tally(Map<CacheCell, EntryCount> counts, Map<Long, Long> liveBytes, Map<CacheCell, Version> floors) {
        this.counts = new HashMap<>(counts);
        this.liveBytes = new HashMap<>(liveBytes);
        this.floors = new HashMap<>(floors);
    }

    synchronized Map<CacheCell, EntryCount> counts() {
        return new HashMap<>(counts);
    }

    synchronized Map<Long, Long> liveBytes() {
        return new HashMap<>(liveBytes);
    }

    synchronized Map<CacheCell, Version> floors() {
        return new HashMap<>(floors);
    }

    Change change() {
        return new Change();
    }

    private static <K, V> void replace(Map<K, V> all, Map<K, V> changed, V nothing) {
        changed.forEach((key, value) -> {
            if (value.equals(nothing)) {
                all.remove(key);
            } else {
                all.put(key, value);
            }
        });
    }

    /** What one commit does to the counts. */
    final class Change {
        private final Map<CacheCell, EntryCount> newCounts = new HashMap<>();
        private final Map<Long, Long> newLiveBytes = new HashMap<>();
        private final Map<CacheCell, Version> newFloors = new HashMap<>();

        /** Nothing of the part with a version below {@code floor} counts any more. */
        void clear(CacheCell part, Version floor) {
            if (floor.compareTo(floor(part)) > 0) {
                newFloors.put(part, floor);
                newCounts.put(part, EntryCount.NONE);
            }
        }

        /** No entry below the part's floor is left. */
        void floorIsDone(CacheCell part) {
            newFloors.put(part, Version.NONE);
        }

        /** The part's floor, {@link Version#NONE} if it has none. */
        Version floor(CacheCell part) {
            if (newFloors.isEmpty() && floors.isEmpty()) {
                return Version.NONE;
            }
            Version changed = newFloors.get(part);
            return changed != null ? changed : floors.getOrDefault(part, Version.NONE);
        }

        /** An entry took another's place; either may be null. */
        void replaced(CacheCell part, StoredEntry before, StoredEntry after) {
            live(before, -1);
            live(after, 1);
            Version floor = floor(part);
            EntryCount less = counted(before, floor);
            EntryCount more = counted(after, floor);
            // Most changes put one value in the place of another as long.
            if (!more.equals(less)) {
                EntryCount old = newCounts.get(part);
                EntryCount known = old != null ? old : counts.getOrDefault(part, EntryCount.NONE);
                newCounts.put(part, known.plus(more.entries() - less.entries(), more.bytes() - less.bytes()));
            }
        }

        private static EntryCount counted(StoredEntry entry, Version floor) {
            return entry == null || entry.version().compareTo(floor) < 0
                    ? EntryCount.NONE
                    : new EntryCount(1, entry.bytes());
        }

        /** Makes the change part of the tally. */
        void apply() {
            synchronized (Tally.this) {
                replace(counts, newCounts, EntryCount.NONE);
                replace(liveBytes, newLiveBytes, 0L);
                replace(floors, newFloors, Version.NONE);
            }
        }

        Map<CacheCell, EntryCount> counts() {
            return newCounts;
        }

        Map<Long, Long> liveBytes() {
            return newLiveBytes;
        }

        Map<CacheCell, Version> floors() {
            return newFloors;
        }

        private void live(StoredEntry entry, int sign) {
            if (entry != null) {
                live(entry.record(), sign);
                live(entry.touchRecord(), sign);
            }
        }

        private void live(RecordPosition record, int sign) {
            if (record != null) {
                Long old = newLiveBytes.get(record.segment());
                long known = old != null ? old : liveBytes.getOrDefault(record.segment(), 0L);
                newLiveBytes.put(record.segment(), known + (long) sign * record.length());
            }
        }
    }
}
