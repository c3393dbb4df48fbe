package io.kvswarm.internal.storage;

import io.kvswarm.api.NodeId;

/** Who may do what, as the config in force says. Asked on the loop, at the moment it counts. */
public interface Access {
    /** True if {@code principal} may change data here. */
    boolean mayWrite(NodeId principal);

    /** True if {@code principal} may read data here. */
    boolean mayRead(NodeId principal);

    /** Epoch of the config in force. */
    long epoch();
}
