package io.kvswarm.api;

/**
 * What bounds a namespace, over the whole swarm. Each storage node enforces its share.
 *
 * @param maxEntries most entries; 0 for no bound
 * @param maxBytes   most bytes of keys and values; 0 for no bound
 * @param evicts     at the bound, whether the entries least used are evicted; false to refuse new ones instead
 */
public record NamespaceSettings(long maxEntries, long maxBytes, boolean evicts) {
    /** No bounds. */
    public static final NamespaceSettings UNBOUNDED = new NamespaceSettings(0, 0, true);

    /** Checks the bounds. */
    public NamespaceSettings {
        if (maxEntries < 0) {
            throw new IllegalArgumentException("maxEntries is " + maxEntries + ", expected 0 or more");
        }
        if (maxBytes < 0) {
            throw new IllegalArgumentException("maxBytes is " + maxBytes + ", expected 0 or more");
        }
    }

    /** The same with another bound of entries. */
    public NamespaceSettings withMaxEntries(long entries) {
        return new NamespaceSettings(entries, maxBytes, evicts);
    }

    /** The same with another bound of bytes. */
    public NamespaceSettings withMaxBytes(long bytes) {
        return new NamespaceSettings(maxEntries, bytes, evicts);
    }

    /** The same, refusing at the bound instead of evicting. */
    public NamespaceSettings neverEvicting() {
        return new NamespaceSettings(maxEntries, maxBytes, false);
    }
}
