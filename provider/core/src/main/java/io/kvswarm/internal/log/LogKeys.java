package io.kvswarm.internal.log;

/**
 * Who signs a log and who checks it.
 *
 * @param signer   signs heads and checkpoints; null for a log that nobody else will ever be shown
 * @param verifier checks them when the log is opened; null without a signer
 */
public record LogKeys(HeadSigner signer, HeadVerifier verifier) {
    /** No signatures. */
    public static final LogKeys NONE = new LogKeys(null, null);

    /** Both or none. */
    public LogKeys {
        if ((signer == null) != (verifier == null)) {
            throw new IllegalArgumentException("a log has both a signer and a verifier, or none");
        }
    }
}
