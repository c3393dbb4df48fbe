package io.kvswarm.internal.log;

import io.kvswarm.api.ErrorCode;
import io.kvswarm.api.SwarmException;
import io.kvswarm.internal.base.Loop;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/** A log in files. Confined to its loop, but for what the writer tells it as its listener. */
final class SegmentedLog implements RecordLog, WriterTurns.Listener {
    private static final long RETRY_NANOS = 100_000_000;
    private static final long MILLI = 1_000_000;

    private final LogSetup setup;
    private final Loop loop;
    private final WriterProgress progress;
    private final LogWriter writer;
    private final WriterTurns turns;
    private final LogReader reader;
    private final RecordPosition endAtStart;
    private final CellOrder order = new CellOrder();
    private final TreeMap<Long, Long> segments = new TreeMap<>();
    private final List<Runnable> markListeners = new ArrayList<>();
    private final List<Consumer<LogState>> stateListeners = new ArrayList<>();
    private final Map<Long, Deletion> deletions = new HashMap<>();
    private final CompletableFuture<Void> closing = new CompletableFuture<>();
    private LogState state = LogState.OPEN;
    private SwarmException failure;
    private long appended;
    private long written;
    private long synced;
    private long active;
    private boolean rollNext;
    private Loop.Timer tick;

    /** A segment of {@code bytes} bytes that is being deleted. */
    private record Deletion(long bytes, CompletableFuture<Void> done) {}

    /** Called on the writer; {@link #begin} follows on the loop. */
    SegmentedLog(LogSetup setup, LogScan.Found found, CellChain chain) {
        this.setup = setup;
        this.loop = setup.place().loop();
        this.progress = new WriterProgress(loop, this::onProgress);
        this.writer = new LogWriter(setup, found, chain, progress);
        this.turns = new WriterTurns(setup, writer, progress::synced, this);
        this.reader = new LogReader(setup);
        this.endAtStart = writer.end();
        this.active = found.file() == null ? 0 : found.number();
        found.lengths().forEach((number, bytes) -> segments.put(number, (long) bytes));
        order.begin(chain.wholeHeads(), chain.brokenCells());
    }

    /** Starts what a log does by itself. */
    void begin() {
        setup.place().writer().execute(turns::start);
        armTick();
    }

    /** Mark behind the last record there was. */
    RecordPosition end() {
        return endAtStart;
    }

    @Override
    public long append(LogRecord record) {
        requireRoom(record);
        order.append(record);
        return enqueue(record);
    }

    @Override
    public LogRecord appendCheckpoint(int cell, byte[] checkpointState) {
        ChainHead last = order.last(cell);
        LogRecord record = LogRecord.unfinished(LogRecord.CHECKPOINT, cell, last, checkpointState);
        requireRoom(record);
        enqueue(record);
        return record;
    }

    @Override
    public LogRecord signNow() {
        if (!setup.isSigned()) {
            throw new IllegalStateException("log " + setup.identity().name() + " has no signer");
        }
        LogRecord record = LogRecord.unfinished(LogRecord.HEADS, LogRecord.NO_CELL, ChainHead.EMPTY, new byte[0]);
        requireRoom(record);
        enqueue(record);
        return record;
    }

    @Override
    public void requestSync() {
        loop.assertInside();
        if (state != LogState.FAILED && synced < appended) {
            turns.askForSync(appended);
        }
    }

    @Override
    public long appendedSequence() {
        return appended;
    }

    @Override
    public long writtenSequence() {
        return written;
    }

    @Override
    public long syncedSequence() {
        return synced;
    }

    @Override
    public long pendingBytes() {
        return progress.pendingBytes();
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
        return failure;
    }

    @Override
    public void onState(Consumer<LogState> listener) {
        stateListeners.add(listener);
    }

    @Override
    public CompletableFuture<LogRecord> read(RecordPosition position) {
        loop.assertInside();
        if (state == LogState.CLOSED) {
            return CompletableFuture.failedFuture(isClosed());
        }
        return reader.read(position);
    }

    @Override
    public List<SegmentInfo> segments() {
        List<SegmentInfo> infos = new ArrayList<>();
        segments.forEach((number, bytes) -> infos.add(new SegmentInfo(number, bytes, number == active)));
        return infos;
    }

    @Override
    public CompletableFuture<List<Damage>> readSegment(long number, RecordVisitor visitor) {
        loop.assertInside();
        int end = Math.toIntExact(requireSegment(number));
        SegmentSource source = new SegmentSource(setup.files(), number, end);
        return new RecordPump(loop, setup.place().reader(), source, visitor)
                .start()
                .thenApply(done -> source.damages())
                .exceptionallyCompose(failure -> CompletableFuture.failedFuture(
                        LogOpening.explained(failure, "segment " + number + " cannot be read")));
    }

    @Override
    public CompletableFuture<Void> deleteSegment(long number) {
        loop.assertInside();
        long bytes = requireSegment(number);
        if (number == active) {
            throw new IllegalArgumentException("segment " + number + " is the active one");
        }
        if (state == LogState.FAILED) {
            return CompletableFuture.failedFuture(failure);
        }
        if (state == LogState.CLOSED) {
            return CompletableFuture.failedFuture(isClosed());
        }
        segments.remove(number);
        var done = new CompletableFuture<Void>();
        deletions.put(number, new Deletion(bytes, done));
        // Behind all reads asked for before, and before the file is gone.
        setup.place().reader().execute(() -> {
            reader.forget(number);
            setup.place().writer().execute(() -> turns.delete(number));
        });
        return done;
    }

