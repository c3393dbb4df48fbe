package io.kvswarm.internal.log;

import io.kvswarm.internal.base.Limits;

/**
 * One record of a log. Its maker fills in what it says; the log adds its sequence when it is appended, and its position
 * and hash by the time the written mark passes it.
 *
 * <p>Not shared between threads: it belongs to the loop, except from append until it is written.
 */
public final class LogRecord {
    /** Longest body: a value of 64 MiB with its key and what else belongs to it. */
    public static final int BODY_BYTES_MAX = Limits.VALUE_BYTES_MAX + 128 * Limits.KIB;

    /** The cell of a record that belongs to the node and to no cell: it has no index and is in no chain. */
    public static final int NO_CELL = -1;

    /** Type of a record that says how far the log was synced when it was written; never given out. */
    static final byte BATCH = (byte) 0x81;
    /** Type of a record that says that a segment is deleted; never given out. */
    static final byte DELETED = (byte) 0x84;

    /** Type of a record that holds signed heads, made by the log; see {@link SignedHeads}. */
    public static final byte HEADS = (byte) 0x82;
    /** Type of a record that holds a cell's checkpoint, finished by the log; see {@link Checkpoint}. */
    public static final byte CHECKPOINT = (byte) 0x83;

    private final byte type;
    private final boolean carried;
    private final int cell;
    private final long cellEpoch;
    private final long term;
    private final long index;
    private byte[] body;
    private long sequence;
    private RecordPosition position;
    private ChainHead head;
    private boolean unfinished;
    private int queuedBytes;
    private boolean beginsSegment;

    /**
     * A record to append.
     *
     * @param type      what it is to its owner, 1 to 127; the other types are the log's own
     * @param carried   true for a record that is carried forward from an older segment, byte for byte with its index:
     *     it does not extend its cell's chain
     * @param cell      0 to 2^16-1, or {@link #NO_CELL}
     * @param cellEpoch from which epoch on the cell's owner has it; never falls
     * @param term      the node's term
     * @param index     one more than the index of the cell's record before it; the first is 1; 0 without a cell
     * @param body      at most {@link #BODY_BYTES_MAX} bytes; not copied, and nobody may change it any more
     */
    public LogRecord(byte type, boolean carried, int cell, long cellEpoch, long term, long index, byte[] body) {
        this.type = type;
        this.carried = carried;
        this.cell = Limits.between("cell", cell, NO_CELL, Limits.CELLS_MAX - 1);
        this.cellEpoch = Limits.between("cellEpoch", cellEpoch, 0, Long.MAX_VALUE);
        this.term = Limits.between("term", term, 0, Long.MAX_VALUE);
        this.index = Limits.between("index", index, 0, Long.MAX_VALUE);
        this.body = body;
        Limits.between("body.length", body.length, 0, BODY_BYTES_MAX);
    }

    /** A record of no cell. */
    public static LogRecord ofNode(byte type, byte[] body) {
        return new LogRecord(type, false, NO_CELL, 0, 0, 0, body);
    }

    /** One of the log's own records, which the writer will finish. */
    static LogRecord unfinished(byte type, int cell, ChainHead head, byte[] body) {
        var record = new LogRecord(type, false, cell, head.cellEpoch(), head.term(), head.index(), body);
        record.unfinished = true;
        return record;
    }

    /** This record to append once more, carried forward: same bytes, same index. */
    public LogRecord carriedForward() {
        return new LogRecord(type, true, cell, cellEpoch, term, index, body);
    }

    /** What it is to its owner; {@link #HEADS} and {@link #CHECKPOINT} are the log's own. */
    public byte type() {
        return type;
    }

    /** True if it was carried forward from an older segment. */
    public boolean isCarried() {
        return carried;
    }

    /** Its cell, or {@link #NO_CELL}. */
    public int cell() {
        return cell;
    }

    /** Its cell's epoch. */
    public long cellEpoch() {
        return cellEpoch;
    }

    /** Its term. */
    public long term() {
        return term;
    }

    /** Its index in its cell; of a checkpoint, the index it stands at. */
    public long index() {
        return index;
    }

    /** Its body; not a copy. */
    public byte[] body() {
        return body;
    }

    /** Its number in this run of the process, from 1 on; 0 if it was read and not appended. */
    public long sequence() {
        return sequence;
    }

    /** Where it lies; null until the written mark has passed it, and always in a log without files. */
    public RecordPosition position() {
        return position;
    }

    /** Its cell's chain up to and with it; null until written, for carried records, and where the chain is broken. */
    public ChainHead head() {
        return head;
    }

    /** Takes its place in the queue, where it counts with the bytes it has now. */
    void appendedAs(long newSequence, boolean asFirstOfSegment) {
        if (sequence != 0) {
            throw new IllegalStateException("record was appended before, as " + sequence);
        }
        sequence = newSequence;
        beginsSegment = asFirstOfSegment;
        queuedBytes = Framing.bytes(this);
    }

    /** True if a segment is to begin with it. */
    boolean beginsSegment() {
        return beginsSegment;
    }

    /** Bytes it counts with in the queue; 0 if it never was there. */
    int queuedBytes() {
        return queuedBytes;
    }

    /** True for one of the log's own records that the writer has to finish. */
    boolean isUnfinished() {
        return unfinished;
    }

    void finish(byte[] newBody) {
        body = newBody;
        unfinished = false;
    }

    void liesAt(RecordPosition newPosition) {
        position = newPosition;
    }

    void chainIs(ChainHead newHead) {
        head = newHead;
    }

    /** True if it extends the chain of its cell. */
    boolean isChained() {
        return cell != NO_CELL && !carried && type > 0;
    }

    /** Without its body, which may hold keys and values. */
    @Override
    public String toString() {
        return "record type " + type + " cell " + cell + " index " + index + " (" + body.length + " bytes)";
    }
}
