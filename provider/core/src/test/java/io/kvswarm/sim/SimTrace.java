package io.kvswarm.sim;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** What happened in a run: counts always, and a readable line for each event if asked for. */
final class SimTrace {
    private final SimTime time;
    private final List<String> lines;
    private final Map<String, Long> counts = new TreeMap<>();
    private long digest = 17;

    SimTrace(SimTime time, boolean keepsLines) {
        this.time = time;
        this.lines = keepsLines ? new ArrayList<>() : null;
    }

    /** Takes note of an event. Arguments are for {@link String#format}. */
    void event(String format, Object... arguments) {
        digest = 31 * digest + time.nanos();
        if (lines != null) {
            lines.add(String.format(Locale.ROOT, "%12.3f ms  ", time.nanos() / 1e6)
                    + String.format(Locale.ROOT, format, arguments));
        }
    }

    /** Counts something. */
    void count(String what) {
        count(what, 1);
    }

    /** Counts several of something. */
    void count(String what, long more) {
        counts.merge(what, more, Long::sum);
    }

    /** How often each thing happened. */
    Map<String, Long> counts() {
        return counts;
    }

    /** Tells two runs apart. */
    long digest() {
        return digest;
    }

    /** All lines, if they were kept. */
    List<String> lines() {
        return lines == null ? List.of() : lines;
    }
}
