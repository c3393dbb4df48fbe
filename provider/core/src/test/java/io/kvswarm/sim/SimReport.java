package io.kvswarm.sim;

import java.util.List;
import java.util.Map;

/**
 * How a run went.
 *
 * @param problems what was not as promised; empty if all was
 * @param counts   what was done and what went wrong on purpose
 * @param digest   the same for two runs that were the same
 * @param lines    what happened, if that was kept
 */
record SimReport(
        long seed, SimPlan plan, List<String> problems, Map<String, Long> counts, long digest, List<String> lines) {

    long count(String what) {
        return counts.getOrDefault(what, 0L);
    }
}
