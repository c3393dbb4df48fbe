package io.kvswarm.internal.log;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The hash chain of every cell. Not shared between threads.
 *
 * <pre>
 * h(0) = 32 bytes of zero
 * h(i) = SHA-256(h(i-1), cellEpoch (8), term (8), i (8), type (1), body)
 * </pre>
 *
 * <p>The chain is broken where a record is missing; a later signed head or checkpoint mends it.
 */
final class CellChain {
    private static final int CELLS_FIRST = 64;

    private final MessageDigest sha256 = sha256();
    private final ByteBuffer fields = ByteBuffer.allocate(3 * Long.BYTES + 1);
    private ChainHead[] heads = new ChainHead[CELLS_FIRST];
    private final BitSet unsigned = new BitSet();
    private final BitSet broken = new BitSet();

    /** SHA-256, which every Java has. */
    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("no SHA-256", e);
        }
    }

    /** Head of a cell; what it was before the break if the chain is broken. */
    ChainHead head(int cell) {
        return cell < heads.length && heads[cell] != null ? heads[cell] : ChainHead.EMPTY;
    }

    boolean isBroken(int cell) {
        return broken.get(cell);
    }

    /** Extends the chain by the next record of its cell, which must be the next. */
    ChainHead extend(LogRecord record) {
        ChainHead before = head(record.cell());
        if (record.index() != before.index() + 1 || broken.get(record.cell())) {
            throw new IllegalStateException(record + " does not follow index " + before.index());
        }
        ChainHead after = new ChainHead(record.cellEpoch(), record.term(), record.index(), hash(before, record));
        put(record.cell(), after);
        return after;
    }

    /** Extends the chain by a record that was read; null, and the chain is broken, if it is not the next. */
    ChainHead extendIfNext(LogRecord record) {
        if (!broken.get(record.cell()) && record.index() == head(record.cell()).index() + 1) {
            return extend(record);
        }
        breakAt(record.cell());
        return null;
    }

    /** Takes note that a record of this cell is missing. */
    void breakAt(int cell) {
        broken.set(cell);
        unsigned.clear(cell);
    }

    /** The cell's chain stands there, whatever was known of it. */
    void anchor(int cell, ChainHead head) {
        if (broken.get(cell) || !head(cell).equals(head)) {
            put(cell, head);
            broken.clear(cell);
        }
    }

    /** True if what is known of the cell agrees with {@code head}, or nothing certain is known. */
    boolean agreesWith(int cell, ChainHead head) {
        ChainHead known = head(cell);
        return broken.get(cell) || known.index() < head.index() || known.equals(head);
    }

    /** True if some cell has changed since its head was signed. */
    boolean hasUnsigned() {
        return !unsigned.isEmpty();
    }

    /** The heads that have changed since they were signed; they count as signed from now on. */
    SortedMap<Integer, ChainHead> takeUnsigned() {
        SortedMap<Integer, ChainHead> taken = new TreeMap<>();
        unsigned.stream().forEach(cell -> taken.put(cell, head(cell)));
        unsigned.clear();
        return taken;
    }

    /** Takes note that the cell's head as it is has been signed. */
    void signed(int cell) {
        unsigned.clear(cell);
    }

    /** Head of every cell that has one and is not broken. */
    Map<Integer, ChainHead> wholeHeads() {
        Map<Integer, ChainHead> whole = new HashMap<>();
        for (int cell = 0; cell < heads.length; cell++) {
            if (heads[cell] != null && !broken.get(cell)) {
                whole.put(cell, heads[cell]);
            }
        }
        return whole;
    }

    /** Cells whose chain is broken. */
    Set<Integer> brokenCells() {
        Set<Integer> cells = new TreeSet<>();
        broken.stream().forEach(cells::add);
        return cells;
    }

    private byte[] hash(ChainHead before, LogRecord record) {
        fields.clear()
                .putLong(record.cellEpoch())
                .putLong(record.term())
                .putLong(record.index())
                .put(record.type());
        sha256.update(before.sharedHash());
        sha256.update(fields.array());
        sha256.update(record.body());
        return sha256.digest();
    }

    private void put(int cell, ChainHead head) {
        if (cell >= heads.length) {
            heads = Arrays.copyOf(heads, Math.max(cell + 1, heads.length * 2));
        }
        heads[cell] = head;
        unsigned.set(cell);
    }
}
