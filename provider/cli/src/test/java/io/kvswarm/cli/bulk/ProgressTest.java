package io.kvswarm.cli.bulk;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.kvswarm.internal.base.Clock;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Goal: who watches sees a bar that grows and is gone at the end; the summary counts everything either way. */
final class ProgressTest {
    private static final long STEP_NANOS = 100_000_000;

    /** Time that passes only when it is told to. */
    private static final class SetClock implements Clock {
        private long nanos = 7;

        @Override
        public long nanos() {
            return nanos;
        }

        @Override
        public long wallMillis() {
            return nanos / 1_000_000;
        }
    }

    private final SetClock clock = new SetClock();
    private final List<String> shown = new ArrayList<>();

    private void count(Progress progress, int entries) {
        for (int i = 0; i < entries; i++) {
            clock.nanos += STEP_NANOS;
            progress.count(1000);
        }
    }

    @Test
    void theBarGrowsAndIsTakenAway() {
        Progress progress = new Progress(clock, shown::add);
        progress.expect(4);
        count(progress, 4);
        progress.clear();
        String third = "[======================        ] 75 % 3 entries, 0.0 MB, 10/s";
        assertEquals("\r[=======                       ] 25 % 1 entries, 0.0 MB, 10/s\r", shown.get(0));
        assertEquals("\r" + third + "\r", shown.get(2));
        assertEquals("\r" + " ".repeat("[] 100 % 4 entries, 0.0 MB, 10/s".length() + 30) + "\r", shown.get(4));
        assertEquals(5, shown.size());
        assertEquals("4 entries, 4000 bytes, 0.40 s, 10 entries/s", progress.summary());
    }

    @Test
    void whereTheEndIsNotKnownTheCountIsShown() {
        Progress progress = new Progress(clock, shown::add);
        count(progress, 1);
        assertEquals(List.of("\r1 entries, 0.0 MB, 10/s\r"), shown);
    }

    @Test
    void linesComeNoFasterThanTheyCanBeRead() {
        Progress progress = new Progress(clock, shown::add);
        for (int i = 0; i < 1000; i++) {
            clock.nanos += STEP_NANOS / 100;
            progress.count(1);
        }
        assertEquals(10, shown.size());
    }

    @Test
    void nothingIsShownWhereNobodyWatches() {
        Progress progress = new Progress(clock, null);
        count(progress, 3);
        progress.clear();
        assertEquals("3 entries, 3000 bytes, 0.30 s, 10 entries/s", progress.summary());
    }
}
