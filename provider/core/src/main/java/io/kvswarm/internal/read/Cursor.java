package io.kvswarm.internal.read;

import io.kvswarm.internal.wire.PageEntry;
import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiFunction;

/**
 * A walk over all cells of a cache, a page at a time. Confined to the loop.
 *
 * <p>Where it stands is a cell and the last key of it; the owner is looked up for each page, so it goes on while cells
 * move. The emptier the cells turn out, the more of them are asked at a time.
 */
public final class Cursor {
    private static final int AHEAD_MAX = 16;

    private final BiFunction<Integer, byte[], CompletableFuture<CursorPage>> scan;
    private final int cells;
    /** Pages of the cells from {@link #cell} on, asked for. */
    private final ArrayDeque<CompletableFuture<CursorPage>> ahead = new ArrayDeque<>();

    private int cell;
    private byte[] after;
    private int askedCells;
    private int wantedAhead = 1;
    private CompletableFuture<CursorPage> next;

    Cursor(BiFunction<Integer, byte[], CompletableFuture<CursorPage>> scan, int cells) {
        this.scan = scan;
        this.cells = cells;
    }

    /**
     * The next page that has entries, or an empty last one. After a failure, asks for the same page again.
     *
     * @throws IllegalStateException if the one before has not ended
     */
    public CompletableFuture<CursorPage> next() {
        if (next != null) {
            throw new IllegalStateException("the page before has not come yet");
        }
        CompletableFuture<CursorPage> wanted = new CompletableFuture<>();
        next = wanted;
        step();
        return wanted;
    }

    private void step() {
        while (ahead.size() < wantedAhead && askedCells < cells) {
            // Only the first cell's page goes on behind a key.
            ahead.add(scan.apply(askedCells, askedCells == cell ? after : null));
            askedCells++;
        }
        if (ahead.isEmpty()) {
            answer(new CursorPage(cells - 1, List.of(), 0, true));
        } else {
            ahead.poll().whenComplete(this::onPage);
        }
    }

    private void onPage(CursorPage page, Throwable failure) {
        if (failure != null) {
            ahead.clear();
            askedCells = cell;
            CompletableFuture<CursorPage> waiting = next;
            next = null;
            waiting.completeExceptionally(failure);
            return;
        }
        if (page.isLast()) {
            cell++;
            after = null;
        } else {
            List<PageEntry> entries = page.entries();
            after = entries.isEmpty() ? after : entries.get(entries.size() - 1).key();
            ahead.addFirst(scan.apply(cell, after));
        }
        if (page.entries().isEmpty()) {
            wantedAhead = Math.min(AHEAD_MAX, wantedAhead * 2);
            step();
        } else {
            wantedAhead = 1;
            boolean isLast = cell == cells;
            answer(new CursorPage(page.cell(), page.entries(), page.askedNanos(), isLast));
        }
    }

    private void answer(CursorPage page) {
        CompletableFuture<CursorPage> waiting = next;
        next = null;
        waiting.complete(page);
    }
}
