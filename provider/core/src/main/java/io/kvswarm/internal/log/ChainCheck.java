package io.kvswarm.internal.log;

import io.kvswarm.internal.base.MalformedBytesException;
import java.util.List;
import java.util.Map;

/** Checks the chains, signed heads and checkpoints of a log that is opened. Used on the writer alone. */
final class ChainCheck {
    private final CellChain chain = new CellChain();
    private final LogIdentity identity;
    private final LogKeys keys;
    private final List<Damage> damages;
    private final LossCount losses;

    ChainCheck(LogSetup setup, List<Damage> damages, LossCount losses) {
        this.identity = setup.identity();
        this.keys = setup.keys();
        this.damages = damages;
        this.losses = losses;
    }

    CellChain chain() {
        return chain;
    }

    /** Takes the next record of the log. */
    void check(LogRecord record) {
        try {
            switch (record.type()) {
                case LogRecord.HEADS -> checkHeads(record, SignedHeads.of(record));
                case LogRecord.CHECKPOINT -> checkCheckpoint(record, Checkpoint.of(record));
                default -> extend(record);
            }
        } catch (MalformedBytesException e) {
            report(record, e.getMessage());
        }
    }

    private void extend(LogRecord record) {
        if (record.isChained()) {
            losses.onRecord(record.cell(), record.index());
            record.chainIs(chain.extendIfNext(record));
        }
    }

    private void checkHeads(LogRecord record, SignedHeads signed) {
        if (keys.verifier() != null && !signed.isSigned(identity, keys.verifier())) {
            report(record, "the signature of these heads does not verify");
            return;
        }
        for (Map.Entry<Integer, ChainHead> head : signed.heads().entrySet()) {
            compare(record, head.getKey(), head.getValue());
            chain.signed(head.getKey());
        }
    }

    private void checkCheckpoint(LogRecord record, Checkpoint checkpoint) {
        if (keys.verifier() != null && !checkpoint.isSigned(identity, keys.verifier())) {
            report(record, "the signature of this checkpoint does not verify");
            return;
        }
        compare(record, record.cell(), checkpoint.head());
    }

    private void compare(LogRecord record, int cell, ChainHead vouched) {
        if (chain.agreesWith(cell, vouched)) {
            losses.upTo(cell, vouched.index());
            chain.anchor(cell, vouched);
            return;
        }
        report(record, "the chain of cell " + cell + " is at " + chain.head(cell) + ", expected " + vouched);
        chain.breakAt(cell);
    }

    private void report(LogRecord record, String problem) {
        RecordPosition at = record.position();
        damages.add(new Damage(identity.segmentFile(at.segment()), at.offset(), at.length(), problem));
    }
}
