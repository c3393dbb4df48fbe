package io.kvswarm.spi;

import io.kvswarm.api.EntryVersion;

/**
 * A change of an entry that everybody can see by now.
 *
 * @param kind     what happened
 * @param key      not copied, not to be changed
 * @param oldValue value before; null if there was none, or it is not known any more
 * @param newValue value now; null if there is none
 * @param version  of the change: events of one key rise
 * @param isOwn    true if this node made the change by {@link CacheStore#change} or {@link CacheStore#changeAll}
 */
public record StoreEvent(Kind kind, byte[] key, byte[] oldValue, byte[] newValue, EntryVersion version, boolean isOwn) {
    /** Kinds of events. */
    public enum Kind {
        /** There was no entry, now there is one. */
        CREATED,
        /** An entry has another value. */
        UPDATED,
        /** An entry was removed. */
        REMOVED,
        /** An entry's life ended. */
        EXPIRED
    }
}
