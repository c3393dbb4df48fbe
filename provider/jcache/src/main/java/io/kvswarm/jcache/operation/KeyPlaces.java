package io.kvswarm.jcache.operation;

import io.kvswarm.spi.KeyLease;
import io.kvswarm.spi.VersionedValue;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Callers of this process on one key, queued up. A courtesy, so that they do not race each other at the owner, and the
 * order of what they announce: who waits too long goes on without. What one caller has of the key, its lease and what
 * it made of the entry, goes to the next one with the place. Safe from any thread.
 */
final class KeyPlaces {
    /** So many callers use a lease, one after the other, before other processes have their turn. */
    static final int TURNS_MAX = 16;
    /** So long they may use it. */
    static final long TURNS_NANOS_MAX = TimeUnit.MILLISECONDS.toNanos(200);

    private final ConcurrentHashMap<Key, Queue> queues = new ConcurrentHashMap<>();
    private final long waitMillisMax;
    private final Waiting waiting;

    KeyPlaces(long waitMillisMax, Waiting waiting) {
        this.waitMillisMax = waitMillisMax;
        this.waiting = waiting;
    }

    /** Waits until nobody else has the key's place. */
    Place take(Key key) {
        return take(List.of(key));
    }

    /** The same for many keys. */
    Place take(Collection<Key> keys) {
        Place place = new Place();
        // In one order everywhere, so that two that want the same keys do not wait for each other.
        for (Key key : new TreeSet<>(keys)) {
            place.enter(key);
        }
        return place;
    }

    /** True if somebody has a key's place, or waits for it. */
    boolean isTaken(Key key) {
        return queues.containsKey(key);
    }

    /** How many callers wait for a key's place. */
    int waitingFor(Key key) {
        Queue queue = queues.get(key);
        return queue == null ? 0 : queue.lock.getQueueLength();
    }

    /** How many keys somebody has a place of. */
    int size() {
        return queues.size();
    }

    /** Who stands at one key. */
    private static final class Queue {
        private final ReentrantLock lock = new ReentrantLock(true);
        private final Slot slot = new Slot();
        private int callers;
    }

    /** Where what a caller has is kept: passed on with the place. Guarded by the place. */
    private static final class Slot {
        private volatile Held held = Held.NOTHING;
    }

    /**
     * What a caller has of a key.
     *
     * @param lease      null for none
     * @param turn       how many callers have used the lease before
     * @param sinceNanos when the first of them got it
     * @param known      what the entry was after the last change from here; null if that is not known
     * @param isHot      true if there was a lease before, which other processes have now
     */
    private record Held(KeyLease lease, int turn, long sinceNanos, VersionedValue known, boolean isHot) {
        static final Held NOTHING = new Held(null, 0, 0, null, false);
        static final Held HOT = new Held(null, 0, 0, null, true);

        boolean hasLease() {
            return lease != null && lease.isHeld();
        }

        void giveBack() {
            if (lease != null) {
                lease.close();
            }
        }
    }

    /**
     * The places somebody has, until they are given back, on the same thread. A thread may have the same place more
     * than once; what it has of the key is one thing then.
     */
    final class Place implements AutoCloseable {
        private final List<Key> entered = new ArrayList<>(1);
        private final Map<Key, Slot> slots = new HashMap<>(2);

        private Place() {}

        private void enter(Key key) {
            Queue queue = queues.compute(key, (same, there) -> {
                Queue found = there == null ? new Queue() : there;
                found.callers++;
                return found;
            });
            if (tryLock(queue)) {
                entered.add(key);
                slots.put(key, queue.slot);
            } else {
                leave(key);
                slots.put(key, new Slot());
            }
        }

        private boolean tryLock(Queue queue) {
            try {
                return waiting.tryLock(queue.lock, waitMillisMax);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return false;
            }
        }

        /** True while this process has the key's lease for certain. */
        boolean hasLease(Key key) {
            return of(key).hasLease();
        }

        /** The lease a key has; null for none. */
        KeyLease lease(Key key) {
            return of(key).lease();
        }

        /** True if the caller before had a lease, and it was the turn of other processes. */
        boolean isHot(Key key) {
            return of(key).isHot();
        }

        /** Takes over a lease: given back, or passed on, with the place. */
        void holds(Key key, KeyLease lease) {
            Held before = of(key);
            before.giveBack();
            slots.get(key).held = new Held(lease, 0, waiting.nanos(), before.known(), false);
        }

        /** What the entry was after the last change from here, and probably still is; null if that is not known. */
        VersionedValue known(Key key) {
            return of(key).known();
        }

        /** Leaves word of what the entry is now, null for not known, if somebody waits to hear it. */
        void knows(Key key, VersionedValue known) {
            Held before = of(key);
            if (known != before.known() && (known == null || isAwaited(key))) {
                slots.get(key).held =
                        new Held(before.lease(), before.turn(), before.sinceNanos(), known, before.isHot());
            }
        }

        private boolean isAwaited(Key key) {
            Queue queue = queues.get(key);
            return queue != null && waiting.isAwaited(queue.lock);
        }

        private Held of(Key key) {
            return slots.get(key).held;
        }

        private void leave(Key key) {
            queues.compute(key, (same, there) -> {
                if (--there.callers > 0) {
                    return there;
                }
                there.slot.held.giveBack();
                return null;
            });
        }

        @Override
        public void close() {
            for (Key key : entered) {
                Queue queue = queues.get(key);
                if (queue.lock.getHoldCount() == 1) {
                    queue.slot.held = passOn(key, queue.slot.held);
                }
                slots.remove(key);
                queue.lock.unlock();
                leave(key);
            }
            entered.clear();
            slots.values().forEach(slot -> slot.held.giveBack());
            slots.clear();
        }

        /** What the next caller gets. */
        private Held passOn(Key key, Held had) {
            if (had.lease() == null) {
                return had.known() == null ? Held.NOTHING : new Held(null, 0, 0, had.known(), false);
            }
            boolean isAwaited = isAwaited(key);
            boolean isItsTurn = had.turn() + 1 < TURNS_MAX && waiting.nanos() - had.sinceNanos() < TURNS_NANOS_MAX;
            if (isAwaited && isItsTurn && had.hasLease()) {
                return new Held(had.lease(), had.turn() + 1, had.sinceNanos(), had.known(), false);
            }
            had.giveBack();
            return isAwaited ? Held.HOT : Held.NOTHING;
        }
    }
}
