package io.kvswarm.internal.log;

import io.kvswarm.api.ErrorCode;
import io.kvswarm.api.SwarmException;
import io.kvswarm.internal.base.Loop;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/**
 * The log of a node without a directory: keeps chains and marks, and forgets the records. What is appended counts as
 * written and synced at once; listeners hear of it at the end of the turn.
 */
final class MemoryLog implements RecordLog {
    private final Loop loop;
    private final LogSetup setup;
    private final CellOrder order = new CellOrder();
    private final CellChain chain = new CellChain();
    /** Told each turn, and may be more by then: lists that are copied when they change and not when they are told. */
    private final List<Runnable> markListeners = new CopyOnWriteArrayList<>();

    private final List<Consumer<LogState>> stateListeners = new CopyOnWriteArrayList<>();
    private LogState state = LogState.OPEN;
    private long appended;
    private boolean telling;

    MemoryLog(Loop loop, LogIdentity identity, LogKeys keys) {
        this.loop = loop;
        this.setup = new LogSetup(null, identity, keys, LogSettings.DEFAULT);
    }

    @Override
    public long append(LogRecord record) {
        requireOpen();
        order.append(record);
        if (record.isChained()) {
            record.chainIs(chain.extend(record));
        }
        return take(record);
    }

    @Override
    public LogRecord appendCheckpoint(int cell, byte[] checkpointState) {
        requireOpen();
        return finish(LogRecord.unfinished(LogRecord.CHECKPOINT, cell, order.last(cell), checkpointState));
    }

    @Override
    public LogRecord signNow() {
        requireOpen();
        if (!setup.isSigned()) {
            throw new IllegalStateException("log " + setup.identity().name() + " has no signer");
        }
        return finish(LogRecord.unfinished(LogRecord.HEADS, LogRecord.NO_CELL, ChainHead.EMPTY, new byte[0]));
    }

    @Override
    public void requestSync() {
        loop.assertInside();
    }

    @Override
    public long appendedSequence() {
        return appended;
    }

    @Override
    public long writtenSequence() {
        return appended;
    }

    @Override
    public long syncedSequence() {
        return appended;
    }

    @Override
    public long pendingBytes() {
        return 0;
    }

    @Override
    public void onMarks(Runnable listener) {
        markListeners.add(listener);
    }

    @Override
    public LogState state() {
        return state;
    }

    @Override
    public SwarmException failure() {
        return null;
    }

    @Override
    public void onState(Consumer<LogState> listener) {
        stateListeners.add(listener);
    }

    /** Fails: nothing is kept, and nothing that was appended has a position. */
    @Override
    public CompletableFuture<LogRecord> read(RecordPosition position) {
        return CompletableFuture.failedFuture(new SwarmException(
                ErrorCode.CORRUPT,
                "log " + setup.identity().name() + " is in memory and keeps no records, asked for one at byte "
                        + position.offset() + " of segment " + position.segment()));
    }

    @Override
    public List<SegmentInfo> segments() {
        return List.of();
    }

    @Override
    public CompletableFuture<List<Damage>> readSegment(long number, RecordVisitor visitor) {
        throw noSegment(number);
    }

    @Override
    public CompletableFuture<Void> deleteSegment(long number) {
        throw noSegment(number);
    }

    @Override
    public void roll() {
        loop.assertInside();
    }

    @Override
    public CompletableFuture<Void> close() {
        loop.assertInside();
        if (state == LogState.OPEN) {
            state = LogState.CLOSED;
            stateListeners.forEach(listener -> listener.accept(state));
        }
        return CompletableFuture.completedFuture(null);
    }

    private LogRecord finish(LogRecord record) {
        setup.finish(record, chain);
        take(record);
        return record;
    }

    private long take(LogRecord record) {
        appended++;
        record.appendedAs(appended, false);
        if (!telling) {
            telling = true;
            loop.atEndOfTurn(this::tell);
        }
        return appended;
    }

    private void tell() {
        telling = false;
        markListeners.forEach(Runnable::run);
    }

    private void requireOpen() {
        loop.assertInside();
        if (state != LogState.OPEN) {
            throw new IllegalStateException("log " + setup.identity().name() + " is closed");
        }
    }

    private static IllegalArgumentException noSegment(long number) {
        return new IllegalArgumentException("there is no segment " + number + ", but []");
    }
}
