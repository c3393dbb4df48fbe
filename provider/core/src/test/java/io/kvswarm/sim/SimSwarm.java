package io.kvswarm.sim;

import io.kvswarm.api.Durability;
import io.kvswarm.internal.config.ConfigDocument;
import io.kvswarm.internal.node.NodeSettings;
import io.kvswarm.internal.wire.CacheId;
import io.kvswarm.internal.wire.CacheKey;
import io.kvswarm.internal.wire.Version;
import io.kvswarm.sim.history.KeyHistory;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * A swarm of real nodes on one thread, from one seed: clients work, things go wrong, everything is mended, and then all
 * that was promised is checked.
 */
public final class SimSwarm {
    private static final long START_NANOS = 30 * SimTime.SECOND;
    private static final long WORK_NANOS = 60 * SimTime.SECOND;
    private static final long STOP_NANOS = 10 * SimTime.SECOND;
    private static final int PROBLEMS_MAX = 20;

    private final SimTime time;
    private final SimTrace trace;
    private final SimPlan plan;
    private final SimNetwork network;
    private final List<SimNode> nodes = new ArrayList<>();
    private final SimConfigs configs;
    private final SimHistory history;
    private final SimValues values;
    private final SimFaults faults;
    private final SimWork work;
    private final List<String> problems = new ArrayList<>();

    /** The run of a seed; {@code keepsLines} to be told all that happened. */
    SimSwarm(long seed, boolean keepsLines) {
        this(seed, keepsLines, plan -> plan);
    }

    /** The run of a seed, with another plan than the seed's own. */
    SimSwarm(long seed, boolean keepsLines, UnaryOperator<SimPlan> change) {
        this(seed, keepsLines, change, SimPlan.SEGMENT_BYTES_MIN, SimClients::new);
    }

    /**
     * The same with other applications.
     *
     * @param segmentBytesMin of logs, however small the seed wants them
     */
    SimSwarm(
            long seed,
            boolean keepsLines,
            UnaryOperator<SimPlan> change,
            int segmentBytesMin,
            Function<SimSwarm, SimWork> applications) {
        time = new SimTime(seed);
        trace = new SimTrace(time, keepsLines);
        SplittableRandom random = time.random();
        plan = change.apply(SimPlan.of(random.split()));
        network = new SimNetwork(time);
        NodeSettings settings = SimPlan.settings(random.split(), segmentBytesMin);
        addNodes(settings);
        configs = new SimConfigs(this, nodes, plan.storersWrite(), plan.hasAuthority());
        history = new SimHistory(time, trace, keys(random.split()));
        values = new SimValues(random.split(), plan.largeMax());
        faults = new SimFaults(this);
        work = applications.apply(this);
    }

    private void addNodes(NodeSettings settings) {
        for (int i = 0; i < plan.storageNodes(); i++) {
            nodes.add(new SimNode(network, nodes.size(), SimNode.Role.STORER, settings));
        }
        for (int i = 0; i < plan.writers(); i++) {
            boolean isDurable = i < (plan.writers() + 1) / 2;
            SimNode.Role role = isDurable ? SimNode.Role.WRITER : SimNode.Role.VOLATILE_WRITER;
            nodes.add(new SimNode(network, nodes.size(), role, settings));
        }
        for (int i = 0; i < plan.readers(); i++) {
            nodes.add(new SimNode(network, nodes.size(), SimNode.Role.READER, settings));
        }
    }

    /** Few keys that meet in few cells, and some apart; in three caches, one of which evicts. */
    private List<SimKey> keys(SplittableRandom random) {
        CacheId[] caches = {
            CacheId.DEFAULT, CacheId.made(3, new Version(1, 1, 5)), CacheId.made(900, new Version(1, 2, 9))
        };
        List<SimKey> keys = new ArrayList<>();
        for (int i = 0; i < 26; i++) {
            int length = i == 7 ? 0 : i == 8 ? 3_000 : 3 + random.nextInt(18);
            byte[] key = new byte[length];
            int wanted =
                    i % 4 == 0 || length == 0 ? -1 : keys.get(keys.size() - 1).cell();
            do {
                random.nextBytes(key);
            } while (wanted >= 0 && cellOf(key) != wanted);
            CacheId cache = caches[random.nextInt(5) < 3 ? 0 : 1];
            keys.add(key(i, new CacheKey(cache, key)));
        }
        return keys;
    }

