package io.kvswarm.internal.wire;

import io.kvswarm.api.NodeId;

/** Which cell a key lies in and who owns it, as of the config in force. Confined to the loop. */
public interface Routing {
    /** The cell of a key. */
    int cellOf(byte[] key);

    /** The node that owns a cell. */
    NodeId ownerOf(int cell);

    /** Number of cells; it never changes. */
    int cells();

    /** Epoch of the config in force. */
    long epoch();
}
