package io.kvswarm.internal.peer;

import io.kvswarm.internal.base.Clock;
import org.slf4j.Logger;

/** Warnings that peers can cause: at most a few in a while, then how many were left out. Confined to the loop. */
final class QuietLog {
    private static final int LINES_MAX = 10;
    private static final long WHILE_NANOS = 10_000_000_000L;

    private final Logger log;
    private final Clock clock;
    private long since;
    private long lines;

    QuietLog(Logger log, Clock clock) {
        this.log = log;
        this.clock = clock;
        this.since = clock.nanos();
    }

    /** True if a line was written. */
    boolean warn(String line) {
        long now = clock.nanos();
        if (now - since >= WHILE_NANOS) {
            if (lines > LINES_MAX) {
                log.warn("{} more lines like the last ones", lines - LINES_MAX);
            }
            since = now;
            lines = 0;
        }
        lines++;
        if (lines <= LINES_MAX) {
            log.warn("{}", line);
        }
        return lines <= LINES_MAX;
    }
}
