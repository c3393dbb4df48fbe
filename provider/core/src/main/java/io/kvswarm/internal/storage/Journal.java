package io.kvswarm.internal.storage;

import io.kvswarm.api.Durability;
import io.kvswarm.internal.log.LogRecord;
import io.kvswarm.internal.log.RecordLog;
import io.kvswarm.internal.storage.Effect.Change;
import io.kvswarm.internal.storage.SessionMark.Recorded;
import io.kvswarm.internal.store.EntryTable;
import io.kvswarm.internal.store.StoredEntry;
import io.kvswarm.internal.wire.CacheId;
import io.kvswarm.internal.wire.CacheKey;
import io.kvswarm.internal.wire.Link;
import io.kvswarm.internal.wire.Outcome;
import io.kvswarm.internal.wire.SessionId;
import io.kvswarm.internal.wire.Version;
import java.util.List;

/**
 * Appends what was decided to the log and applies it to cells and entries, in one step. Confined to the loop.
 *
 * <p>The table shows a change at once; whoever shows it to others waits for its {@link Release}.
 */
final class Journal {
    private final RecordLog log;
    private final EntryTable table;
    private final OwnedCells cells;
    private final NodeState node;
    private final KeySpace keys;
    private final Releases releases;
    private final long term;
    private LogRecord last;

    Journal(RecordLog log, Held held, KeySpace keys, long term, Releases releases) {
        this.log = log;
        this.table = held.table();
        this.cells = held.cells();
        this.node = held.node();
        this.keys = keys;
        this.term = term;
        this.releases = releases;
    }

    Releases releases() {
        return releases;
    }

    /** Newest record appended in this run; null before the first. */
    LogRecord last() {
        return last;
    }

    /** Version of the newest record appended in this run. */
    Version lastVersion() {
        return versionOf(last);
    }

    /** Records how a mutation that came over a link ended, and does what it does. */
    Recorded record(CellState cell, SessionMark mark, Effect effect, Link from) {
        boolean isLonger = effect.change() == Change.EXPIRY && livesLonger(effect);
        LogRecord record = append(cell, RecordTypes.EFFECT, effect.toBody());
        cell.timeIs(effect.ownerMillis());
        apply(cell, effect, record);
        Release release = isLonger
                ? releases.ofLonger(record, effect.durability(), effect.key())
                : releaseOf(effect, record, from);
        Version version = versionOf(record);
        Recorded recorded =
                new Recorded(effect.contentHash(), effect.result(cell.cell(), version, record.sequence()), release);
        mark.decided(recorded);
        mark.confirm(effect.confirmed());
        return recorded;
    }

    /** Records the first appearance of a session in a cell. */
    SessionMark begin(CellState cell, SessionId session, SessionMark mark) {
        append(cell, RecordTypes.SESSION, SessionRecords.begin(session, mark));
        cell.sessions().put(session, mark);
        return mark;
    }

    /** Records that a session is over in a cell; the release comes when that is durable. */
    Release end(CellState cell, SessionId session) {
        LogRecord record = append(cell, RecordTypes.SESSION_END, SessionRecords.end(session));
        cell.sessions().remove(session);
        return releases.ofNothing(record, Durability.OS);
    }

    /** Records that entries of a cell expired or were evicted, and removes them. */
    Release remove(CellState cell, Removals removals) {
        LogRecord record = append(cell, RecordTypes.REMOVALS, removals.toBody());
        cell.timeIs(removals.ownerMillis());
        for (CacheKey key : removals.keys()) {
            table.remove(key, keys.positionOf(key.key()), versionOf(record));
        }
        // What has expired has to stay so, whatever the clock of the next start says.
        boolean isForGood = removals.reason() == Removals.Reason.EXPIRED;
        return releases.of(record, isForGood ? Durability.FSYNC : Durability.OS, removals.keys());
    }

    /** Records that an entry is overdue and removes it. */
    Release expire(CellState cell, CacheKey key, long ownerMillis) {
        return remove(cell, new Removals(Removals.Reason.EXPIRED, ownerMillis, List.of(key)));
    }

    /** Records what the node owns and how caches are bounded. */
    LogRecord node(NodeState state) {
        last = LogRecord.ofNode(RecordTypes.NODE, state.toBytes());
        log.append(last);
        return last;
    }

    /** Carries a record forward out of a segment that is to go. */
    LogRecord carry(LogRecord record) {
        last = record.carriedForward();
        log.append(last);
        return last;
    }

    /** Appends a checkpoint of a cell. */
    void checkpoint(CellState cell) {
        last = log.appendCheckpoint(cell.cell(), cell.toBytes());
    }

    private LogRecord append(CellState cell, byte type, byte[] body) {
        LogRecord record = cell.next(type, term, body);
        log.append(record);
        cell.advanceTo(record);
        cells.changed(cell, record);
        last = record;
        return record;
    }

    private void apply(CellState cell, Effect effect, LogRecord record) {
        CacheKey key = effect.key();
        Version version = versionOf(record);
        switch (effect.change()) {
            case NONE -> {}
            case SET ->
                table.put(
                        StoredEntry.of(key, keys.positionOf(key.key()), version, effect.expiryMillis(), effect.value()),
                        record);
            case REMOVED -> table.remove(key, keys.positionOf(key.key()), version);
            case EXPIRY -> touch(effect, record);
            case CLEARED -> clear(cell, key.cache(), version);
            case DESTROYED -> destroy(cell, key.cache(), version);
        }
    }

    private void touch(Effect effect, LogRecord record) {
        table.touch(touched(effect).withExpiry(effect.expiryMillis()), record);
    }

    private StoredEntry touched(Effect effect) {
        return (StoredEntry)
                table.peek(effect.key(), keys.positionOf(effect.key().key()));
    }

    private boolean livesLonger(Effect effect) {
        long before = touched(effect).expiryMillis();
        return effect.expiryMillis() == 0 || (before != 0 && effect.expiryMillis() >= before);
    }

    private void clear(CellState cell, CacheId cache, Version floor) {
        cell.floors().put(cache, floor);
        table.clear(cache, cell.cell(), floor);
    }

    private void destroy(CellState cell, CacheId cache, Version floor) {
        node.destroy(cache);
        cell.floors().remove(cache);
        table.forget(cache);
        table.clear(cache, cell.cell(), floor);
    }

    private Release releaseOf(Effect effect, LogRecord record, Link from) {
        if (effect.outcome() == Outcome.NO_SUCH_CACHE) {
            // The end of the cache may be in another cell's record: when this one is synced, so is that.
            return releases.ofLook(record, Durability.FSYNC, effect.key());
        }
        if (effect.change() == Change.CLEARED || effect.change() == Change.DESTROYED) {
            return releases.ofClear(record, effect.key().cache(), from);
        }
        return effect.change() == Change.NONE
                ? releases.ofLook(record, effect.durability(), effect.key())
                : releases.of(record, effect.durability(), effect.key(), from);
    }

    private static Version versionOf(LogRecord record) {
        return new Version(record.cellEpoch(), record.term(), record.index());
    }
}
