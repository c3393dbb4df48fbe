package io.kvswarm.internal.store;

import io.kvswarm.internal.wire.Version;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The changes since the last commit, or since the one under way. Confined to the loop. */
final class Overlay {
    private final TableSettings settings;
    private final Resident resident;
    private final Deque<Large> large = new ArrayDeque<>();
    private List<Slot> changed = new ArrayList<>();
    private Set<Part> changedParts = new LinkedHashSet<>();
    private Map<CacheCell, Version> clears = new HashMap<>();
    private int entries;
    private long bytes;
    private long largeBytes;

    Overlay(TableSettings settings, Resident resident) {
        this.settings = settings;
        this.resident = resident;
    }

    int entries() {
        return entries;
    }

    long bytes() {
        return bytes;
    }

    boolean isFull() {
        return entries >= settings.overlayEntriesMax() || bytes >= settings.overlayBytesMax();
    }

    /** True if nothing waits for {@link #take}. */
    boolean isEmpty() {
        return changed.isEmpty() && clears.isEmpty();
    }

    /** A change has been made to the slot's key. */
    void add(Slot slot, Change change) {
        if (slot.pending == null) {
            entries++;
            resident.remove(slot);
            slot.part.pending().put(slot.placed, slot);
            changed.add(slot);
        } else {
            bytes -= slot.memoryBytes();
            // What is not taken yet is in the list already.
            if (slot.pending.isTaken()) {
                changed.add(slot);
            }
        }
        slot.pending = change;
        slot.entry = change.entry();
        slot.isKnown = true;
        bytes += slot.memoryBytes();
        changedParts.add(slot.part);
        if (change.entry() != null && change.entry().value() != null) {
            addLarge(slot, change);
        }
    }

    void addClear(Part part) {
        clears.put(part.name(), part.floor());
        changedParts.add(part);
    }

    /** Gives out what has changed since it did so before; of each key the newest change. */
    Taken take() {
        List<Change> changes = new ArrayList<>(changed.size());
        for (Slot slot : changed) {
            Change change = slot.pending;
            if (change == null || change.isTaken()) {
                continue;
            }
            if (slot.part.isDead(change.version())) {
                settle(slot, null);
            } else {
                change.take();
                changes.add(change);
            }
        }
        changedParts.forEach(Part::prepare);
        Taken taken = new Taken(changes, changedParts, clears);
        changed = new ArrayList<>();
        changedParts = new LinkedHashSet<>();
        clears = new HashMap<>();
        return taken;
    }

    /** No change of the slot waits any more: the index holds {@code entry}, or nothing that is alive. */
    void settle(Slot slot, StoredEntry entry) {
        entries--;
        bytes -= slot.memoryBytes();
        slot.part.pending().remove(slot.placed);
        slot.pending = null;
        slot.entry = entry;
        resident.keep(slot);
    }

    /** Lets go of values that no change holds any more. */
    void trim() {
        while (!large.isEmpty() && large.element().slot.pending != large.element().change) {
            largeBytes -= large.remove().change.entry().valueBytes();
        }
    }

    private void addLarge(Slot slot, Change change) {
        if (change.entry().valueBytes() > settings.inlineBytesMax()) {
            large.add(new Large(slot, change));
            largeBytes += change.entry().valueBytes();
        }
        while (largeBytes > settings.largeBytesMax() && dropValue(large.element())) {
            largeBytes -= large.remove().change.entry().valueBytes();
        }
    }

    private boolean dropValue(Large first) {
        boolean isPending = first.slot.pending == first.change;
        int before = first.slot.memoryBytes();
        if (!first.change.dropValue()) {
            return false;
        }
        if (isPending) {
            first.slot.entry = first.change.entry();
            bytes += first.slot.memoryBytes() - before;
        }
        return true;
    }

    /**
     * A change whose value is in memory and need not be.
     *
     * @param slot   of its key
     * @param change the change
     */
    private record Large(Slot slot, Change change) {}

    /**
     * What goes into one commit.
     *
     * @param changes of each key the newest
     * @param parts   all that have changed
     * @param clears  floors of those that were cleared
     */
    record Taken(List<Change> changes, Set<Part> parts, Map<CacheCell, Version> clears) {}
}
