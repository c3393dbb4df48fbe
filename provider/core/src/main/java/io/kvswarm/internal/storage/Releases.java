package io.kvswarm.internal.storage;

import io.kvswarm.api.Durability;
import io.kvswarm.internal.log.LogRecord;
import io.kvswarm.internal.log.RecordLog;
import io.kvswarm.internal.wire.CacheId;
import io.kvswarm.internal.wire.CacheKey;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Which keys are changing, and what waits for their release. Confined to the loop. */
final class Releases {
    private final RecordLog log;
    private final ArrayDeque<Release> untilWritten = new ArrayDeque<>();
    private final ArrayDeque<Release> untilSynced = new ArrayDeque<>();
    private final Map<CacheKey, Release> changing = new HashMap<>();
    private final Map<CellCache, Release> clearing = new HashMap<>();

    /** A cache's part in one cell: what a clear changes. */
    private record CellCache(int cell, CacheId cache) {}

    Releases(RecordLog log) {
        this.log = log;
        log.onMarks(this::onMarks);
    }

    /** A release for an appended record that changes {@code keys} of {@code cell}; they are changing until it comes. */
    Release of(LogRecord record, Durability durability, Collection<CacheKey> keys) {
        Release release = new Release(record.sequence());
        for (CacheKey key : keys) {
            release.after(changing.put(key, release));
            release.after(clearing.get(new CellCache(record.cell(), key.cache())));
        }
        release.then(() -> keys.forEach(key -> changing.remove(key, release)));
        await(release, durability);
        return release;
    }

    /** The same for a record that changes one key, or none if {@code key} is null. */
    Release of(LogRecord record, Durability durability, CacheKey key) {
        return of(record, durability, key == null ? List.of() : List.of(key));
    }

    /** The same for a record that clears a cache in its cell. */
    Release ofClear(LogRecord record, CacheId cache) {
        Release release = new Release(record.sequence());
        CellCache cleared = new CellCache(record.cell(), cache);
        release.after(clearing.put(cleared, release));
        release.then(() -> clearing.remove(cleared, release));
        // Earlier changes of its keys may ask for a sync; when this record is synced, so are they.
        await(release, Durability.FSYNC);
        return release;
    }

    /** What a look at {@code key} has to wait for; null if it can be shown. */
    Release changing(int cell, CacheKey key) {
        Release change = changing.isEmpty() ? null : changing.get(key);
        if (change != null || clearing.isEmpty()) {
            return change;
        }
        return clearing.get(new CellCache(cell, key.cache()));
    }

    /**
     * A release for an appended record that changes nothing, but lets who knows it guess what was there: it waits for
     * the changes of {@code key} before it, and nobody waits for it.
     */
    Release ofLook(LogRecord record, Durability durability, CacheKey key) {
        Release release = new Release(record.sequence());
        release.after(changing.get(key));
        release.after(clearing.get(new CellCache(record.cell(), key.cache())));
        await(release, durability);
        return release;
    }

    /** A release that comes when all changes up to now are released: what a page waits for. */
    Release all() {
        Release all = new Release(0);
        all.after(untilWritten.peekLast());
        all.after(untilSynced.peekLast());
        all.onMark();
        return all;
    }

    private void await(Release release, Durability durability) {
        switch (durability) {
            case MEMORY -> release.onMark();
            case OS -> untilWritten.addLast(release);
            case FSYNC -> {
                untilSynced.addLast(release);
                log.requestSync();
            }
        }
        onMarks();
    }

    private void onMarks() {
        advance(untilWritten, log.writtenSequence());
        advance(untilSynced, log.syncedSequence());
    }

    private static void advance(ArrayDeque<Release> waiting, long mark) {
        while (!waiting.isEmpty() && waiting.peekFirst().sequence() <= mark) {
            waiting.removeFirst().onMark();
        }
    }
}
