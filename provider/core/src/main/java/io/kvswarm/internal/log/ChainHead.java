package io.kvswarm.internal.log;

import io.kvswarm.internal.base.BodyReader;
import io.kvswarm.internal.base.ByteSink;
import io.kvswarm.internal.base.Hex;
import io.kvswarm.internal.base.Limits;
import java.util.Arrays;

/**
 * How far a cell's chain has come: its newest record and the hash over all of them. Immutable.
 *
 * <pre>
 * offset  bytes  field
 *      0      8  cellEpoch   0 to 2^63-1
 *      8      8  term        0 to 2^63-1
 *     16      8  index       0 to 2^63-1
 *     24     32  hash
 * </pre>
 */
public final class ChainHead {
    /** Length of a hash in bytes: SHA-256. */
    public static final int HASH_BYTES = 32;

    /** Length of an encoded head. */
    public static final int BYTES = 3 * Long.BYTES + HASH_BYTES;

    /** The head of a cell without records: index 0, a hash of zeros. */
    public static final ChainHead EMPTY = new ChainHead(0, 0, 0, new byte[HASH_BYTES]);

    private final long cellEpoch;
    private final long term;
    private final long index;
    private final byte[] hash;

    /** A head; {@code hash} is not copied, and nobody may change it any more. */
    ChainHead(long cellEpoch, long term, long index, byte[] hash) {
        this.cellEpoch = Limits.between("cellEpoch", cellEpoch, 0, Long.MAX_VALUE);
        this.term = Limits.between("term", term, 0, Long.MAX_VALUE);
        this.index = Limits.between("index", index, 0, Long.MAX_VALUE);
        this.hash = hash;
        Limits.between("hash.length", hash.length, HASH_BYTES, HASH_BYTES);
    }

    /** Reads {@link #BYTES} bytes. */
    public static ChainHead readFrom(BodyReader in) {
        long cellEpoch = in.int64("head.cellEpoch", 0, Long.MAX_VALUE);
        long term = in.int64("head.term", 0, Long.MAX_VALUE);
        long index = in.int64("head.index", 0, Long.MAX_VALUE);
        return new ChainHead(cellEpoch, term, index, in.bytes("head.hash", HASH_BYTES));
    }

    /** Writes {@link #BYTES} bytes. */
    public void writeTo(ByteSink out) {
        out.int64(cellEpoch).int64(term).int64(index).bytes(hash);
    }

    /** Cell epoch of the newest record. */
    public long cellEpoch() {
        return cellEpoch;
    }

    /** Term of the newest record. */
    public long term() {
        return term;
    }

    /** Index of the newest record; 0 if there is none. */
    public long index() {
        return index;
    }

    /** Hash over the chain; a copy. */
    public byte[] hash() {
        return hash.clone();
    }

    /** Hash over the chain, not a copy, for reading. */
    byte[] sharedHash() {
        return hash;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ChainHead that
                && index == that.index
                && term == that.term
                && cellEpoch == that.cellEpoch
                && Arrays.equals(hash, that.hash);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(hash);
    }

    @Override
    public String toString() {
        return "index " + index + " term " + term + " epoch " + cellEpoch + " hash "
                + Hex.of(hash).substring(0, 16);
    }
}
