package io.kvswarm.internal.base;

/**
 * Deadlines of many things that nearly all end before theirs: adding and removing one takes a few instructions, and
 * there is at most one timer. Confined to its loop.
 *
 * <p>A wheel of slots, each a list of the deadlines that fall into it in any of its rounds. A deadline is noticed at
 * most one slot, {@value #SLOT_NANOS} nanoseconds, late and never early.
 */
public final class Deadlines {
    private static final long SLOT_NANOS = 8_000_000;
    private static final int SLOTS = 1024;
    private static final int NONE = -1;

    private final Loop loop;
    /** The last list holds what is due while its turn comes. */
    private final Entry[] lists = new Entry[SLOTS + 1];

    private int size;
    private long scannedSlot;
    private Loop.Timer timer;
    private long timerSlot;

    /** No deadlines yet. */
    public Deadlines(Loop loop) {
        this.loop = loop;
        this.scannedSlot = slotBefore(loop.clock().nanos());
    }

    /** One thing with a deadline; in one wheel at a time. */
    public abstract static class Entry {
        private long atNanos;
        private int list = NONE;
        private Entry before;
        private Entry after;

        /** Called on the loop once the deadline has passed; by then it is removed. */
        protected abstract void onDeadline();

        /** True from being added until it is removed or its deadline has passed. */
        public final boolean isListed() {
            return list != NONE;
        }
    }

    /** Number of deadlines ahead. */
    public int size() {
        return size;
    }

    /** Adds {@code entry}, which must not be listed; one in the past is noticed as soon as possible. */
    public void add(Entry entry, long atNanos) {
        if (entry.isListed()) {
            throw new IllegalStateException("the deadline is listed already");
        }
        if (size == 0) {
            scannedSlot = slotBefore(loop.clock().nanos());
        }
        entry.atNanos = atNanos;
        long slot = Math.max(slotBefore(atNanos) + 1, scannedSlot + 1);
        link(entry, indexOf(slot));
        wakeAt(slot);
    }

    /** Removes {@code entry} if it is listed. */
    public void remove(Entry entry) {
        if (entry.isListed()) {
            unlink(entry);
        }
    }

    private void link(Entry entry, int list) {
        entry.list = list;
        entry.before = null;
        entry.after = lists[list];
        if (entry.after != null) {
            entry.after.before = entry;
        }
        lists[list] = entry;
        size++;
    }

    private void unlink(Entry entry) {
        if (entry.before != null) {
            entry.before.after = entry.after;
        } else {
            lists[entry.list] = entry.after;
        }
        if (entry.after != null) {
            entry.after.before = entry.before;
        }
        entry.before = null;
        entry.after = null;
        entry.list = NONE;
        size--;
    }

    private void wakeAt(long slot) {
        if (timer != null && timerSlot <= slot) {
            return;
        }
        if (timer != null) {
            timer.cancel();
        }
        timerSlot = slot;
        timer = loop.schedule(slot * SLOT_NANOS - loop.clock().nanos(), this::onTimer);
    }

    private void onTimer() {
        timer = null;
        long now = loop.clock().nanos();
        long last = slotBefore(now);
        // More than one round behind, every slot is looked at once.
        long first = Math.max(scannedSlot + 1, last - SLOTS + 1);
        scannedSlot = Math.max(scannedSlot, last);
        for (long slot = first; slot <= last; slot++) {
            collectDue(indexOf(slot), now);
        }
        while (lists[SLOTS] != null) {
            Entry due = lists[SLOTS];
            unlink(due);
            due.onDeadline();
        }
        wakeForNext();
    }

    private void collectDue(int list, long now) {
        Entry entry = lists[list];
        while (entry != null) {
            Entry next = entry.after;
            if (entry.atNanos - now <= 0) {
                unlink(entry);
                link(entry, SLOTS);
            }
            entry = next;
        }
    }

    /** The next slot that holds anything; what is there may be due a round later, then this runs once more. */
    private void wakeForNext() {
        if (size == 0) {
            return;
        }
        for (long slot = scannedSlot + 1; slot <= scannedSlot + SLOTS; slot++) {
            if (lists[indexOf(slot)] != null) {
                wakeAt(slot);
                return;
            }
        }
    }

    /** The newest slot that lies wholly in the past at {@code nanos}, or ends with it. */
    private static long slotBefore(long nanos) {
        return Math.floorDiv(nanos, SLOT_NANOS);
    }

    private static int indexOf(long slot) {
        return (int) Math.floorMod(slot, (long) SLOTS);
    }
}
