package io.kvswarm.internal.write;

import io.kvswarm.api.Durability;
import io.kvswarm.api.ErrorCode;
import io.kvswarm.api.NodeId;
import io.kvswarm.api.SwarmException;
import io.kvswarm.internal.base.ByteSink;
import io.kvswarm.internal.base.Limits;
import io.kvswarm.internal.log.LogRecord;
import io.kvswarm.internal.log.LogState;
import io.kvswarm.internal.log.RecordLog;
import io.kvswarm.internal.log.SegmentInfo;
import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** The write log of one session: what it has sealed, until it is done with. Confined to the loop. */
final class Outbox {
    /** A record is closed once it holds this much. */
    private static final int RECORD_BYTES = Limits.MIB;
    /** An outbox in which all is done with begins a new segment once its newest one is so large. */
    private static final int ROLL_BYTES = Limits.MIB;

    private final RecordLog log;
    private final Durability loggedAs;
    private final Supplier<OutboxFormat.Marks> marks;
    private final ArrayDeque<OutboxRecord> records = new ArrayDeque<>();
    private final ArrayDeque<Waiting> waiting = new ArrayDeque<>();
    private final ByteSink sink = new ByteSink(64 * Limits.KIB);
    private boolean trimming;
    private boolean closed;

    /** Who waits until records up to a sequence are as durable as logging asks for. */
    private record Waiting(long sequence, boolean forSync, Consumer<SwarmException> action) {}

    /**
     * An outbox over an open log.
     *
     * @param marks what is done with in its session at the moment
     */
    Outbox(RecordLog log, Durability loggedAs, Supplier<OutboxFormat.Marks> marks) {
        this.log = log;
        this.loggedAs = loggedAs;
        this.marks = marks;
        log.onMarks(this::onMarks);
        log.onState(state -> onMarks());
    }

    /** Fails unless the outbox takes new mutations. */
    void requireOpen() {
        if (log.state() == LogState.FULL) {
            throw new SwarmException(
                    ErrorCode.STORAGE_FULL,
                    "the disk of this node's outbox is full; nothing of this call was taken, what was logged "
                            + "before stays"
                            + " and is delivered; free some space");
        }
        if (log.state() == LogState.FAILED) {
            throw failed();
        }
    }

    /**
     * Appends the first of {@code mutations} from {@code from} on, as many as fit one record; returns behind which.
     *
     * @throws SwarmException if the log takes nothing; then nothing of them was appended
     */
    int append(List<PendingMutation> mutations, int from) {
        sink.clear();
        sink.int32(0);
        int end = from;
        while (end < mutations.size() && (end == from || sink.length() < RECORD_BYTES)) {
            PendingMutation mutation = mutations.get(end);
            int before = sink.length();
            OutboxFormat.writeMutation(mutation.mutation(), nodeOf(mutation), sink);
            if (end > from && sink.length() > LogRecord.BODY_BYTES_MAX) {
                sink.truncate(before);
                break;
            }
            end++;
        }
        sink.setInt32(0, end - from);
        OutboxRecord appended = append(LogRecord.ofNode(OutboxFormat.MUTATIONS, sink.toBytes()), end - from);
        for (int i = from; i < end; i++) {
            forgetRecordOf(mutations.get(i));
            mutations.get(i).record = appended;
        }
        return end;
    }

    private OutboxRecord append(LogRecord record, int live) {
        log.append(record);
        OutboxRecord appended = new OutboxRecord(record, live);
        records.add(appended);
        return appended;
    }

    /** Takes over a record that was found when the log was opened. */
    void recovered(OutboxRecord found) {
        records.add(found);
    }

    private static NodeId nodeOf(PendingMutation mutation) {
        return mutation.lane.isOfMessages() ? mutation.lane.destination.node() : null;
    }

    /**
     * Runs {@code action} with null once all appended so far is as durable as logging asks for, or with the failure.
     */
    void whenDurable(Consumer<SwarmException> action) {
        when(loggedAs == Durability.FSYNC, action);
    }

    /** Runs {@code action} with null once all appended so far is synced, or with the failure. */
    void whenSynced(Consumer<SwarmException> action) {
        when(true, action);
    }

    /** Completes once all appended so far is synced. */
    CompletableFuture<Void> synced() {
        CompletableFuture<Void> synced = new CompletableFuture<>();
        whenSynced(failure -> {
            if (failure == null) {
                synced.complete(null);
            } else {
                synced.completeExceptionally(failure);
            }
        });
        return synced;
    }

    private void when(boolean forSync, Consumer<SwarmException> action) {
        waiting.add(new Waiting(log.appendedSequence(), forSync, action));
        if (forSync) {
            log.requestSync();
        }
        onMarks();
    }

    private void onMarks() {
        while (!waiting.isEmpty() && isReached(waiting.peek())) {
            waiting.poll().action().accept(null);
        }
        while (!waiting.isEmpty() && log.state() == LogState.FAILED) {
            waiting.poll().action().accept(failed());
        }
        trim();
    }

    private boolean isReached(Waiting first) {
        if (first.forSync()) {
            return first.sequence() <= log.syncedSequence();
        }
        return loggedAs == Durability.MEMORY || first.sequence() <= log.writtenSequence();
    }

    private SwarmException failed() {
        return new SwarmException(
                ErrorCode.DISK_FAILED,
                "the disk of this node's outbox failed; nothing new is taken, what is in memory is still delivered;"
                        + " mend the disk and start again",
                log.failure());
    }

    /** {@code mutation} is done with. */
    void forgot(PendingMutation mutation) {
        forgetRecordOf(mutation);
        trim();
    }

    private static void forgetRecordOf(PendingMutation mutation) {
        if (mutation.record != null) {
            mutation.record.live--;
            mutation.record = null;
        }
    }

    private void trim() {
        boolean moved = false;
        while (!records.isEmpty()
                && records.peek().live == 0
                && records.peek().record.position() != null) {
            records.poll();
            moved = true;
        }
        if (moved) {
            deleteOldSegments();
        }
    }

    /** Deletes the oldest segment if nothing in it is live. What is done with is written down first. */
    private void deleteOldSegments() {
        if (closed || trimming || log.state() != LogState.OPEN) {
            return;
        }
        List<SegmentInfo> segments = log.segments();
        SegmentInfo oldest = segments.isEmpty() ? null : segments.get(0);
        if (oldest == null || (!records.isEmpty() && !isBeforeRecords(oldest))) {
            return;
        }
        if (!oldest.isActive()) {
            deleteSegment(oldest.number());
        } else if (oldest.bytes() > ROLL_BYTES) {
            log.roll();
        }
    }

    private boolean isBeforeRecords(SegmentInfo segment) {
        OutboxRecord first = records.peek();
        return first.record.position() != null
                && segment.number() < first.record.position().segment();
    }

    private void deleteSegment(long number) {
        trimming = true;
        try {
            append(OutboxFormat.marks(marks.get()), 0);
        } catch (SwarmException e) {
            // Tried again when something is next done with.
            trimming = false;
            return;
        }
        log.deleteSegment(number).whenComplete((done, failure) -> {
            trimming = false;
            if (failure == null) {
                deleteOldSegments();
            }
        });
    }

    /** Writes down what is done with, so that it is not sent again after a restart. */
    void writeMarks() {
        append(OutboxFormat.marks(marks.get()), 0);
    }

    boolean isOpen() {
        return log.state() == LogState.OPEN;
    }

    CompletableFuture<Void> close() {
        closed = true;
        return log.close();
    }
}
