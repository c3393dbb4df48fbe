package io.kvswarm.internal.peer;

import io.kvswarm.api.ErrorCode;
import io.kvswarm.api.NodeId;
import io.kvswarm.internal.wire.Hello;
import io.kvswarm.internal.wire.Link;
import io.kvswarm.internal.wire.Message;
import io.kvswarm.internal.wire.Pong;

/** What a node is told by {@link Peers} and asked by it. On the loop. */
public interface PeerHandler {
    /** What this node says of itself now; process, attempt and address are filled in by {@link Peers}. */
    Hello hello();

    /** The answer to a ping: the stamp, this node's term and how far its log is synced. */
    Pong pong(long stamp);

    /** A link is open. A link to the same process that was open before has ended by now. */
    void onLink(Link link);

    /** A message the peer may send; heartbeats' answers included. */
    void onMessage(Link link, Message message);

    /** A message the peer has no right to send; nothing was done with it. Answer it, or close the link. */
    void onForbidden(Link link, Message message);

    /** The link is over; what was sent on it may or may not have arrived. Told once for each {@link #onLink}. */
    void onLinkEnd(Link link, String reason);

    /** {@code peer} does not let this node in; {@link Peers} goes on trying, in case its config changes. */
    void onRefused(NodeId peer, ErrorCode code, String reason);
}
