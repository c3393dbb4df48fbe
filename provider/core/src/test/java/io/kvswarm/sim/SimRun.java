package io.kvswarm.sim;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** One run, called by name from outside of the class loader it is in. */
public final class SimRun {
    private SimRun() {}

    /** What the run of a seed finds wrong if these faults, names with commas between, happen in it. */
    public static List<String> problems(long seed, String faultNames) {
        Set<SimFault> faults = EnumSet.noneOf(SimFault.class);
        Arrays.stream(faultNames.split(",")).map(SimFault::valueOf).forEach(faults::add);
        return new SimSwarm(seed, false, plan -> plan.withFaults(faults)).run().problems();
    }
}
