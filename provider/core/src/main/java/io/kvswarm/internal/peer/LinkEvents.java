package io.kvswarm.internal.peer;

import io.kvswarm.internal.wire.Addresses;

/** What {@link Links} tell those that look for more of them. On the loop. */
interface LinkEvents {
    /** A link is open; told after the node heard of it. */
    void onOpen(PeerLink link);

    /** A link is over; told after the node heard of it. */
    void onEnd(PeerLink link);

    /** The peer knows where nodes are. */
    void onAddresses(PeerLink link, Addresses news);
}
