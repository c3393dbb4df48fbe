package io.kvswarm.internal.storage;

import io.kvswarm.api.Durability;
import io.kvswarm.internal.log.LogRecord;
import io.kvswarm.internal.log.RecordLog;
import io.kvswarm.internal.wire.CacheId;
import io.kvswarm.internal.wire.CacheKey;
import io.kvswarm.internal.wire.Link;
import io.kvswarm.internal.wire.Version;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/** Which keys are changing, and what waits for their release. Confined to the loop. */
final class Releases {
    private final RecordLog log;
    private final Telling telling;
    private final Release start = new Release(0);
    private final long leasedFrom;
    private final ArrayDeque<Release> untilWritten = new ArrayDeque<>();
    private final ArrayDeque<Release> untilSynced = new ArrayDeque<>();
    private final Set<Release> untilAnswered = new LinkedHashSet<>();
    private final Map<CacheKey, Release> changing = new HashMap<>();
    private final Map<CellCache, Release> clearing = new HashMap<>();

    /** A cache's part in one cell: what a clear changes. */
    private record CellCache(int cell, CacheId cache) {}

    /** Nobody keeps anything near, now or from an earlier run. */
    Releases(RecordLog log) {
        this(log, Telling.NOBODY, 0);
        begin();
    }

    /**
     * Nothing is released before {@link #begin}.
     *
     * @param telling    tells who keeps near what changes
     * @param leasedFrom term from which on a change of an earlier run may not have been released; 0 if all were
     */
    Releases(RecordLog log, Telling telling, long leasedFrom) {
        this.log = log;
        this.telling = telling;
        this.leasedFrom = leasedFrom;
        log.onMarks(this::onMarks);
    }

    /** No lease of an earlier run is alive any more. */
    void begin() {
        start.onMark();
    }

    /** What everything waits for that shows a change, or lets guess one, of this run or of those before (RULES 8). */
    Release start() {
        return start;
    }

    /**
     * What a look at an entry has to wait for that an earlier run may have changed and not released.
     *
     * @param version of the entry; null if there is none
     */
    Release recovered(Version version) {
        boolean isOld = version != null && version.term() < leasedFrom;
        return isOld ? null : start;
    }

    /** A release for an appended record that changes nothing anybody is shown. */
    Release ofNothing(LogRecord record, Durability durability) {
        Release release = new Release(record.sequence());
        await(release, durability);
        return release;
    }

    /** A release for an owner's own record that changes {@code keys} of its cell; they are changing until it comes. */
    Release of(LogRecord record, Durability durability, Collection<CacheKey> keys) {
        Release release = new Release(record.sequence());
        release.after(start);
        for (CacheKey key : keys) {
            changes(record.cell(), key, release);
            telling.changes(record.cell(), key, null, release);
        }
        release.then(() -> keys.forEach(key -> changing.remove(key, release)));
        await(release, durability);
        return release;
    }

    /** The same for a record that changes one key, because of what came over a link; null for the owner's own. */
    Release of(LogRecord record, Durability durability, CacheKey key, Link from) {
        Release release = new Release(record.sequence());
        release.after(start);
        changes(record.cell(), key, release);
        telling.changes(record.cell(), key, from, release);
        release.then(() -> changing.remove(key, release));
        await(release, durability);
        return release;
    }

    /** The same for a record that lets an entry live longer: what is kept near stays true. */
    Release ofLonger(LogRecord record, Durability durability, CacheKey key) {
        Release release = new Release(record.sequence());
        release.after(start);
        changes(record.cell(), key, release);
        release.then(() -> changing.remove(key, release));
        await(release, durability);
        return release;
    }

    private void changes(int cell, CacheKey key, Release release) {
        release.after(changing.put(key, release));
        release.after(clearing.get(new CellCache(cell, key.cache())));
    }

    /** The same for a record that clears a cache in its cell. */
    Release ofClear(LogRecord record, CacheId cache, Link from) {
        Release release = new Release(record.sequence());
        release.after(start);
        CellCache cleared = new CellCache(record.cell(), cache);
        release.after(clearing.put(cleared, release));
        // Whoever was told of a change and has not answered may keep what was there before both.
        untilAnswered.forEach(release::after);
        telling.clears(record.cell(), cache, from, release);
        release.then(() -> clearing.remove(cleared, release));
        // Earlier changes of its keys may ask for a sync; when this record is synced, so are they.
        await(release, Durability.FSYNC);
        return release;
    }

    /** The last change of a key, for which a look at it has to wait; null if it is released. */
    Release changing(CacheKey key) {
        return changing.isEmpty() ? null : changing.get(key);
    }

    /** The last clear of a cache in a cell, for which a look at its keys has to wait, too; null if it is released. */
    Release clearing(int cell, CacheId cache) {
        return clearing.isEmpty() ? null : clearing.get(new CellCache(cell, cache));
    }

    /**
     * A release for an appended record that changes nothing, but lets who knows it guess what was there: it waits for
     * the changes of {@code key} before it, and nobody waits for it.
     */
    Release ofLook(LogRecord record, Durability durability, CacheKey key) {
        Release release = new Release(record.sequence());
        release.after(start);
        release.after(changing.get(key));
        release.after(clearing.get(new CellCache(record.cell(), key.cache())));
        await(release, durability);
        return release;
    }

    /** A release that comes when all changes up to now are released: what a page waits for. */
    Release all() {
        Release all = new Release(0);
        all.after(start);
        untilAnswered.forEach(all::after);
        all.after(untilWritten.peekLast());
        all.after(untilSynced.peekLast());
        all.onMark();
        return all;
    }

    private void await(Release release, Durability durability) {
        if (release.awaitsAnswers()) {
            untilAnswered.add(release);
            release.then(() -> untilAnswered.remove(release));
        }
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
