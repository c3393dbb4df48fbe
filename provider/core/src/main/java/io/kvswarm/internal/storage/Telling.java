package io.kvswarm.internal.storage;

import io.kvswarm.internal.wire.CacheId;
import io.kvswarm.internal.wire.CacheKey;
import io.kvswarm.internal.wire.Link;

/** Is told of every change when it is appended, before its release. Confined to the loop. */
interface Telling {
    /** Tells nobody. */
    Telling NOBODY = new Telling() {
        @Override
        public void changes(int cell, CacheKey key, Link from, Release release) {}

        @Override
        public void clears(int cell, CacheId cache, Link from, Release release) {}
    };

    /**
     * The entry of a key changes.
     *
     * @param from    over which link the change came; null if it is the owner's own
     * @param release of the change; may be made to wait by {@link Release#awaitAnswer}
     */
    void changes(int cell, CacheKey key, Link from, Release release);

    /** All entries of a cache in a cell are to go; else like {@link #changes}. */
    void clears(int cell, CacheId cache, Link from, Release release);
}
