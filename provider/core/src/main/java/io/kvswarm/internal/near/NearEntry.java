package io.kvswarm.internal.near;

import io.kvswarm.internal.wire.CacheKey;
import io.kvswarm.internal.wire.EntryImage;
import io.kvswarm.internal.wire.Version;
import io.kvswarm.spi.EntryChange;
import io.kvswarm.spi.VersionedValue;
import java.util.concurrent.TimeUnit;

/** What an owner has answered about a key. Safe to look at from any thread; dropped on the loop, for good. */
final class NearEntry {
    private static final int MILLI = 1_000_000;

    private final CacheKey key;
    private final VersionedValue shown;
    private final Version version;
    private final Source source;
    private final LeaseTime asked;
    private final long lifeMillis;
    private final int cell;
    private final int clears;
    private volatile boolean isDropped;

    /**
     * From where an entry comes.
     *
     * @param source the owner
     * @param asked  when it was asked for: from then on its life counts
     * @param cell   where its key lies
     * @param clears how often its cache was cleared in that cell before
     */
    record Origin(Source source, LeaseTime asked, int cell, int clears) {}

    /** An entry; {@code image} is null where there is none. */
    NearEntry(CacheKey key, EntryImage image, VersionedValue shown, Origin origin) {
        this.key = key;
        this.shown = shown;
        this.version = image == null ? Version.NONE : image.version();
        this.lifeMillis = image == null ? EntryImage.FOR_EVER : image.lifeMillis();
        this.source = origin.source();
        this.asked = origin.asked();
        this.cell = origin.cell();
        this.clears = origin.clears();
    }

    CacheKey key() {
        return key;
    }

    Source source() {
        return source;
    }

    LeaseTime asked() {
        return asked;
    }

    int cell() {
        return cell;
    }

    int clears() {
        return clears;
    }

    /** Bytes of key and value. */
    long bytes() {
        return key.key().length + (long) shown.value().length;
    }

    /** True if {@code other} came from the same source and is newer. */
    boolean isOlderThan(NearEntry other) {
        return source == other.source && version.compareTo(other.version) < 0;
    }

    /** What is left to be shown now; null if its life is over, by either clock. */
    VersionedValue shown(long nowNanos, long nowWallMillis) {
        if (lifeMillis == EntryImage.FOR_EVER) {
            return shown;
        }
        long passed = Math.max(
                TimeUnit.NANOSECONDS.toMillis(nowNanos - asked.nanos() + MILLI - 1),
                nowWallMillis - asked.wallMillis());
        long left = lifeMillis - passed;
        // A life of 0 would be one without end.
        return left <= EntryChange.FOR_EVER ? null : shown.living(left);
    }

    boolean isDropped() {
        return isDropped;
    }

    void drop() {
        isDropped = true;
    }
}
