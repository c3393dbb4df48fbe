package io.kvswarm.internal.storage;

import io.kvswarm.internal.base.Clock;
import io.kvswarm.internal.base.Loop;
import io.kvswarm.internal.log.RecordLog;
import io.kvswarm.internal.store.EntryTable;
import io.kvswarm.internal.store.Found;
import io.kvswarm.internal.store.PlacedKey;
import io.kvswarm.internal.wire.CacheKey;

/** What deciding and answering share: the log, the entries, the cells, the time. Confined to the loop. */
final class Owner {
    private final Loop loop;
    private final RecordLog log;
    private final Held held;
    private final KeySpace keys;
    private final Access access;
    private final Journal journal;
    private final ResultSender sender;
    private final OwnerTime time;
    private final IndexCommitter committer;
    private final Bounds bounds;
    private final Watches watches;
    private final KeyLeases keyLeases;
    private final Holders holders;
    private final StorageSettings settings;

    Owner(Loop loop, RecordLog log, Held held, KeySpace keys, Access access, Begun begun, StorageSettings settings) {
        this.loop = loop;
        this.log = log;
        this.held = held;
        this.keys = keys;
        this.access = access;
        this.settings = settings;
        this.time = new OwnerTime(loop.clock());
        held.cells().all().forEach(cell -> time.atLeast(cell.ownerMillis()));
        this.holders = new Holders(loop, access, begun);
        this.journal = new Journal(log, held, keys, begun.term(), new Releases(log, holders, begun.leasedFrom()));
        this.sender = new ResultSender(loop, log, begun.term());
        this.committer = new IndexCommitter(loop, log, journal, held, settings.commitMillis());
        this.bounds = new Bounds(held, keys.cells().count());
        this.watches = new Watches(loop, access, held.node()::isDestroyed);
        this.keyLeases = new KeyLeases(this);
    }

    Loop loop() {
        return loop;
    }

    Clock clock() {
        return loop.clock();
    }

    RecordLog log() {
        return log;
    }

    EntryTable table() {
        return held.table();
    }

    OwnedCells cells() {
        return held.cells();
    }

    NodeState node() {
        return held.node();
    }

    KeySpace keys() {
        return keys;
    }

    Access access() {
        return access;
    }

    Journal journal() {
        return journal;
    }

    Releases releases() {
        return journal.releases();
    }

    ResultSender sender() {
        return sender;
    }

    OwnerTime time() {
        return time;
    }

    IndexCommitter committer() {
        return committer;
    }

    Bounds bounds() {
        return bounds;
    }

    Watches watches() {
        return watches;
    }

    KeyLeases keyLeases() {
        return keyLeases;
    }

    Holders holders() {
        return holders;
    }

    StorageSettings settings() {
        return settings;
    }

    PlacedKey placed(CacheKey key) {
        return new PlacedKey(key, keys.positionOf(key.key()));
    }

    Found find(PlacedKey placed) {
        return held.table().find(placed.key(), placed.position());
    }

    /**
     * Records that an entry is overdue, removes it and tells who watches.
     *
     * @param value it had; null if it is not known, which is enough where nobody watches
     */
    void expire(CellState cell, CacheKey key, byte[] value, long now) {
        Release release = journal.expire(cell, key, now);
        watches.expired(key, value, journal.lastVersion(), release);
    }
}