    @Override
    public void roll() {
        loop.assertInside();
        rollNext = true;
    }

    @Override
    public CompletableFuture<Void> close() {
        loop.assertInside();
        if (state == LogState.CLOSED) {
            return closing;
        }
        boolean failed = state == LogState.FAILED;
        setup.place().reader().execute(reader::close);
        if (failed) {
            become(LogState.CLOSED);
            closing.complete(null);
            return closing;
        }
        become(LogState.CLOSED);
        setup.place().writer().execute(() -> {
            boolean clean = turns.close();
            loop.execute(() -> onClosed(clean));
        });
        return closing;
    }

    @Override
    public void onFull(String problem) {
        loop.execute(() -> {
            if (state == LogState.OPEN) {
                become(LogState.FULL);
            }
            loop.schedule(RETRY_NANOS, this::retry);
        });
    }

    @Override
    public void onRoomAgain() {
        loop.execute(() -> {
            if (state == LogState.FULL) {
                become(LogState.OPEN);
            }
        });
    }

    @Override
    public void onFailed(SwarmException cause) {
        loop.execute(() -> {
            failure = cause;
            if (state != LogState.CLOSED) {
                become(LogState.FAILED);
            }
            deletions.values().forEach(deletion -> deletion.done().completeExceptionally(cause));
            deletions.clear();
        });
    }

    @Override
    public void onDeleted(long segment) {
        loop.execute(() -> {
            Deletion deletion = deletions.remove(segment);
            if (deletion != null) {
                deletion.done().complete(null);
            }
        });
    }

    @Override
    public void onNotDeleted(long segment, IOException problem) {
        loop.execute(() -> {
            Deletion deletion = deletions.remove(segment);
            if (deletion != null) {
                segments.put(segment, deletion.bytes());
                deletion.done()
                        .completeExceptionally(new SwarmException(
                                ErrorCode.DISK_FAILED,
                                setup.files().name(segment) + " cannot be deleted: " + problem.getMessage()
                                        + "; it can be tried again",
                                problem));
            }
        });
    }

    private long enqueue(LogRecord record) {
        appended++;
        record.appendedAs(appended, rollNext);
        rollNext = false;
        progress.onQueued(record.queuedBytes());
        writer.queue().add(record);
        turns.wake();
        return appended;
    }

    private void requireRoom(LogRecord record) {
        loop.assertInside();
        if (state == LogState.FAILED) {
            throw failure;
        }
        if (state == LogState.CLOSED) {
            throw new IllegalStateException("log " + setup.identity().name() + " is closed");
        }
        long pending = progress.pendingBytes();
        long most = setup.settings().queueBytesMax();
        if (pending > 0 && pending + Framing.bytes(record) > most) {
            throw new SwarmException(
                    state == LogState.FULL ? ErrorCode.STORAGE_FULL : ErrorCode.QUEUE_FULL,
                    "log " + setup.identity().name() + ": " + pending + " bytes wait to be written, at most " + most
                            + " may; the record was not appended");
        }
    }

    private long requireSegment(long number) {
        Long bytes = segments.get(number);
        if (bytes == null) {
            throw new IllegalArgumentException("there is no segment " + number + ", but " + segments.keySet());
        }
        return bytes;
    }

    private void become(LogState next) {
        state = next;
        if (next == LogState.CLOSED && tick != null) {
            tick.cancel();
        }
        List.copyOf(stateListeners).forEach(listener -> listener.accept(next));
    }

    private void retry() {
        if (state == LogState.FULL) {
            setup.place().writer().execute(turns::retry);
            loop.schedule(RETRY_NANOS, this::retry);
        }
    }

    private void onProgress() {
        synced = progress.synced();
        written = progress.written();
        RecordPosition end = progress.end();
        progress.takeRolled(info -> segments.put(info.number(), info.bytes()));
        if (end != null) {
            active = end.segment();
            segments.put(active, (long) end.offset());
        }
        armTick();
        List.copyOf(markListeners).forEach(Runnable::run);
    }

    private void armTick() {
        if (tick == null && state != LogState.CLOSED && state != LogState.FAILED) {
            tick = loop.schedule(
                    setup.settings().tickMillis() * MILLI,
                    () -> setup.place().writer().execute(() -> {
                        boolean more = turns.tick();
                        loop.execute(() -> afterTick(more));
                    }));
        }
    }

    private void afterTick(boolean more) {
        tick = null;
        if (more) {
            armTick();
        }
    }

    private void onClosed(boolean clean) {
        SwarmException problem = clean ? null : notClean();
        deletions.values().forEach(deletion -> deletion.done().completeExceptionally(isClosed()));
        deletions.clear();
        if (problem == null) {
            closing.complete(null);
        } else {
            closing.completeExceptionally(problem);
        }
    }

    private SwarmException notClean() {
        return failure != null
                ? failure
                : new SwarmException(
                        ErrorCode.STORAGE_FULL,
                        "log " + setup.identity().name() + ": closed with " + pendingBytes()
                                + " bytes not written, the disk is full; those records are lost");
    }

    private SwarmException isClosed() {
        return new SwarmException(ErrorCode.CLOSED, "log " + setup.identity().name() + " is closed");
    }
}
