package io.kvswarm.internal.store;

import io.kvswarm.api.SwarmException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Deadlines that pass: those of changes that wait for a commit, in order, and the first ones of the index, read a
 * little ahead. Confined to the loop.
 *
 * <p>The index is always read from its first deadline on, so nothing has to be remembered about how far it was read:
 * what has been handled is gone from it with the next commit.
 */
final class ExpiryQueue {
    private static final Logger LOG = LoggerFactory.getLogger(ExpiryQueue.class);

    /** Most deadlines told and not handled yet. */
    static final int TOLD_MAX = 10_000;

    private static final int READ_DEADLINES = 1_000;
    private static final long AHEAD_MILLIS = 1_000;
    private static final long TOLD_PERIOD_NANOS = 10_000_000_000L;

    private final StorePlace place;
    private final Index index;
    private final Slots slots;
    private final Commits commits;
    private final Recently<Deadline> told = new Recently<>(TOLD_PERIOD_NANOS);
    private final TreeSet<Deadline> waiting = new TreeSet<>(
            Comparator.comparingLong(Deadline::expiryMillis).thenComparing(Deadline::placed, PlacedKey.OF_ANY_CACHE));
    private final Map<Slot, Deadline> bySlot = new HashMap<>();
    private final Deque<Deadline> soon = new ArrayDeque<>();
    private long indexNextMillis;
    private boolean reading;
    private boolean failing;

    ExpiryQueue(StorePlace place, Index index, Slots slots, Commits commits) {
        this.place = place;
        this.index = index;
        this.slots = slots;
        this.commits = commits;
    }

    /** The slot's entry has changed. */
    void onChange(Slot slot) {
        told.remove(slot.placed.key());
        onSettled(slot);
        if (slot.entry != null && slot.entry.expiryMillis() != 0) {
            Deadline deadline = new Deadline(slot.placed, slot.entry.expiryMillis());
            bySlot.put(slot, deadline);
            waiting.add(deadline);
        }
    }

    /** The slot's change is in the index now, or dead. */
    void onSettled(Slot slot) {
        Deadline deadline = bySlot.isEmpty() ? null : bySlot.remove(slot);
        if (deadline != null) {
            waiting.remove(deadline);
            wake(deadline);
        }
    }

    List<Deadline> due(long ownerMillis, int limit) {
        told.turn(place.loop().clock().nanos(), this::wake);
        List<Deadline> due = new ArrayList<>();
        while (due.size() < limit && told.size() < TOLD_MAX) {
            Deadline next = takeFirst(ownerMillis);
            if (next == null) {
                break;
            }
            if (mayBe(next)) {
                told.put(next.placed().key(), next);
                due.add(next);
            }
        }
        readAhead(ownerMillis + AHEAD_MILLIS);
        return due;
    }

    private Deadline takeFirst(long ownerMillis) {
        Deadline changed = waiting.isEmpty() ? null : waiting.first();
        Deadline known = soon.peek();
        boolean changedFirst = known == null || (changed != null && changed.expiryMillis() <= known.expiryMillis());
        Deadline first = changedFirst ? changed : known;
        if (first == null || first.expiryMillis() > ownerMillis) {
            return null;
        }
        if (changedFirst) {
            waiting.pollFirst();
        } else {
            soon.remove();
        }
        return first;
    }

    /** False if it was told already, or if it is known that the entry is gone or ends at another time. */
    private boolean mayBe(Deadline deadline) {
        if (deadline.equals(told.get(deadline.placed().key()))) {
            return false;
        }
        Slot slot = slots.find(deadline.placed().key());
        if (slot == null || !slot.isKnown) {
            return true;
        }
        StoredEntry entry = slot.live();
        return entry != null && entry.expiryMillis() == deadline.expiryMillis();
    }

    private void readAhead(long untilMillis) {
        if (reading || !soon.isEmpty() || indexNextMillis > untilMillis || told.size() >= TOLD_MAX) {
            return;
        }
        reading = true;
        // What is committed from now on lowers it again.
        int limit = READ_DEADLINES + told.size();
        indexNextMillis = Long.MAX_VALUE;
        commits.readAsOfNow(() -> index.deadlines(limit), Index.DeadlinePage::commits, (page, failure) -> {
            reading = false;
            if (failure != null) {
                onFailure(failure);
            } else {
                failing = false;
                learn(page.deadlines(), untilMillis, page.deadlines().size() == limit);
            }
        });
    }

    private void learn(List<Deadline> first, long untilMillis, boolean hasMore) {
        for (Deadline deadline : first) {
            if (deadline.expiryMillis() > untilMillis) {
                wake(deadline);
                return;
            }
            if (mayBe(deadline)) {
                soon.add(deadline);
            }
        }
        if (hasMore) {
            wake(first.get(first.size() - 1));
        }
    }

    /** The index is to be read again when this deadline comes near. */
    private void wake(Deadline deadline) {
        indexNextMillis = Math.min(indexNextMillis, deadline.expiryMillis());
    }

    private void onFailure(SwarmException failure) {
        if (!failing) {
            LOG.warn("deadlines cannot be read from the index, trying again: {}", failure.getMessage());
        }
        failing = true;
        indexNextMillis = 0;
    }
}