    private SimKey key(int number, CacheKey key) {
        ConfigDocument config = configs.newest();
        int cell = cellOf(key.key());
        int owner = nodes.stream()
                .filter(node -> node.key.id().equals(config.cells().ownerOf(cell)))
                .findFirst()
                .orElseThrow()
                .number;
        boolean hasLife = number % 5 == 4;
        String name = "key " + number + " (cell " + cell + " of " + nodes.get(owner).host + ")";
        return new SimKey(key, cell, owner, hasLife, false, new KeyHistory(name));
    }

    private int cellOf(byte[] key) {
        ConfigDocument config = configs.newest();
        return config.cells().cellOf(config.positions().position(key));
    }

    SimTime time() {
        return time;
    }

    SimTrace trace() {
        return trace;
    }

    SimPlan plan() {
        return plan;
    }

    SimNetwork network() {
        return network;
    }

    List<SimNode> nodes() {
        return nodes;
    }

    SimConfigs configs() {
        return configs;
    }

    SimHistory history() {
        return history;
    }

    SimValues values() {
        return values;
    }

    SimFaults faults() {
        return faults;
    }

    /** Something is not as promised. */
    void problem(String what) {
        if (problems.size() < PROBLEMS_MAX) {
            problems.add(what);
            trace.event("PROBLEM %s", what);
        }
    }

    /** Runs a part of the harness; what goes wrong in it is a problem, also where somebody would swallow it. */
    void guard(Runnable part) {
        try {
            part.run();
        } catch (SimCrash crash) {
            throw crash;
        } catch (RuntimeException | AssertionError mistake) {
            problem(describe(mistake));
        }
    }

    private static String describe(Throwable mistake) {
        StringBuilder text = new StringBuilder(String.valueOf(mistake));
        for (int i = 0; i < Math.min(14, mistake.getStackTrace().length); i++) {
            text.append("\n    at ").append(mistake.getStackTrace()[i]);
        }
        return mistake.getCause() == null ? text.toString() : text + "\n  by " + describe(mistake.getCause());
    }

    /** Starts a node that is down, again and again until it works. */
    void start(SimNode node) {
        if (node.state() != SimNode.State.DOWN) {
            return;
        }
        node.start(configs.given())
                .whenComplete((done, failure) -> guard(() -> {
                    trace.event("%s started: %s", node, failure == null ? "works" : failure);
                    if (failure == null && node.stores) {
                        history.serves(node.number, node.term());
                    }
                    if (failure == null) {
                        work.onUp(node);
                    }
                    if (failure != null) {
                        requireFailure(node, failure);
                        node.crash(false);
                        time.after(SimTime.SECOND / 2, () -> start(node));
                    }
                }));
    }

    private void requireFailure(SimNode node, Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        if (!(root instanceof io.kvswarm.api.SwarmException || root instanceof java.io.IOException)) {
            problem(node + " did not start: " + describe(failure));
        } else if (plan.faults().isEmpty()) {
            problem(node + " did not start although nothing went wrong: " + describe(failure));
        }
    }

    /** Stops a node; if that takes too long its process is ended. */
    void stop(SimNode node, Runnable then) {
        int process = node.process();
        node.stop().whenComplete((done, failure) -> guard(then));
        time.after(STOP_NANOS, () -> {
            if (node.process() == process && node.state() == SimNode.State.STOPPING) {
                trace.count("stop.late");
                node.crash(false);
                history.lost(node.number, node.term(), Durability.OS, 0);
                then.run();
            }
        });
    }

    /** Lives the whole run; says how it went. */
    SimReport run() {
        try {
            live();
        } catch (RuntimeException | AssertionError mistake) {
            problem(describe(mistake));
        }
        network.counts().forEach((fault, count) -> trace.count("network." + fault, count));
        return new SimReport(time.seed(), plan, List.copyOf(problems), trace.counts(), trace.digest(), trace.lines());
    }

    private void live() {
        nodes.forEach(this::start);
        if (!time.runUntil(() -> nodes.stream().allMatch(SimNode::isUp), START_NANOS)) {
            problem("not all nodes started");
            return;
        }
        work.start();
        faults.start();
        time.runUntil(work::isBegun, WORK_NANOS);
        time.runFor(SimTime.SECOND / 5);
        faults.stop();
        work.end();
    }
}
