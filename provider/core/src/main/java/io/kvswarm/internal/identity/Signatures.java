package io.kvswarm.internal.identity;

import io.kvswarm.api.NodeId;
import io.kvswarm.api.SwarmId;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import org.bouncycastle.math.ec.rfc8032.Ed25519;

/** What signatures cover, and whether one is good. Pure; safe from any thread. */
public final class Signatures {
    private static final Pattern TYPE = Pattern.compile("[a-z][a-z-]{0,31}");

    private Signatures() {}

    /**
     * The bytes to sign: what they are for, the swarm, the content. So no signature can be shown as one of another type
     * or of another swarm.
     *
     * <pre>
     * offset   bytes  field
     *      0     n+12  "kvswarm/" type "/v1" and a zero byte; n is the length of the type
     *   n+12       16  swarm id
     *   n+28     rest  content
     * </pre>
     *
     * @param type 1 to 32 lower-case letters and hyphens, such as {@code "delegation"}
     */
    public static byte[] message(String type, SwarmId swarm, byte[] content) {
        if (!TYPE.matcher(type).matches()) {
            throw new IllegalArgumentException("type is \"" + type + "\", expected 1 to 32 lower-case letters and -");
        }
        byte[] domain = ("kvswarm/" + type + "/v1\0").getBytes(StandardCharsets.US_ASCII);
        return ByteBuffer.allocate(domain.length + SwarmId.BYTES + content.length)
                .put(domain)
                .put(swarm.toBytes())
                .put(content)
                .array();
    }

    /**
     * True if {@code signer} signed {@code message}. False for anything else, whatever its length: also for a signer
     * that is not the canonical encoding of a point, or lies in a small subgroup, for which some signatures would be
     * good for many messages.
     */
    public static boolean verify(NodeId signer, byte[] message, byte[] signature) {
        if (signature.length != NodeKey.SIGNATURE_BYTES) {
            return false;
        }
        Ed25519.PublicPoint point = Ed25519.validatePublicKeyFullExport(signer.toBytes(), 0);
        return point != null && Ed25519.verify(signature, 0, point, message, 0, message.length);
    }

    /** True if {@code id} is a key that could have signed something. */
    public static boolean isPublicKey(NodeId id) {
        return Ed25519.validatePublicKeyFull(id.toBytes(), 0);
    }
}
