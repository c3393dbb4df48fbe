package io.kvswarm.internal.identity;

import io.kvswarm.api.NodeId;
import java.security.SecureRandom;
import org.bouncycastle.crypto.params.Ed25519PrivateKeyParameters;
import org.bouncycastle.math.ec.rfc8032.Ed25519;

/** An Ed25519 key pair: a node's identity, or the key of one session. Immutable; shared between threads. */
public final class NodeKey {
    /** Length of the secret in bytes. */
    public static final int SEED_BYTES = 32;

    /** Length of a signature in bytes. */
    public static final int SIGNATURE_BYTES = 64;

    private final Ed25519PrivateKeyParameters secret;
    private final NodeId id;

    private NodeKey(Ed25519PrivateKeyParameters secret) {
        this.secret = secret;
        this.id = NodeId.of(secret.generatePublicKey().getEncoded());
    }

    /** A key nobody had before. */
    public static NodeKey generate(SecureRandom random) {
        byte[] seed = new byte[SEED_BYTES];
        random.nextBytes(seed);
        return ofSeed(seed);
    }

    /** The key that {@code seed}, 32 bytes, stands for; always the same one. */
    public static NodeKey ofSeed(byte[] seed) {
        if (seed.length != SEED_BYTES) {
            throw new IllegalArgumentException("seed has " + seed.length + " bytes, expected " + SEED_BYTES);
        }
        return new NodeKey(new Ed25519PrivateKeyParameters(seed, 0));
    }

    /** The public key. */
    public NodeId id() {
        return id;
    }

    /** Signs {@code message} as it is; callers make it with {@link Signatures#message}. */
    public byte[] sign(byte[] message) {
        byte[] signature = new byte[SIGNATURE_BYTES];
        secret.sign(Ed25519.Algorithm.Ed25519, null, message, 0, message.length, signature, 0);
        return signature;
    }

    /** The secret itself, for the key file and for making a TLS certificate; never to be shown. */
    public byte[] seed() {
        return secret.getEncoded();
    }

    /** Shows the short id only. */
    @Override
    public String toString() {
        return "NodeKey " + id.shortForm();
    }
}
