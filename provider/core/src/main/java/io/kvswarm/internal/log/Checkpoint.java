package io.kvswarm.internal.log;

import io.kvswarm.internal.base.BodyReader;
import io.kvswarm.internal.base.ByteSink;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * A cell's checkpoint: below its index only live records need to be kept.
 *
 * <pre>
 * offset  bytes  field
 *      0     32  hash        of the chain at the record's index
 *     32      4  stateBytes  0 to {@value #STATE_BYTES_MAX}
 *     36      n  state
 *   36+n   0/64  signature   missing if the log has no signer; of type "checkpoint", over the log's name and the
 *                            SHA-256 of: cell (4), head (56), SHA-256 of the state (32)
 * </pre>
 */
public final class Checkpoint {
    /** Most bytes of state. */
    public static final int STATE_BYTES_MAX = LogRecord.BODY_BYTES_MAX - 256;

    private static final String TYPE = "checkpoint";
    private static final byte[] UNSIGNED = {};

    private final int cell;
    private final ChainHead head;
    private final byte[] state;
    private final byte[] signature;

    private Checkpoint(int cell, ChainHead head, byte[] state, byte[] signature) {
        this.cell = cell;
        this.head = head;
        this.state = state;
        this.signature = signature;
    }

    /** Reads the body of a record of type {@link LogRecord#CHECKPOINT}. */
    public static Checkpoint of(LogRecord record) {
        BodyReader in = new BodyReader("Checkpoint", ByteBuffer.wrap(record.body()));
        byte[] hash = in.bytes("hash", ChainHead.HASH_BYTES);
        byte[] state = in.bytes32("state", STATE_BYTES_MAX);
        byte[] signature = in.remaining() == 0 ? UNSIGNED : in.bytes("signature", HeadSigner.SIGNATURE_BYTES);
        in.end();
        ChainHead head = new ChainHead(record.cellEpoch(), record.term(), record.index(), hash);
        return new Checkpoint(record.cell(), head, state, signature);
    }

    /** The body of a checkpoint's record, signed if there is a {@code signer}. */
    static byte[] sign(int cell, ChainHead head, byte[] state, LogIdentity identity, HeadSigner signer) {
        ByteSink out = new ByteSink(ChainHead.HASH_BYTES + Integer.BYTES + state.length + HeadSigner.SIGNATURE_BYTES);
        out.bytes(head.sharedHash()).bytes32(state);
        if (signer != null) {
            out.bytes(signer.sign(identity.message(TYPE, digest(cell, head, state))));
        }
        return out.toBytes();
    }

    /** Where the cell's chain stood. */
    public ChainHead head() {
        return head;
    }

    /** What was known of the cell besides its entries; not a copy. */
    public byte[] state() {
        return state;
    }

    /** True if the node of {@code identity} has signed this checkpoint in that log. */
    public boolean isSigned(LogIdentity identity, HeadVerifier verifier) {
        return !Arrays.equals(UNSIGNED, signature)
                && verifier.isSignedBy(identity.node(), identity.message(TYPE, digest(cell, head, state)), signature);
    }

    private static byte[] digest(int cell, ChainHead head, byte[] state) {
        ByteSink out = new ByteSink(Integer.BYTES + ChainHead.BYTES + ChainHead.HASH_BYTES).int32(cell);
        head.writeTo(out);
        var sha256 = CellChain.sha256();
        out.bytes(sha256.digest(state));
        return sha256.digest(out.toBytes());
    }
}
