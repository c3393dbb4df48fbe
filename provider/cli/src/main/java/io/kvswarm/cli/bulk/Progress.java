package io.kvswarm.cli.bulk;

import io.kvswarm.internal.base.Clock;
import java.util.Locale;
import java.util.function.Consumer;

/** Counts entries, and shows how far they are to somebody who watches. Used by one thread at a time. */
public final class Progress {
    private static final long SHOW_NANOS = 100_000_000;
    private static final int BAR_CHARACTERS = 30;
    private static final double NANOS_PER_SECOND = 1e9;

    private final Clock clock;
    private final Consumer<String> watcher;
    private final long startNanos;
    private long shownNanos;
    private long expected = -1;
    private long entries;
    private long bytes;
    private int shownCharacters;

    /**
     * Starts to count.
     *
     * @param watcher is given text for a terminal that begins at the start of the line; null if nobody watches
     */
    public Progress(Clock clock, Consumer<String> watcher) {
        this.clock = clock;
        this.watcher = watcher;
        this.startNanos = clock.nanos();
        this.shownNanos = startNanos;
    }

    /** Says how many entries there will be; -1 if that is not known. */
    public void expect(long count) {
        expected = count;
    }

    /** One more entry, of so many bytes. */
    void count(long size) {
        entries++;
        bytes += size;
        long now = clock.nanos();
        if (watcher != null && now - shownNanos >= SHOW_NANOS) {
            shownNanos = now;
            show(line(now));
        }
    }

    /** Takes the bar away. */
    public void clear() {
        if (shownCharacters > 0) {
            show("");
        }
    }

    /** Entries so far. */
    public long entries() {
        return entries;
    }

    /** What came of it, in one line: entries, bytes, seconds, entries a second. */
    public String summary() {
        double seconds = (clock.nanos() - startNanos) / NANOS_PER_SECOND;
        return String.format(
                Locale.ROOT,
                "%d entries, %d bytes, %.2f s, %.0f entries/s",
                entries,
                bytes,
                seconds,
                entries / Math.max(seconds, 1e-3));
    }

    private String line(long now) {
        double seconds = (now - startNanos) / NANOS_PER_SECOND;
        String count = String.format(
                Locale.ROOT, "%d entries, %.1f MB, %.0f/s", entries, bytes / 1e6, entries / Math.max(seconds, 1e-3));
        if (expected <= 0) {
            return count;
        }
        int full = (int) Math.min(BAR_CHARACTERS, BAR_CHARACTERS * entries / expected);
        return "[" + "=".repeat(full) + " ".repeat(BAR_CHARACTERS - full) + "] "
                + Math.min(100, 100 * entries / expected) + " % " + count;
    }

    private void show(String line) {
        watcher.accept("\r" + line + " ".repeat(Math.max(0, shownCharacters - line.length())) + "\r");
        shownCharacters = line.length();
    }
}
