package io.kvswarm.internal.store;

import io.kvswarm.internal.wire.CacheId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Proposes what a cache over its bounds can best do without: of a few candidates taken at random, the one used least
 * often lately, and of several such the one used longest ago. Confined to the loop.
 *
 * <p>Candidates are entries changed lately and entries of the index around random positions.
 */
final class Evictor {
    /** Most candidates of a cache. */
    static final int CANDIDATES_MAX = 256;

    private static final int SAMPLE = 16;
    private static final int READ_ENTRIES = 64;
    private static final int READ_BYTES = 1 << 20;
    private static final int SKETCH_WORDS = 1 << 14;
    private static final long PROPOSED_PERIOD_NANOS = 10_000_000_000L;

    private final StorePlace place;
    private final Index index;
    private final Slots slots;
    private final Resident resident;
    private final Commits commits;
    private final Map<CacheId, Bounded> caches = new HashMap<>();
    private Sketch sketch;
    private long uses;

    Evictor(StorePlace place, Index index, Slots slots, Resident resident, Commits commits) {
        this.place = place;
        this.index = index;
        this.slots = slots;
        this.resident = resident;
        this.commits = commits;
    }

    /** A cache with bounds. */
    private static final class Bounded {
        private final CacheState cache;
        private final List<PlacedKey> candidates = new ArrayList<>();
        private final Recently<StoredEntry> proposed = new Recently<>(PROPOSED_PERIOD_NANOS);
        private long proposedBytes;
        private boolean reading;

        private Bounded(CacheState cache) {
            this.cache = cache;
        }

        private void forget(StoredEntry forgotten) {
            proposedBytes -= forgotten.bytes();
        }

        private boolean isOver() {
            EntryCount count = cache.count();
            long entries = count.entries() - cache.assumed() - proposed.size();
            return !cache.bounds().allow(new EntryCount(entries, certainBytes(count)));
        }

        /** While it is not known what some changes replaced, nothing is evicted for their bytes. */
        private long certainBytes(EntryCount count) {
            return cache.assumed() > 0 ? 0 : count.bytes() - proposedBytes;
        }
    }

    void setBounds(CacheState cache, CacheBounds bounds) {
        cache.setBounds(bounds);
        boolean isBounded = bounds.entriesMax() != Long.MAX_VALUE || bounds.bytesMax() != Long.MAX_VALUE;
        if (!isBounded || !bounds.evicts()) {
            caches.remove(cache.id());
        } else if (!caches.containsKey(cache.id())) {
            caches.put(cache.id(), new Bounded(cache));
            sketch = sketch == null ? new Sketch(SKETCH_WORDS) : sketch;
        }
    }

    /** The entry was read. */
    void onUse(Slot slot) {
        if (sketch != null) {
            slot.lastUse = ++uses;
            sketch.use(slot.placed.position());
        }
    }

    /** The entry was changed. */
    void onChange(Slot slot) {
        Bounded bounded = caches.isEmpty() ? null : caches.get(slot.part.cache().id());
        if (bounded == null) {
            return;
        }
        StoredEntry proposed = bounded.proposed.remove(slot.placed.key());
        if (proposed != null) {
            bounded.forget(proposed);
        }
        if (slot.entry != null) {
            onUse(slot);
            addCandidate(bounded, slot.placed);
        }
    }

    List<StoredEntry> victims(CacheId cache, int limit) {
        Bounded bounded = caches.get(cache);
        List<StoredEntry> victims = new ArrayList<>();
        if (bounded == null) {
            return victims;
        }
        bounded.proposed.turn(place.loop().clock().nanos(), bounded::forget);
        while (victims.size() < limit && bounded.isOver()) {
            StoredEntry victim = worst(bounded);
            if (victim == null) {
                break;
            }
            bounded.proposed.put(victim.key(), victim);
            bounded.proposedBytes += victim.bytes();
            victims.add(victim);
        }
        if (bounded.isOver() && bounded.candidates.size() < CANDIDATES_MAX / 2) {
            readCandidates(bounded);
        }
        return victims;
    }

    /** The best to evict of a sample; null if there are no candidates. Those that are none any more are dropped. */
    private StoredEntry worst(Bounded bounded) {
        Slot worst = null;
        int worstAt = -1;
        for (int looked = 0; looked < SAMPLE && !bounded.candidates.isEmpty(); looked++) {
            int at = place.random().nextInt(bounded.candidates.size());
            Slot slot = slots.find(bounded.candidates.get(at).key());
            if (slot == null || !slot.isKnown || slot.live() == null || isProposed(bounded, slot)) {
                dropCandidate(bounded, at);
                worstAt = worstAt == bounded.candidates.size() ? at : worstAt;
            } else if (worst == null || isWorse(slot, worst)) {
                worst = slot;
                worstAt = at;
            }
        }
        if (worst == null) {
            return null;
        }
        dropCandidate(bounded, worstAt);
        return worst.current();
    }

    private static boolean isProposed(Bounded bounded, Slot slot) {
        return bounded.proposed.get(slot.placed.key()) != null;
    }

    private boolean isWorse(Slot slot, Slot than) {
        int byUses = Integer.compare(sketch.uses(slot.placed.position()), sketch.uses(than.placed.position()));
        return byUses != 0 ? byUses < 0 : slot.lastUse < than.lastUse;
    }

    /** The last one takes its place. */
    private static void dropCandidate(Bounded bounded, int at) {
        PlacedKey last = bounded.candidates.remove(bounded.candidates.size() - 1);
        if (at < bounded.candidates.size()) {
            bounded.candidates.set(at, last);
        }
    }

    private void addCandidate(Bounded bounded, PlacedKey placed) {
        if (bounded.candidates.size() < CANDIDATES_MAX) {
            bounded.candidates.add(placed);
        } else {
            bounded.candidates.set(place.random().nextInt(CANDIDATES_MAX), placed);
        }
    }

    private void readCandidates(Bounded bounded) {
        if (bounded.reading) {
            return;
        }
        bounded.reading = true;
        long from = place.random().nextLong();
        ScanRange range = new ScanRange(bounded.cache.id(), from, null, -1, READ_ENTRIES, READ_BYTES);
        ScanRange rest = new ScanRange(bounded.cache.id(), 0, null, from, READ_ENTRIES, READ_BYTES);
        commits.readAsOfNow(() -> sample(range, rest), Index.IndexPage::commits, (page, failure) -> {
            bounded.reading = false;
            if (failure == null) {
                page.entries().forEach(entry -> learn(bounded, entry));
            }
        });
    }

    /** A page from a random position on, or from the start if there is nothing behind it. */
    private Index.IndexPage sample(ScanRange range, ScanRange rest) {
        Index.IndexPage page = index.scan(range);
        return page.entries().isEmpty() ? index.scan(rest) : page;
    }

    private void learn(Bounded bounded, StoredEntry entry) {
        Slot slot = slots.of(entry.placed());
        if (!slot.isKnown) {
            slot.isKnown = true;
            slot.entry = entry;
            slot.version = entry.version();
            resident.keep(slot);
        }
        addCandidate(bounded, entry.placed());
    }
}
