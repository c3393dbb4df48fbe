package io.kvswarm.internal.log;

import io.kvswarm.internal.base.BodyReader;
import io.kvswarm.internal.base.ByteSink;
import io.kvswarm.internal.base.Limits;
import java.nio.ByteBuffer;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Heads of cells with one signature over all of them.
 *
 * <pre>
 * offset  bytes  field
 *      0      4  count       1 to 2^16
 *      4   61 n  heads       of each cell, rising: cell (4), head (56), state root (1): 0, none yet
 *             64  signature   of type "heads", over the log's name and the SHA-256 of all before
 * </pre>
 */
public final class SignedHeads {
    private static final String TYPE = "heads";
    private static final int HEAD_BYTES = Integer.BYTES + ChainHead.BYTES + 1;

    private final SortedMap<Integer, ChainHead> heads;
    private final byte[] digest;
    private final byte[] signature;

    private SignedHeads(SortedMap<Integer, ChainHead> heads, byte[] digest, byte[] signature) {
        this.heads = Collections.unmodifiableSortedMap(heads);
        this.digest = digest;
        this.signature = signature;
    }

    /** Reads the body of a record of type {@link LogRecord#HEADS}. */
    public static SignedHeads of(LogRecord record) {
        byte[] body = record.body();
        BodyReader in = new BodyReader("SignedHeads", ByteBuffer.wrap(body));
        SortedMap<Integer, ChainHead> heads = new TreeMap<>();
        int previous = -1;
        for (int left = in.count("count", Limits.CELLS_MAX, HEAD_BYTES); left > 0; left--) {
            previous = in.int32("cell", previous + 1, Limits.CELLS_MAX - 1);
            heads.put(previous, ChainHead.readFrom(in));
            in.int8("stateRoot", 0, 0);
        }
        byte[] signature = in.bytes("signature", HeadSigner.SIGNATURE_BYTES);
        in.end();
        return new SignedHeads(heads, digest(body, body.length - signature.length), signature);
    }

    /** The body of a record that holds these heads, signed. */
    static byte[] sign(SortedMap<Integer, ChainHead> heads, LogIdentity identity, HeadSigner signer) {
        ByteSink out = new ByteSink(Integer.BYTES + heads.size() * HEAD_BYTES + HeadSigner.SIGNATURE_BYTES);
        out.int32(heads.size());
        heads.forEach((cell, head) -> {
            out.int32(cell);
            head.writeTo(out);
            out.int8(0);
        });
        byte[] message = identity.message(TYPE, digest(out.array(), out.length()));
        return out.bytes(signer.sign(message)).toBytes();
    }

    /** Head of each cell that is covered. */
    public SortedMap<Integer, ChainHead> heads() {
        return heads;
    }

    /** True if the node of {@code identity} has signed these heads of that log. */
    public boolean isSigned(LogIdentity identity, HeadVerifier verifier) {
        return verifier.isSignedBy(identity.node(), identity.message(TYPE, digest), signature);
    }

    private static byte[] digest(byte[] bytes, int length) {
        var sha256 = CellChain.sha256();
        sha256.update(bytes, 0, length);
        return sha256.digest();
    }
}
