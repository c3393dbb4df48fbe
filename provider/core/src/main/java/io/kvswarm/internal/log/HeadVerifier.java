package io.kvswarm.internal.log;

import io.kvswarm.api.NodeId;

/** Checks signatures of logs. Safe from any thread. */
@FunctionalInterface
public interface HeadVerifier {
    /** True if {@code signer} made {@code signature} over {@code message}. */
    boolean isSignedBy(NodeId signer, byte[] message, byte[] signature);
}
