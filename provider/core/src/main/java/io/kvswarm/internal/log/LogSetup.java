package io.kvswarm.internal.log;

/**
 * What a log in files is made with.
 *
 * @param place    where it runs and lies
 * @param identity which log it is
 * @param keys     who signs it
 * @param settings its settings
 */
record LogSetup(LogPlace place, LogIdentity identity, LogKeys keys, LogSettings settings) {
    SegmentFiles files() {
        return new SegmentFiles(place.disk(), identity);
    }

    /** True if heads are signed. */
    boolean isSigned() {
        return keys.signer() != null;
    }

    /** Fills in the body of one of the log's own records. */
    void finish(LogRecord record, CellChain chain) {
        if (record.type() == LogRecord.HEADS) {
            record.finish(SignedHeads.sign(chain.takeUnsigned(), identity, keys.signer()));
            return;
        }
        ChainHead head = chain.head(record.cell());
        if (head.index() != record.index()) {
            throw new IllegalStateException(record + " is to stand at " + head);
        }
        record.finish(Checkpoint.sign(record.cell(), head, record.body(), identity, keys.signer()));
    }
}
