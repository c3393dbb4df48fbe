package io.kvswarm.internal.store;

import io.kvswarm.internal.wire.Version;

/** What the loop knows of one key. Confined to the loop. */
final class Slot {
    /** Memory of a small entry besides its key and value, roughly. */
    private static final int OVERHEAD_BYTES = 320;

    final PlacedKey placed;
    final Part part;

    /** False while only the index knows. */
    boolean isKnown;

    /** The entry as of now, if known; null if there is none. */
    StoredEntry entry;

    /** Highest version seen of the key. */
    Version version = Version.NONE;

    /** The change that no commit has covered yet; null if the index says the same. */
    Change pending;

    /** How many callers need it to stay. */
    int pins;

    /** When it was used last, in uses of the table. */
    long lastUse;

    /** Its neighbours in the list of resident entries, and which list; null if in none. */
    Slot older;

    Slot newer;
    Resident.Queue queue;
    int residentBytes;
    /** True if it was used more than once lately. */
    boolean isHot;

    Slot(PlacedKey placed, Part part) {
        this.placed = placed;
        this.part = part;
    }

    /** The entry, unless a clear has killed it. */
    StoredEntry live() {
        return entry == null || part.isDead(entry.version()) ? null : entry;
    }

    /** The entry with the log positions that have become known since it was changed. */
    StoredEntry current() {
        if (pending != null && entry != null) {
            pending.resolve();
            entry = pending.entry();
        }
        return live();
    }

    /** Memory it takes. */
    int memoryBytes() {
        int value = entry == null || entry.value() == null ? 0 : entry.value().length;
        return OVERHEAD_BYTES + placed.key().key().length + value;
    }
}
