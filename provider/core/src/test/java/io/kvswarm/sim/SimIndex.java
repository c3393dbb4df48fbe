package io.kvswarm.sim;

import io.kvswarm.api.ErrorCode;
import io.kvswarm.api.SwarmException;
import io.kvswarm.internal.log.RecordPosition;
import io.kvswarm.internal.store.CacheCell;
import io.kvswarm.internal.store.Cells;
import io.kvswarm.internal.store.CommitResult;
import io.kvswarm.internal.store.EntryCount;
import io.kvswarm.internal.store.Index;
import io.kvswarm.internal.store.IndexBatch;
import io.kvswarm.internal.store.MemoryIndex;
import io.kvswarm.internal.store.PlacedKey;
import io.kvswarm.internal.store.ScanRange;
import io.kvswarm.internal.wire.CacheId;
import io.kvswarm.internal.wire.Version;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Predicate;

/**
 * An index that outlives its node's process as files do: a process crash keeps every commit, a power cut those that
 * were synced and some of the later ones, in order. It can be lost as a whole, and damaged, and refuse commits.
 */
final class SimIndex implements Index {
    private final List<IndexBatch> commits = new ArrayList<>();
    private Cells cells;
    private MemoryIndex memory;
    private int synced;
    private boolean isDamaged;
    private int refusals;

    /**
     * Opens it in a new process. What is damaged is thrown away, and what is ahead of its log, too, as the files' own
     * opening does.
     */
    Index open(Cells newCells, Predicate<RecordPosition> isInLog) {
        if (isDamaged) {
            lose();
        }
        cells = newCells;
        remember();
        if (!isInLog.test(memory.watermark())) {
            lose();
            remember();
        }
        return this;
    }

    private void remember() {
        if (memory == null) {
            memory = new MemoryIndex(cells);
            commits.forEach(memory::commit);
        }
    }

    /** All of it is gone. */
    void lose() {
        commits.clear();
        synced = 0;
        memory = null;
        isDamaged = false;
    }

    /** From now on nothing in it verifies. */
    void damage() {
        isDamaged = true;
    }

    /** The next commits fail. */
    void refuse(int times) {
        refusals = times;
    }

    /** The power fails: of what was committed after the last sync, what {@code random} says survives. */
    void cutPower(SplittableRandom random) {
        int kept = synced + random.nextInt(commits.size() - synced + 1);
        commits.subList(kept, commits.size()).clear();
        synced = kept;
        memory = null;
    }

    private MemoryIndex intact() {
        if (isDamaged) {
            throw new SwarmException(ErrorCode.CORRUPT, "the simulated index does not verify");
        }
        return memory;
    }

    @Override
    public CommitResult commit(IndexBatch batch) {
        MemoryIndex index = intact();
        if (refusals > 0) {
            refusals--;
            throw new SwarmException(ErrorCode.STORAGE_FULL, "the simulated index takes nothing");
        }
        commits.add(batch);
        return index.commit(batch);
    }

    @Override
    public void sync() {
        intact().sync();
        synced = commits.size();
    }

    @Override
    public void close() {
        // What was committed stays, but for a power cut.
    }

    @Override
    public void destroy() {
        lose();
        memory = new MemoryIndex(cells);
    }

    @Override
    public RecordPosition watermark() {
        return intact().watermark();
    }

    @Override
    public byte[] nodeState() {
        return intact().nodeState();
    }

    @Override
    public Map<Integer, byte[]> cellStates() {
        return intact().cellStates();
    }

    @Override
    public List<CacheId> caches() {
        return intact().caches();
    }

    @Override
    public Map<CacheCell, EntryCount> counts() {
        return intact().counts();
    }

    @Override
    public Map<Long, Long> liveBytes() {
        return intact().liveBytes();
    }

    @Override
    public Map<CacheCell, Version> floors() {
        return intact().floors();
    }

    @Override
    public long commits() {
        return intact().commits();
    }

    @Override
    public Lookup lookup(List<PlacedKey> keys) {
        return intact().lookup(keys);
    }

    @Override
    public IndexPage scan(ScanRange range) {
        return intact().scan(range);
    }

    @Override
    public DeadlinePage deadlines(int limit) {
        return intact().deadlines(limit);
    }
}
