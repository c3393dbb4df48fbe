package io.kvswarm.sim;

import io.kvswarm.api.GetOptions;
import io.kvswarm.internal.node.SwarmNode;
import io.kvswarm.internal.read.ReadAnswer;
import io.kvswarm.internal.storage.StorageNode;
import io.kvswarm.sim.history.Linearizability;
import io.kvswarm.sim.history.Operation;
import io.kvswarm.sim.history.Operation.Kind;
import io.kvswarm.sim.history.Versions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** The end of a run: everything is mended, what is due is delivered, and all that was promised is checked. */
final class SimEnding {
    private static final long QUIET_NANOS = 120 * SimTime.SECOND;
    private static final long LOOK_NANOS = 50 * SimTime.MILLI;
    private static final int STATES_MAX = 100_000;
    private static final int STEPS_MAX = 2_000_000;

    private final SimSwarm swarm;
    private final SimTime time;
    private int left;

    SimEnding(SimSwarm swarm) {
        this.swarm = swarm;
        this.time = swarm.time();
    }

    void run() {
        if (!mends()) {
            return;
        }
        swarm.history().finish(swarm.faults().jumps(), this::willBeDelivered);
        readAll();
        stopAll();
        new SimAudit(swarm).run();
        check();
    }

    /** Starts again what is down and waits until what is due is delivered; false if nodes do not come up. */
    boolean mends() {
        time.runFor(3 * SimTime.SECOND);
        swarm.nodes().forEach(swarm::start);
        if (!time.runUntil(() -> swarm.nodes().stream().allMatch(SimNode::isUp), QUIET_NANOS)) {
            swarm.problem("not all nodes started again: "
                    + swarm.nodes().stream()
                            .map(node -> node + " " + node.state())
                            .toList());
            return false;
        }
        swarm.nodes().forEach(swarm.configs()::tell);
        time.runFor(SimTime.SECOND);
        boolean isQuiet = becomesQuiet();
        swarm.trace().event("quiet: %s", isQuiet);
        if (!isQuiet && !hasBrokenCells()) {
            swarm.nodes().forEach(this::tellWhatIsLeft);
        }
        swarm.nodes().forEach(swarm.configs()::requireSameOwners);
        return true;
    }

    private boolean willBeDelivered(SimKey key, Operation operation) {
        SimNode client = swarm.nodes().get(operation.client);
        boolean isKept = client.disk != null || operation.process == client.process();
        boolean isTaken = !swarm.faults().flipped().contains(swarm.nodes().get(key.owner()));
        boolean isSafe = client.disk != null || key.history().losses().isEmpty();
        return isKept && isTaken && isSafe;
    }

    private boolean becomesQuiet() {
        for (long waited = 0; waited < QUIET_NANOS && !isQuiet(); waited += LOOK_NANOS) {
            time.runFor(LOOK_NANOS);
        }
        return isQuiet();
    }

    private boolean isQuiet() {
        return swarm.nodes().stream().allMatch(node -> node.isUp() && isQuiet(node.node()));
    }

    private static boolean isQuiet(SwarmNode node) {
        StorageNode storage = node.storage();
        boolean isStored =
                storage == null || (storage.isWritable() && storage.report().unindexed() == 0);
        return isStored && node.writer().isEmpty() && node.reader().pendingCount() == 0;
    }

    private boolean hasBrokenCells() {
        return swarm.nodes().stream()
                .anyMatch(node -> node.isUp()
                        && node.node().storage() != null
                        && node.node().storage().report().brokenCells() > 0);
    }

    private void tellWhatIsLeft(SimNode node) {
        if (!node.isUp()) {
            swarm.problem("P6: " + node + " is " + node.state() + " though nothing is wrong any more");
        } else if (!isQuiet(node.node())) {
            SwarmNode its = node.node();
            swarm.problem("P6: " + node + " still has " + its.writer().pendingCount() + " changes, "
                    + its.reader().pendingCount() + " reads to do, "
                    + its.writer().bytesQueued() + " bytes queued, is empty: "
                    + its.writer().isEmpty()
                    + (its.storage() == null ? "" : ", " + its.storage().report()));
        }
    }

    /** Every node reads every key: a read that fails now is a problem. */
    private void readAll() {
        for (SimNode node : swarm.nodes()) {
            if (node.isUp()) {
                node.execute(() -> swarm.history().keys().forEach(key -> read(node, key)));
                left += swarm.history().keys().size();
            }
        }
        if (!time.runUntil(() -> left == 0, QUIET_NANOS)) {
            swarm.problem("the last reads were not answered: " + left);
        }
    }

    private void read(SimNode node, SimKey key) {
        Operation read = swarm.history().begin(node, key, Kind.GET, 0);
        GetOptions options = new GetOptions(true, Duration.ofSeconds(30), true);
        CompletableFuture<ReadAnswer> asked = node.node().reader().get(key.key(), options);
        // What needs no owner is this node's own, which could not be delivered.
        boolean isOwn = asked.isDone() && !asked.isCompletedExceptionally();
        asked.whenComplete((answer, failure) -> swarm.guard(() -> {
            left--;
            if (isOwn) {
                swarm.history().never(node, read, "the node sees its own change, which cannot be delivered");
            } else {
                onLastRead(node, key, read, answer, failure);
            }
        }));
    }

    private void onLastRead(SimNode node, SimKey key, Operation read, ReadAnswer answer, Throwable failure) {
        if (failure == null) {
            swarm.history().read(node, read, answer.entry());
            swarm.trace().count("op.lastRead");
        } else {
            swarm.history().never(node, read, failure.getMessage());
            if (!swarm.faults().flipped().contains(swarm.nodes().get(key.owner()))) {
                swarm.problem(node + " cannot read " + key + " though all is mended: " + failure);
            }
        }
    }

    private void check() {
        Versions versions = new Versions();
        for (SimKey key : swarm.history().keys()) {
            swarm.trace().count("check.operations", key.history().operations().size());
            Linearizability.Verdict verdict = Linearizability.check(key.history(), STATES_MAX);
            switch (verdict.finding()) {
                case LINEARIZABLE -> swarm.trace().count("check.keys");
                case UNDECIDED -> swarm.trace().count("check.undecided");
                default -> swarm.problem("P8: " + verdict.explanation());
            }
            versions.add(key.cell(), key.history());
        }
        versions.problems().forEach(swarm::problem);
    }

    /** Stops all nodes: nothing may be left of them. */
    void stopAll() {
        List<SimNode> stopping = new ArrayList<>();
        for (SimNode node : swarm.nodes()) {
            if (node.isUp()) {
                stopping.add(node);
                swarm.stop(node, () -> stopping.remove(node));
            }
        }
        if (!time.runUntil(stopping::isEmpty, QUIET_NANOS)) {
            swarm.problem("nodes that do not stop: " + stopping);
        }
        if (swarm.trace().counts().containsKey("stop.late")) {
            swarm.trace().count("stop.lateAtEnd");
        }
        time.runUntilIdle(STEPS_MAX);
        if (swarm.network().connectionEnds() > 0) {
            swarm.problem(swarm.network().connectionEnds() + " ends of connections are left");
        }
    }
}
