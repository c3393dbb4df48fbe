package io.kvswarm.internal.store;

import io.kvswarm.api.SwarmException;
import io.kvswarm.internal.log.RecordPosition;
import io.kvswarm.internal.wire.CacheId;
import io.kvswarm.internal.wire.Version;
import java.util.List;
import java.util.Map;

/**
 * What a log says up to a watermark, in the order of the key space. Can be lost and rebuilt from the log at any time.
 *
 * <p>Every method may block: {@link #commit}, {@link #sync} and what closes belong on the one worker that writes, the
 * others may be called on another worker at the same time. A read sees whole commits only.
 *
 * <p>Whatever does not verify is a {@code CORRUPT} failure, of every method; the caller destroys the index and rebuilds
 * it from the log.
 */
public interface Index extends AutoCloseable {
    /** What the log says up to here is in the index; {@link RecordPosition#START} if it is empty. */
    RecordPosition watermark();

    /** State of the node as of the watermark; empty if none was ever given. */
    byte[] nodeState();

    /** State of each cell as of the watermark, of those that have one. */
    Map<Integer, byte[]> cellStates();

    /** The caches that have entries. */
    List<CacheId> caches();

    /** Entries and bytes of each part of a cache that has any; what was cleared does not count. */
    Map<CacheCell, EntryCount> counts();

    /** Bytes of log records that entries point to, for each segment that has any. */
    Map<Long, Long> liveBytes();

    /** Clears whose dead entries are not all deleted yet. */
    Map<CacheCell, Version> floors();

    /**
     * Applies a batch as a whole or not at all, then deletes a bounded number of entries that clears have killed.
     *
     * @throws SwarmException {@code STORAGE_FULL} if there is no room and {@code DISK_FAILED} if the disk fails:
     *     nothing has changed, the same batch may be tried again later
     */
    CommitResult commit(IndexBatch batch);

    /** How many commits it has seen since it was opened. */
    long commits();

    /** Looks up keys, all as of the same commit. */
    Lookup lookup(List<PlacedKey> keys);

    /** Reads a page, without regard to clears. */
    IndexPage scan(ScanRange range);

    /** The first {@code limit} deadlines, soonest first. */
    DeadlinePage deadlines(int limit);

    /** Makes what was committed survive a power cut. */
    void sync();

    /** Closes it; it can be opened again with all that was committed. */
    @Override
    void close();

    /** Closes it and deletes everything in it. */
    void destroy();

    /**
     * What {@link #lookup} found.
     *
     * @param commits as of which commit
     * @param entries one for each key, in the same order; null for a key without entry
     */
    record Lookup(long commits, List<StoredEntry> entries) {}

    /**
     * What {@link #scan} found.
     *
     * @param commits as of which commit
     * @param entries in order
     * @param isEnd   true if the range holds no more
     */
    record IndexPage(long commits, List<StoredEntry> entries, boolean isEnd) {}

    /**
     * What {@link #deadlines} found.
     *
     * @param commits   as of which commit
     * @param deadlines soonest first
     */
    record DeadlinePage(long commits, List<Deadline> deadlines) {}
}
