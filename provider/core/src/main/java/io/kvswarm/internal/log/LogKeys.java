package io.kvswarm.internal.log;

import io.kvswarm.api.NodeId;
import io.kvswarm.internal.identity.NodeKey;
import io.kvswarm.internal.identity.Signatures;

/**
 * Who signs a log and who checks it.
 *
 * @param signer   signs heads and checkpoints; null for a log that nobody else will ever be shown
 * @param verifier checks them when the log is opened; null without a signer
 */
public record LogKeys(HeadSigner signer, HeadVerifier verifier) {
    /** No signatures. */
    public static final LogKeys NONE = new LogKeys(null, null);

    /** The node's own key. */
    public static LogKeys of(NodeKey key) {
        return new LogKeys(new KeySigner(key), Signatures::verify);
    }

    /** Both or none. */
    public LogKeys {
        if ((signer == null) != (verifier == null)) {
            throw new IllegalArgumentException("a log has both a signer and a verifier, or none");
        }
    }

    /**
     * A node's key in the role of a signer.
     *
     * @param key the key
     */
    private record KeySigner(NodeKey key) implements HeadSigner {
        @Override
        public NodeId id() {
            return key.id();
        }

        @Override
        public byte[] sign(byte[] message) {
            return key.sign(message);
        }
    }
}
