package io.kvswarm.internal.store;

import io.kvswarm.internal.wire.Version;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;

/** Deletes what clears have killed, a bounded number of entries with each commit. Used by the index's writer alone. */
final class Purge {
    /** Entries looked at in one step. */
    static final int STEP_ENTRIES = 5_000;

    private static final int PAGE_ENTRIES = 1_000;
    private static final int PAGE_BYTES = 1 << 20;

    private final Cells cells;
    private Map<CacheCell, ScanRange> progress = new HashMap<>();

    Purge(Cells cells) {
        this.cells = cells;
    }

    /** The part was cleared: what was looked at may be dead now. */
    void restart(CacheCell part) {
        progress.remove(part);
    }

    /** Starts over with every part, as after a failed commit. */
    void restartAll() {
        progress = new HashMap<>();
    }

    /**
     * Looks at the next entries of parts that have floors.
     *
     * @param floors floors of all parts
     * @param pages  reads a page of the index
     * @param delete deletes an entry and takes it off the tally
     */
    Step step(
            Map<CacheCell, Version> floors, Function<ScanRange, Index.IndexPage> pages, Consumer<StoredEntry> delete) {
        Step step = new Step(new ArrayList<>(), new HashMap<>());
        int left = STEP_ENTRIES;
        for (Map.Entry<CacheCell, Version> floor : floors.entrySet()) {
            while (left > 0 && !step.done.containsKey(floor.getKey())) {
                left -= page(floor.getKey(), floor.getValue(), pages, delete, step);
            }
        }
        return step;
    }

    private int page(
            CacheCell part,
            Version floor,
            Function<ScanRange, Index.IndexPage> pages,
            Consumer<StoredEntry> delete,
            Step step) {
        ScanRange range = progress.computeIfAbsent(part, this::whole);
        Index.IndexPage page = pages.apply(range);
        for (StoredEntry entry : page.entries()) {
            if (entry.version().compareTo(floor) < 0) {
                delete.accept(entry);
                step.purged.add(entry.placed());
            }
        }
        if (page.isEnd()) {
            step.done.put(part, floor);
            progress.remove(part);
        } else {
            StoredEntry last = page.entries().get(page.entries().size() - 1);
            progress.put(part, range.after(last.placed()));
        }
        return page.entries().size() + 1;
    }

    private ScanRange whole(CacheCell part) {
        return new ScanRange(
                part.cache(), cells.first(part.cell()), null, cells.last(part.cell()), PAGE_ENTRIES, PAGE_BYTES);
    }

    /**
     * What a step did.
     *
     * @param purged keys of deleted entries
     * @param done   parts that hold nothing dead any more, with the floor they had
     */
    record Step(List<PlacedKey> purged, Map<CacheCell, Version> done) {}
}
