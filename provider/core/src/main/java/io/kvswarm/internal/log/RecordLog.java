package io.kvswarm.internal.log;

import io.kvswarm.api.SwarmException;
import io.kvswarm.internal.base.Disk;
import io.kvswarm.internal.base.Loop;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * A log of records. Confined to its loop: every method is called there, every listener and future completes there.
 *
 * <p>Word for a durability is given when a mark reaches the record's sequence: {@link #writtenSequence()} for {@code
 * OS}, {@link #syncedSequence()} for {@code FSYNC}.
 */
public interface RecordLog {
    /**
     * Opens a log in files, or begins one, and gives out what is in it.
     *
     * <p>Call it on the loop. A tail that a crash left half written is cut; damage elsewhere is reported and stepped
     * over. Fails with {@code MALFORMED} for a log of another node or a newer format, {@code DISK_FAILED} if the disk
     * does.
     */
    static CompletableFuture<OpenedLog> open(
            LogPlace place, LogIdentity identity, LogKeys keys, LogSettings settings, Replay replay) {
        return new LogOpening(new LogSetup(place, identity, keys, settings), replay).open();
    }

    /**
     * Whether the log has a segment that reaches up to {@code position}; what lies there is not looked at. May block.
     */
    static boolean reaches(Disk disk, LogIdentity identity, RecordPosition position) throws IOException {
        String file = identity.segmentFile(position.segment());
        if (!disk.exists(file)) {
            return false;
        }
        try (Disk.DiskFile segment = disk.open(file)) {
            return segment.size() >= position.offset();
        }
    }

    /** A log for a node without a directory: it keeps chains and marks, forgets the records, and is written at once. */
    static OpenedLog inMemory(Loop loop, LogIdentity identity, LogKeys keys) {
        RecordLog log = new MemoryLog(loop, identity, keys);
        return new OpenedLog(log, RecordPosition.START, Map.of(), Set.of(), Losses.NONE, List.of(), 0);
    }

    /**
     * Appends a record, which is then the log's; returns its sequence at once, one more than the one before.
     *
     * @throws IllegalStateException if the index is not the next of its cell, or the log is closed
     * @throws SwarmException with {@code DISK_FAILED} if the log has failed, {@code QUEUE_FULL} or
     *     {@code STORAGE_FULL} if too much waits to be written, {@code CORRUPT} if the cell's chain is broken; the
     *     record is not appended
     */
    long append(LogRecord record);

    /**
     * Appends a checkpoint of a cell at its newest record; the log fills in hash and signature.
     *
     * @param state what is known of the cell besides its entries, opaque to the log
     * @return the record; its body can be read as a {@link Checkpoint} once it is written
     */
    LogRecord appendCheckpoint(int cell, byte[] state);

    /**
     * Appends signed heads of every cell that changed since the last ones, without waiting for the next tick.
     *
     * @return the record; its body can be read as {@link SignedHeads} once it is written
     * @throws IllegalStateException if the log has no signer
     */
    LogRecord signNow();

    /** Asks that everything appended so far be synced now; one sync serves all who ask at about the same time. */
    void requestSync();

    /** Sequence of the newest record; 0 before the first. */
    long appendedSequence();

    /** Records up to this sequence are in the file: they survive the end of this process. */
    long writtenSequence();

    /** Records up to this sequence are on the device: they survive a power cut. Never above the written mark. */
    long syncedSequence();

    /** Bytes appended and not written yet. */
    long pendingBytes();

    /** Adds a listener that runs on the loop whenever a mark has advanced. */
    void onMarks(Runnable listener);

    /** What the log can do. */
    LogState state();

    /** Why it failed; null unless the state is {@link LogState#FAILED}. */
    SwarmException failure();

    /** Adds a listener that runs on the loop whenever the state has changed. */
    void onState(Consumer<LogState> listener);

    /**
     * Reads one record and checks it. Fails with {@code CORRUPT} if it does not verify or there is no such record,
     * naming file, byte, found and expected checksum.
     */
    CompletableFuture<LogRecord> read(RecordPosition position);

    /** All segments, oldest first. */
    List<SegmentInfo> segments();

    /**
     * Gives out all records of one segment up to the written mark; completes with what is damaged in it.
     *
     * <p>Chains are not checked: {@link LogRecord#head()} is null.
     */
    CompletableFuture<List<Damage>> readSegment(long number, RecordVisitor visitor);

    /**
     * Deletes a segment whose live records have all been carried forward. Reads asked for before still succeed.
     * Everything appended before the call is synced first.
     *
     * <p>Fails with {@code DISK_FAILED} if the file cannot be deleted: the segment is still there and the log goes on,
     * unless its state says otherwise.
     *
     * @throws IllegalArgumentException if there is no such segment, or it is the active one
     */
    CompletableFuture<Void> deleteSegment(long number);

    /** Begins a new segment with the next record, so that the one being written can be compacted. */
    void roll();

    /** Writes, signs and syncs what is pending, then closes the files. Completes at once if the log has failed. */
    CompletableFuture<Void> close();
}
