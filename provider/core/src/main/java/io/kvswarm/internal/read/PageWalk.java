package io.kvswarm.internal.read;

import io.kvswarm.api.GetOptions;
import io.kvswarm.internal.wire.CacheId;
import io.kvswarm.internal.wire.PageEntry;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * One page over several cells: asks a few cells at a time and puts what they have together, until the page is full.
 * Confined to the loop.
 */
final class PageWalk {
    private static final int CELLS_AT_ONCE = 16;
    /** As long as nothing is found, twice as many cells are asked each time, up to so many. */
    private static final int EMPTY_CELLS_AT_ONCE_MAX = 128;

    private final Reader reader;
    private final CacheId cache;
    private final int cells;
    private final int limit;
    private final GetOptions options;
    private final List<PageEntry> entries = new ArrayList<>();
    private final CompletableFuture<WalkPage> done = new CompletableFuture<>();
    private final long askedNanos;
    private int cellsAtOnce = CELLS_AT_ONCE;

    PageWalk(Reader reader, CacheId cache, int cells, int limit, GetOptions options, long askedNanos) {
        this.reader = reader;
        this.cache = cache;
        this.cells = cells;
        this.limit = limit;
        this.options = options;
        this.askedNanos = askedNanos;
    }

    CompletableFuture<WalkPage> from(int cell, byte[] after) {
        step(cell, after);
        return done;
    }

    private void step(int cell, byte[] after) {
        if (cell >= cells || entries.size() >= limit) {
            finish(cell, after);
            return;
        }
        List<CompletableFuture<CursorPage>> pages = new ArrayList<>();
        int end = Math.min(cells, cell + cellsAtOnce);
        for (int next = cell; next < end; next++) {
            pages.add(reader.scan(cache, next, next == cell ? after : null, limit - entries.size(), true, options));
        }
        CompletableFuture.allOf(pages.toArray(CompletableFuture[]::new)).whenComplete((all, failure) -> {
            if (failure != null) {
                done.completeExceptionally(failure);
            } else {
                take(cell, after, pages);
            }
        });
    }

    private void take(int first, byte[] after, List<CompletableFuture<CursorPage>> pages) {
        byte[] behind = after;
        int before = entries.size();
        for (int i = 0; i < pages.size(); i++) {
            CursorPage page = pages.get(i).join();
            for (PageEntry entry : page.entries()) {
                if (entries.size() == limit) {
                    finish(first + i, behind);
                    return;
                }
                entries.add(entry);
                behind = entry.key();
            }
            if (!page.isLast()) {
                step(first + i, behind);
                return;
            }
            behind = null;
        }
        boolean foundNothing = entries.size() == before;
        cellsAtOnce = foundNothing ? Math.min(2 * cellsAtOnce, EMPTY_CELLS_AT_ONCE_MAX) : CELLS_AT_ONCE;
        step(first + pages.size(), null);
    }

    private void finish(int cell, byte[] after) {
        done.complete(new WalkPage(entries, askedNanos, cell, after));
    }
}
