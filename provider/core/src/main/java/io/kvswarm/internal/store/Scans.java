package io.kvswarm.internal.store;

import io.kvswarm.api.SwarmException;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.BiConsumer;

/** Reads pages of a cache: what the index holds, with the changes since laid over it. Confined to the loop. */
final class Scans {
    private final Index index;
    private final Slots slots;
    private final Commits commits;

    Scans(Index index, Slots slots, Commits commits) {
        this.index = index;
        this.slots = slots;
        this.commits = commits;
    }

    void scan(ScanRange range, BiConsumer<ScanPage, SwarmException> then) {
        commits.readAsOfNow(() -> index.scan(range), Index.IndexPage::commits, (page, failure) -> {
            if (failure != null) {
                then.accept(null, failure);
            } else {
                then.accept(merge(range, page), null);
            }
        });
    }

    /** The page with all changes since its commit; what lies behind the page's last entry is left to the next one. */
    private ScanPage merge(ScanRange range, Index.IndexPage page) {
        PlacedKey last = page.isEnd()
                ? null
                : page.entries().get(page.entries().size() - 1).placed();
        NavigableMap<PlacedKey, StoredEntry> merged = new TreeMap<>();
        page.entries().forEach(entry -> merged.put(entry.placed(), entry));
        PageBuilder bounds = new PageBuilder(range);
        long to = last == null ? range.toPosition() : last.position();
        for (int cell = slots.cells().of(range.fromPosition());
                cell <= slots.cells().of(to);
                cell++) {
            Part part = slots.partOrNull(range.cache(), cell);
            if (part != null) {
                overlay(part, bounds, last, merged);
            }
        }
        return cut(range, merged, last);
    }

    private static void overlay(
            Part part, PageBuilder bounds, PlacedKey last, NavigableMap<PlacedKey, StoredEntry> merged) {
        for (Slot slot :
                part.pending().tailMap(bounds.from(), bounds.fromIsIncluded()).values()) {
            boolean isBehind = last != null && slot.placed.compareTo(last) > 0;
            if (isBehind || !bounds.takes(slot.placed.position())) {
                return;
            }
            merged.put(slot.placed, slot.current());
        }
    }

    private ScanPage cut(ScanRange range, NavigableMap<PlacedKey, StoredEntry> merged, PlacedKey last) {
        PageBuilder page = new PageBuilder(range);
        List<StoredEntry> entries = new ArrayList<>();
        for (StoredEntry entry : merged.values()) {
            if (entry == null || isDead(range, entry)) {
                continue;
            }
            if (!page.add(entry)) {
                return new ScanPage(entries, entries.get(entries.size() - 1).placed());
            }
            entries.add(entry);
        }
        return new ScanPage(entries, last);
    }

    private boolean isDead(ScanRange range, StoredEntry entry) {
        Part part = slots.partOrNull(range.cache(), slots.cells().of(entry.position()));
        return part != null && part.isDead(entry.version());
    }
}
