package io.kvswarm.internal.wire;

import io.kvswarm.api.NodeId;

/** Links to the nodes that own cells, for the rooms that write and read. Confined to the loop. */
@FunctionalInterface
public interface Owners {
    /**
     * The open link to {@code owner}, or null if there is none at the moment. Asking makes the node dial: when the link
     * is there, the room is told.
     */
    Link linkOf(NodeId owner);
}
