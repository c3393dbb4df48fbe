package io.kvswarm.internal.storage;

import io.kvswarm.api.SwarmException;
import io.kvswarm.internal.base.Loop;
import io.kvswarm.internal.log.LogState;
import io.kvswarm.internal.storage.Removals.Reason;
import io.kvswarm.internal.store.Deadline;
import io.kvswarm.internal.store.Found;
import io.kvswarm.internal.store.PlacedKey;
import io.kvswarm.internal.store.StoredEntry;
import io.kvswarm.internal.wire.CacheId;
import io.kvswarm.internal.wire.CacheKey;
import io.kvswarm.internal.wire.Version;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Removes what is overdue, evicts what is too much, drops sessions long over. Confined to the loop. */
final class Housekeeper {
    private static final Logger LOG = LoggerFactory.getLogger(Housekeeper.class);
    private static final int REMOVED_AT_ONCE = 1024;
    private static final long SESSIONS_EVERY_NANOS = TimeUnit.MINUTES.toNanos(10);

    private final Owner owner;
    private final Sessions sessions;
    private final Compactor compactor;
    private final long everyNanos;
    private Loop.Timer timer;
    private long sessionsNanos;
    private long evicted;
    private long expired;

    Housekeeper(Owner owner, Sessions sessions, Compactor compactor) {
        this.owner = owner;
        this.sessions = sessions;
        this.compactor = compactor;
        this.everyNanos = TimeUnit.MILLISECONDS.toNanos(owner.settings().housekeepMillis());
        this.sessionsNanos = owner.clock().nanos();
    }

    void start() {
        timer = owner.loop().schedule(everyNanos, this::tick);
    }

    void stop() {
        timer.cancel();
    }

    long evictedCount() {
        return evicted;
    }

    long expiredCount() {
        return expired;
    }

    private void tick() {
        if (isOpen()) {
            expire();
            owner.bounds().all().keySet().forEach(this::evict);
            dropSessions();
            compactor.tick();
        }
        start();
    }

    private boolean isOpen() {
        return owner.log().state() == LogState.OPEN || owner.log().state() == LogState.FULL;
    }

    private void expire() {
        long now = owner.time().millis();
        List<PlacedKey> due = new ArrayList<>();
        for (Deadline deadline : owner.table().due(now, REMOVED_AT_ONCE)) {
            due.add(deadline.placed());
        }
        if (!due.isEmpty()) {
            owner.table().fetch(due, failure -> removeOverdue(due, failure));
        }
    }

    private void removeOverdue(List<PlacedKey> due, SwarmException failure) {
        if (failure == null) {
            new OverdueTask(owner, due, this::expire).run();
        } else {
            LOG.warn("overdue entries stay until they are read: {}", failure.getMessage());
        }
    }

    /** Removes those that are still overdue, and tells who watches the value each had. */
    private void expire(List<StoredEntry> due) {
        if (!isOpen()) {
            return;
        }
        long now = owner.time().millis();
        Map<PlacedKey, byte[]> values = new LinkedHashMap<>();
        for (StoredEntry entry : due) {
            if (peek(entry.placed()) instanceof StoredEntry current && current.isOverdue(now)) {
                boolean isSame = current.version().equals(entry.version());
                values.put(entry.placed(), isSame ? entry.value() : current.value());
            }
        }
        expired += values.size();
        remove(Reason.EXPIRED, values, now);
    }

    private Found peek(PlacedKey placed) {
        return owner.table().peek(placed.key(), placed.position());
    }

    private void evict(CacheId cache) {
        Map<PlacedKey, byte[]> victims = new LinkedHashMap<>();
        for (StoredEntry entry : owner.table().victims(cache, REMOVED_AT_ONCE)) {
            victims.put(entry.placed(), entry.value());
        }
        evicted += victims.size();
        owner.bounds().onEvicted(cache, victims.size());
        remove(Reason.EVICTED, victims, owner.time().millis());
    }

    /** Removes entries, given with the values they had as far as these are known. */
    private void remove(Reason reason, Map<PlacedKey, byte[]> entries, long now) {
        Map<Integer, Map<CacheKey, byte[]>> byCell = new TreeMap<>();
        entries.forEach((placed, value) -> {
            int cell = owner.keys().cells().of(placed.position());
            byCell.computeIfAbsent(cell, number -> new LinkedHashMap<>()).put(placed.key(), value);
        });
        byCell.forEach((number, removed) -> {
            CellState cell = owner.cells().find(number);
            if (cell != null && !owner.cells().isBroken(number)) {
                remove(cell, reason, removed, now);
            }
        });
        if (!entries.isEmpty()) {
            owner.committer().changed();
        }
    }

    private void remove(CellState cell, Reason reason, Map<CacheKey, byte[]> entries, long now) {
        Release release = owner.journal().remove(cell, new Removals(reason, now, List.copyOf(entries.keySet())));
        if (reason == Reason.EXPIRED) {
            Version version = owner.journal().lastVersion();
            entries.forEach((key, value) -> owner.watches().expired(key, value, version, release));
        }
    }

    private void dropSessions() {
        long nanos = owner.clock().nanos();
        if (nanos - sessionsNanos >= SESSIONS_EVERY_NANOS) {
            sessionsNanos = nanos;
            sessions.dropOverdue(owner.time().millis());
        }
    }
}
