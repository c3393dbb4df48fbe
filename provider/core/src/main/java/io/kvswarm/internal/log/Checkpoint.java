package io.kvswarm.internal.log;

import io.kvswarm.internal.base.BodyReader;
import java.nio.ByteBuffer;

/**
 * A cell's checkpoint: below its index only live records need to be kept.
 *
 * <pre>
 * offset  bytes  field
 *      0     32  hash        of the chain at the record's index
 *     32      4  stateBytes  0 to {@value #STATE_BYTES_MAX}
 *     36      n  state
 *   36+n   0/64  signature   missing if the log has no signer
 * </pre>
 */
public final class Checkpoint {
    /** Most bytes of state. */
    public static final int STATE_BYTES_MAX = LogRecord.BODY_BYTES_MAX - 256;

    private final ChainHead head;
    private final byte[] state;
    private final byte[] signature;

    Checkpoint(ChainHead head, byte[] state, byte[] signature) {
        this.head = head;
        this.state = state;
        this.signature = signature;
    }

    /** Reads the body of a record of type {@link LogRecord#CHECKPOINT}. */
    public static Checkpoint of(LogRecord record) {
        BodyReader in = new BodyReader("Checkpoint", ByteBuffer.wrap(record.body()));
        byte[] hash = in.bytes("hash", ChainHead.HASH_BYTES);
        byte[] state = in.bytes32("state", STATE_BYTES_MAX);
        byte[] signature = in.remaining() == 0 ? new byte[0] : in.bytes("signature", HeadSigner.SIGNATURE_BYTES);
        in.end();
        ChainHead head = new ChainHead(record.cellEpoch(), record.term(), record.index(), hash);
        return new Checkpoint(head, state, signature);
    }

    /** Where the cell's chain stood. */
    public ChainHead head() {
        return head;
    }

    /** What was known of the cell besides its entries; not a copy. */
    public byte[] state() {
        return state;
    }

    /** The owner's signature, empty without a signer; not a copy. */
    public byte[] signature() {
        return signature;
    }
}
