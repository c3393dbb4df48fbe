package io.kvswarm.internal.node;

import io.kvswarm.api.NodeId;
import io.kvswarm.internal.identity.NodeKey;
import io.kvswarm.internal.log.HeadSigner;

/** Signs heads of a log with the node's key. Safe from any thread. */
record KeySigner(NodeKey key) implements HeadSigner {
    @Override
    public NodeId id() {
        return key.id();
    }

    @Override
    public byte[] sign(byte[] message) {
        return key.sign(message);
    }
}
