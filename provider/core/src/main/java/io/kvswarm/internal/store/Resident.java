package io.kvswarm.internal.store;

/**
 * Entries kept in memory because they were used, though the index has them: bounded in bytes. Confined to the loop.
 *
 * <p>What was used once goes before what was used twice, so that reading everything once pushes nothing hot out.
 */
final class Resident {
    /** Of the bound, how much may be held by what was used twice: four fifths. */
    private static final int PROTECTED_FIFTHS = 4;

    private final Slots slots;
    private final long bytesMax;
    private final Queue once = new Queue();
    private final Queue twice = new Queue();

    Resident(Slots slots, long bytesMax) {
        this.slots = slots;
        this.bytesMax = bytesMax;
    }

    /** Slots from the one that goes first to the newest. */
    static final class Queue {
        private Slot oldest;
        private Slot newest;
        private long bytes;

        private void add(Slot slot) {
            slot.queue = this;
            slot.older = newest;
            slot.newer = null;
            if (newest == null) {
                oldest = slot;
            } else {
                newest.newer = slot;
            }
            newest = slot;
            bytes += slot.residentBytes;
        }

        private void remove(Slot slot) {
            if (slot.older == null) {
                oldest = slot.newer;
            } else {
                slot.older.newer = slot.newer;
            }
            if (slot.newer == null) {
                newest = slot.older;
            } else {
                slot.newer.older = slot.older;
            }
            slot.queue = null;
            slot.older = null;
            slot.newer = null;
            bytes -= slot.residentBytes;
        }
    }

    long bytes() {
        return once.bytes + twice.bytes;
    }

    /** The slot was used. */
    void onUse(Slot slot) {
        Queue queue = slot.queue;
        if (queue == null) {
            // Whoever fetched it pins it and uses it once: that says nothing yet.
            slot.isHot |= slot.pins == 0;
            return;
        }
        if (queue == twice && twice.newest == slot) {
            return;
        }
        queue.remove(slot);
        twice.add(slot);
        slot.isHot = true;
        while (twice.bytes > bytesMax / (PROTECTED_FIFTHS + 1) * PROTECTED_FIFTHS && twice.oldest != slot) {
            Slot demoted = twice.oldest;
            twice.remove(demoted);
            demoted.isHot = false;
            once.add(demoted);
        }
    }

    /** Takes a slot over, or measures it again, unless it waits for a commit or is pinned; what is too much goes. */
    void keep(Slot slot) {
        remove(slot);
        if (slot.pending != null || slot.pins > 0) {
            return;
        }
        if (!slot.isKnown) {
            slots.drop(slot);
            return;
        }
        slot.residentBytes = slot.memoryBytes();
        (slot.isHot ? twice : once).add(slot);
        shrink();
    }

    /** The slot is looked after by others from now on. */
    void remove(Slot slot) {
        if (slot.queue != null) {
            slot.queue.remove(slot);
        }
    }

    private void shrink() {
        while (bytes() > bytesMax) {
            Slot first = once.oldest != null ? once.oldest : twice.oldest;
            remove(first);
            slots.drop(first);
        }
    }
}
