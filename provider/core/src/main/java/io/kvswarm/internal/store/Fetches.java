package io.kvswarm.internal.store;

import io.kvswarm.api.SwarmException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;

/**
 * Reads entries of the index that are not resident. While one read is under way the next ones gather. Confined to the
 * loop.
 *
 * <p>A slot that is being read is pinned, so a change made meanwhile stays with it: what the read brings counts only if
 * the slot still knows nothing.
 */
final class Fetches {
    private static final int READ_KEYS = 1_000;

    private final StorePlace place;
    private final Index index;
    private final Slots slots;
    private final Resident resident;
    private final Deque<Fetch> waiting = new ArrayDeque<>();
    private boolean reading;

    Fetches(StorePlace place, Index index, Slots slots, Resident resident) {
        this.place = place;
        this.index = index;
        this.slots = slots;
        this.resident = resident;
    }

    /**
     * Somebody who needs slots to be known.
     *
     * @param slots all that are needed, each pinned for it
     * @param then  is told once they are known
     */
    private record Fetch(List<Slot> slots, Consumer<SwarmException> then) {}

    void fetch(Collection<PlacedKey> keys, Consumer<SwarmException> then) {
        Fetch fetch = new Fetch(new ArrayList<>(keys.size()), then);
        boolean allKnown = true;
        for (PlacedKey key : keys) {
            Slot slot = slots.of(key);
            slot.pins++;
            resident.remove(slot);
            fetch.slots.add(slot);
            allKnown &= slot.isKnown;
        }
        if (allKnown) {
            finish(fetch, null);
        } else {
            waiting.add(fetch);
            read();
        }
    }

    private void read() {
        if (reading || waiting.isEmpty()) {
            return;
        }
        List<Fetch> fetches = new ArrayList<>();
        List<Slot> unknown = new ArrayList<>();
        while (!waiting.isEmpty() && unknown.size() < READ_KEYS) {
            Fetch fetch = waiting.remove();
            fetches.add(fetch);
            fetch.slots.stream().filter(slot -> !slot.isKnown).forEach(unknown::add);
        }
        List<PlacedKey> keys = unknown.stream().map(slot -> slot.placed).toList();
        reading = true;
        Background.ask(place.loop(), place.reader(), () -> index.lookup(keys), (found, failure) -> {
            reading = false;
            if (failure == null) {
                learn(unknown, found.entries());
            }
            read();
            fetches.forEach(fetch -> finish(fetch, failure));
        });
    }

    private static void learn(List<Slot> unknown, List<StoredEntry> entries) {
        for (int i = 0; i < unknown.size(); i++) {
            Slot slot = unknown.get(i);
            if (!slot.isKnown) {
                slot.isKnown = true;
                slot.entry = entries.get(i);
                slot.version = slot.entry == null ? slot.version : slot.entry.version();
            }
        }
    }

    private void finish(Fetch fetch, SwarmException failure) {
        try {
            fetch.then.accept(failure);
        } finally {
            for (Slot slot : fetch.slots) {
                slot.pins--;
                resident.keep(slot);
            }
        }
    }
}
