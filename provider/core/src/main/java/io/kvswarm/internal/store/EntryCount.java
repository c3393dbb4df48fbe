package io.kvswarm.internal.store;

/**
 * How much there is.
 *
 * @param entries how many entries
 * @param bytes   length of their keys and values
 */
public record EntryCount(long entries, long bytes) {
    /** Nothing. */
    public static final EntryCount NONE = new EntryCount(0, 0);

    /** Both sums. */
    public EntryCount plus(EntryCount other) {
        return plus(other.entries, other.bytes);
    }

    /** Both sums. */
    public EntryCount plus(long moreEntries, long moreBytes) {
        return new EntryCount(entries + moreEntries, bytes + moreBytes);
    }
}
