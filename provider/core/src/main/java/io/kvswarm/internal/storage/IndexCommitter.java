package io.kvswarm.internal.storage;

import io.kvswarm.api.SwarmException;
import io.kvswarm.internal.base.Loop;
import io.kvswarm.internal.log.ChainHead;
import io.kvswarm.internal.log.LogRecord;
import io.kvswarm.internal.log.RecordLog;
import io.kvswarm.internal.store.EntryTable;
import io.kvswarm.internal.store.PreparedCommit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the index behind the log: collects changes, waits until the log is synced up to them, commits. Confined to the
 * loop.
 *
 * <p>What the index says of a cell is the head of its chain as of the commit and, behind it, its {@link CellState}.
 */
final class IndexCommitter {
    private static final Logger LOG = LoggerFactory.getLogger(IndexCommitter.class);
    private static final int RETRY_DOUBLINGS_MAX = 5;

    private final Loop loop;
    private final RecordLog log;
    private final EntryTable table;
    private final OwnedCells cells;
    private final Journal journal;
    private final NodeState node;
    private final long commitNanos;
    private final List<Runnable> afterNext = new ArrayList<>();
    private final List<Runnable> afterThis = new ArrayList<>();
    private final Map<Object, Runnable> onceCommitted = new LinkedHashMap<>();
    private List<HeadOf> waitingForHead = List.of();
    private PreparedCommit prepared;
    private boolean scheduled;
    private boolean writing;
    private boolean nodeChanged;
    private SwarmException failure;
    private int failures;

    /** A cell whose bytes still lack the head. */
    private record HeadOf(byte[] bytes, LogRecord newest) {}

    IndexCommitter(Loop loop, RecordLog log, Journal journal, Held held, int commitMillis) {
        this.loop = loop;
        this.log = log;
        this.journal = journal;
        this.table = held.table();
        this.cells = held.cells();
        this.node = held.node();
        this.commitNanos = TimeUnit.MILLISECONDS.toNanos(commitMillis);
        log.onMarks(this::commitIfSynced);
    }

    /** Tells that something changed; a commit follows soon. */
    void changed() {
        if (!scheduled) {
            scheduled = true;
            loop.schedule(table.isFull() ? 0 : commitNanos, this::tick);
        }
    }

    /** Tells that the node's state changed. */
    void nodeChanged() {
        nodeChanged = true;
        changed();
    }

    /** Runs {@code action} when a commit that has all changes up to now is done. */
    void afterCommit(Runnable action) {
        afterNext.add(action);
        nodeChanged();
    }

    /**
     * Runs {@code action} after the next commit or failure of one; a second call of the same waiter before it replaces
     * the first.
     */
    void onceCommitted(Object waiter, Runnable action) {
        onceCommitted.put(waiter, action);
    }

    /** Commits at once instead of after the usual delay. */
    void hurry() {
        if (prepared == null) {
            tick();
        }
    }

    /** Why the last try to commit failed; null if it did not. */
    SwarmException failure() {
        return failure;
    }

    private void tick() {
        scheduled = false;
        if (prepared == null && (table.wantsCommit() || cells.hasChanged() || nodeChanged)) {
            prepare();
        }
    }

    private void prepare() {
        Map<Integer, byte[]> states = new HashMap<>();
        waitingForHead = new ArrayList<>();
        cells.takeChanged().forEach((number, newest) -> {
            byte[] bytes = IndexContent.encode(ChainHead.EMPTY, cells.find(number));
            states.put(number, bytes);
            waitingForHead.add(new HeadOf(bytes, newest));
        });
        afterThis.addAll(afterNext);
        afterNext.clear();
        prepared = table.prepareCommit(journal.last(), states, nodeChanged ? node.toBytes() : null);
        nodeChanged = false;
        if (prepared.sequence() > log.syncedSequence()) {
            log.requestSync();
        }
        commitIfSynced();
    }

    private void commitIfSynced() {
        if (prepared != null && !writing && log.syncedSequence() >= prepared.sequence()) {
            writing = true;
            fillHeads();
            table.commitPrepared(this::onCommitted);
        }
    }

    /** By now the records are written, so the log knows their hashes. */
    private void fillHeads() {
        waitingForHead.forEach(of -> {
            ChainHead head = of.newest().head();
            if (head != null) {
                IndexContent.setHead(of.bytes(), head);
            }
        });
        waitingForHead = List.of();
    }

    private void onCommitted(SwarmException newFailure) {
        failure = newFailure;
        if (newFailure != null) {
            retryLater();
            runWaiters();
            return;
        }
        writing = false;
        failures = 0;
        prepared = null;
        List<Runnable> actions = List.copyOf(afterThis);
        afterThis.clear();
        actions.forEach(Runnable::run);
        runWaiters();
        if (table.wantsCommit() || cells.hasChanged() || nodeChanged) {
            changed();
        }
    }

    private void retryLater() {
        long seconds = 1L << Math.min(failures, RETRY_DOUBLINGS_MAX);
        failures++;
        LOG.warn("index not committed, tried again in {} s: {}", seconds, failure.getMessage());
        loop.schedule(TimeUnit.SECONDS.toNanos(seconds), () -> {
            writing = false;
            commitIfSynced();
        });
    }

    private void runWaiters() {
        List<Runnable> waiters = List.copyOf(onceCommitted.values());
        onceCommitted.clear();
        waiters.forEach(Runnable::run);
    }
}
