package io.kvswarm.internal.storage;

import io.kvswarm.api.SwarmException;
import io.kvswarm.internal.base.Loop;
import io.kvswarm.internal.log.LogState;
import io.kvswarm.internal.storage.Removals.Reason;
import io.kvswarm.internal.store.Deadline;
import io.kvswarm.internal.store.PlacedKey;
import io.kvswarm.internal.store.StoredEntry;
import io.kvswarm.internal.wire.CacheId;
import io.kvswarm.internal.wire.CacheKey;
import java.util.ArrayList;
import java.util.Collection;
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
        if (failure != null) {
            LOG.warn("overdue entries stay until they are read: {}", failure.getMessage());
            return;
        }
        if (!isOpen()) {
            return;
        }
        long now = owner.time().millis();
        due.removeIf(placed -> !isOverdue(placed, now));
        expired += due.size();
        remove(Reason.EXPIRED, due, now);
    }

    private boolean isOverdue(PlacedKey placed, long now) {
        return owner.table().peek(placed.key(), placed.position()) instanceof StoredEntry entry && entry.isOverdue(now);
    }

    private void evict(CacheId cache) {
        List<PlacedKey> victims = new ArrayList<>();
        for (StoredEntry entry : owner.table().victims(cache, REMOVED_AT_ONCE)) {
            victims.add(entry.placed());
        }
        evicted += victims.size();
        remove(Reason.EVICTED, victims, owner.time().millis());
    }

    private void remove(Reason reason, Collection<PlacedKey> keys, long now) {
        Map<Integer, List<CacheKey>> byCell = new TreeMap<>();
        for (PlacedKey placed : keys) {
            int cell = owner.keys().cells().of(placed.position());
            byCell.computeIfAbsent(cell, number -> new ArrayList<>()).add(placed.key());
        }
        byCell.forEach((number, cellKeys) -> {
            CellState cell = owner.cells().find(number);
            if (cell != null && !owner.cells().isBroken(number)) {
                owner.journal().remove(cell, new Removals(reason, now, cellKeys));
            }
        });
        if (!keys.isEmpty()) {
            owner.committer().changed();
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
