package io.kvswarm.internal.storage;

import io.kvswarm.internal.store.Cells;

/** Where keys lie. Immutable. */
public interface KeySpace {
    /** Position of a key: SipHash-2-4 under the config's hash key. */
    long positionOf(byte[] key);

    /** How positions fall into cells. */
    Cells cells();
}
