package io.kvswarm.sim;

import io.kvswarm.api.ErrorCode;
import io.kvswarm.api.SwarmException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/** A run in which applications on the client nodes use one JCache, and every key has to be linearizable. */
final class CacheWork implements SimWork {
    private static final int KEYS = 4;
    private static final long WORK_NANOS_MAX = 12 * SimTime.SECOND;
    private static final long CALL_NANOS_MAX = 60 * SimTime.SECOND;
    /** What only a sync survives. */
    private static final Set<SimFault> HARSH =
            EnumSet.of(SimFault.POWER_CUT, SimFault.FAILING_SYNC, SimFault.FAILING_WRITE);

    private final SimSwarm swarm;
    private final SimThreads threads;
    private final CacheHistory history;
    private final String cacheName;
    private final Map<SimNode, CacheProcess> processes = new LinkedHashMap<>();
    private final List<CacheProcess> ended = new ArrayList<>();
    private int begun;
    private long endNanos = Long.MAX_VALUE;

    CacheWork(SimSwarm swarm) {
        this.swarm = swarm;
        SplittableRandom random = swarm.time().random().split();
        threads = new SimThreads(swarm.time(), mistake -> swarm.guard(() -> rethrow(mistake)));
        history = new CacheHistory(
                IntStream.range(0, KEYS).mapToObj(i -> "key " + i).toList());
        boolean isHarsh = swarm.plan().faults().stream().anyMatch(HARSH::contains) || random.nextInt(4) == 0;
        cacheName = (isHarsh ? "fsync" : "os") + (random.nextInt(4) == 0 ? ".far." : ".near.") + random.nextInt(1_000);
    }

    private static void rethrow(Throwable mistake) {
        if (mistake instanceof Error error) {
            throw error;
        }
        throw (RuntimeException) mistake;
    }

    SimSwarm swarm() {
        return swarm;
    }

    CacheHistory history() {
        return history;
    }

    /** Its configuration follows from it. */
    String cacheName() {
        return cacheName;
    }

    SimThreads.Process newThreads() {
        return threads.new Process();
    }

    @Override
    public void onUp(SimNode node) {
        if (node.stores) {
            return;
        }
        CacheProcess before = processes.put(node, new CacheProcess(this, node));
        if (before != null) {
            ended.add(before);
            swarm.time().after(0, before::end);
        }
    }

    @Override
    public void start() {
        // Applications start with their nodes. Calls that wait for their deadlines do not make a run longer.
        endNanos = swarm.time().nanos() + WORK_NANOS_MAX;
    }

    /** True if one more call may begin. */
    boolean mayBegin() {
        begun++;
        return !isBegun();
    }

    @Override
    public boolean isBegun() {
        return begun > swarm.plan().operations() || swarm.time().nanos() > endNanos;
    }

    /** A call may fail only as a swarm fails, and only if something goes wrong. */
    void requireFailure(RuntimeException failure) {
        SwarmException cause = CacheCall.causeOf(failure);
        boolean isKnown = cause == null ? CacheCall.isSlower(failure) : cause.code() != ErrorCode.NO_SUCH_CACHE;
        if (!isKnown || swarm.plan().faults().isEmpty()) {
            throw failure;
        }
        swarm.trace().count(cause == null ? "failed.slower" : "failed." + cause.code());
    }

    @Override
    public void end() {
        SimEnding ending = new SimEnding(swarm);
        if (!ending.mends() || !awaitCalls("calls that do not end")) {
            return;
        }
        processes.values().forEach(CacheProcess::readAll);
        if (awaitCalls("the last reads do not end")) {
            endThreads();
            ending.stopAll();
            check();
        }
    }

    private boolean awaitCalls(String what) {
        boolean haveEnded =
                swarm.time().runUntil(() -> processes.values().stream().allMatch(CacheProcess::isIdle), CALL_NANOS_MAX);
        if (!haveEnded) {
            swarm.problem(what + ": "
                    + processes.values().stream()
                            .filter(process -> !process.isIdle())
                            .map(CacheProcess::node)
                            .toList());
        }
        return haveEnded;
    }

    /** Ends all threads; what they were doing is of unknown outcome. */
    void endThreads() {
        ended.forEach(CacheProcess::end);
        processes.values().forEach(CacheProcess::end);
    }

    private void check() {
        history.check(swarm::problem);
        swarm.trace().count("check.keys", history.keys().size() - history.undecided());
        swarm.trace().count("check.undecided", history.undecided());
        swarm.trace().count("check.operations", history.operations());
    }
}
