package io.kvswarm.jcache.operation;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Callers of this process on one key, queued up. A courtesy, so that they do not race each other at the owner, and the
 * order of what they announce: who waits too long goes on without. Safe from any thread.
 */
final class KeyPlaces {
    private final ConcurrentHashMap<Key, Queue> queues = new ConcurrentHashMap<>();
    private final long waitMillisMax;

    KeyPlaces(long waitMillisMax) {
        this.waitMillisMax = waitMillisMax;
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

    /** How many keys somebody has a place of. */
    int size() {
        return queues.size();
    }

    /** Who stands at one key. */
    private static final class Queue {
        private final ReentrantLock lock = new ReentrantLock(true);
        private int callers;
    }

    /** The places somebody has, until they are given back, on the same thread. */
    final class Place implements AutoCloseable {
        private final List<Key> entered = new ArrayList<>(1);

        private Place() {}

        private void enter(Key key) {
            Queue queue = queues.compute(key, (same, there) -> {
                Queue found = there == null ? new Queue() : there;
                found.callers++;
                return found;
            });
            if (tryLock(queue)) {
                entered.add(key);
            } else {
                leave(key);
            }
        }

        private boolean tryLock(Queue queue) {
            try {
                return queue.lock.tryLock(waitMillisMax, TimeUnit.MILLISECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return false;
            }
        }

        private void leave(Key key) {
            queues.compute(key, (same, there) -> --there.callers == 0 ? null : there);
        }

        @Override
        public void close() {
            for (Key key : entered) {
                queues.get(key).lock.unlock();
                leave(key);
            }
            entered.clear();
        }
    }
}
