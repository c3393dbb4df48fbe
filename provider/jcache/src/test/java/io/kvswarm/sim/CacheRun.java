package io.kvswarm.sim;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;

/** One run of applications that use a cache, called by name from outside of the class loader it is in. */
public final class CacheRun {
    private static final int STORAGE_NODES = 3;
    private static final int CLIENT_NODES = 3;
    /**
     * A cache that is cleared changes every cell, and logs begin each segment with what they know of the cells: where
     * that alone fills one, they grow until they may grow no more.
     */
    private static final int SEGMENT_BYTES_MIN = 256 << 10;

    private CacheRun() {}

    /** What the run of a seed finds wrong if these faults, names with commas between, happen in it. */
    public static List<String> problems(long seed, String faultNames) {
        Set<SimFault> faults = EnumSet.noneOf(SimFault.class);
        Arrays.stream(faultNames.split(",")).map(SimFault::valueOf).forEach(faults::add);
        return of(seed, false, plan -> plan.withFaults(faults)).problems();
    }

    /** The run of a seed. */
    static SimReport of(long seed, boolean keepsLines) {
        return of(seed, keepsLines, plan -> plan);
    }

    /** Without bits that flip: what such a one hits is lost for good, and said to be. */
    private static SimPlan planned(SimPlan plan) {
        Set<SimFault> faults = EnumSet.noneOf(SimFault.class);
        faults.addAll(plan.faults());
        faults.remove(SimFault.BIT_FLIP);
        return plan.withNodes(STORAGE_NODES, CLIENT_NODES, 0, plan.operations()).withFaults(faults);
    }

    private static SimReport of(long seed, boolean keepsLines, UnaryOperator<SimPlan> change) {
        List<CacheWork> made = new ArrayList<>();
        SimSwarm swarm = new SimSwarm(seed, keepsLines, plan -> change.apply(planned(plan)), SEGMENT_BYTES_MIN, its -> {
            made.add(new CacheWork(its));
            return made.get(0);
        });
        try {
            return swarm.run();
        } finally {
            made.forEach(CacheWork::endThreads);
        }
    }
}
