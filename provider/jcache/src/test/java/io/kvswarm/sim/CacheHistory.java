package io.kvswarm.sim;

import io.kvswarm.sim.history.KeyHistory;
import io.kvswarm.sim.history.Linearizability;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** What callers of a cache did and were told, key by key, and whether it can have happened. */
final class CacheHistory {
    private static final int STATES_MAX = 100_000;

    private final Map<String, KeyHistory> histories = new LinkedHashMap<>();
    private int numbers;
    private long contents;
    private int undecided;

    /** A history of these keys, without calls. */
    CacheHistory(List<String> keys) {
        keys.forEach(key -> histories.put(key, new KeyHistory(key)));
    }

    List<String> keys() {
        return List.copyOf(histories.keySet());
    }

    /** A content that nobody has put before. */
    long nextContent() {
        return ++contents;
    }

    /**
     * A call begins.
     *
     * @param content  of a put, else 0
     * @param expected by one that compares, else 0
     */
    CacheCall begin(CacheCall.Caller caller, CacheCall.What what, String key, long content, long expected) {
        return new CacheCall(histories.get(key), ++numbers, caller, what, content, expected);
    }

    /** How many calls of keys there were that say something. */
    long operations() {
        return histories.values().stream()
                .mapToLong(history -> history.operations().size())
                .sum();
    }

    /** How many keys were too hard to decide. */
    int undecided() {
        return undecided;
    }

    /** Checks every key by itself. */
    void check(Consumer<String> problems) {
        for (KeyHistory history : histories.values()) {
            Linearizability.Verdict verdict = Linearizability.check(history, STATES_MAX);
            switch (verdict.finding()) {
                case LINEARIZABLE -> {}
                case UNDECIDED -> undecided++;
                case VIOLATED -> problems.accept("P8: " + verdict.explanation());
            }
        }
    }
}
