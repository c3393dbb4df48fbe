package io.kvswarm.internal.log;

import io.kvswarm.api.NodeId;

/** Signs what a log vouches for. Used on the log's writer alone. */
public interface HeadSigner {
    /** Length of a signature: Ed25519. */
    int SIGNATURE_BYTES = 64;

    /** Whose signatures these are. */
    NodeId id();

    /** Signs {@code message}; {@link #SIGNATURE_BYTES} bytes. */
    byte[] sign(byte[] message);
}
