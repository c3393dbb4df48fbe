package io.kvswarm.sim;

import io.kvswarm.api.HostPort;
import io.kvswarm.internal.base.Worker;
import io.kvswarm.internal.config.ConfigDocument;
import io.kvswarm.internal.identity.NodeKey;
import io.kvswarm.internal.log.LogIdentity;
import io.kvswarm.internal.log.RecordLog;
import io.kvswarm.internal.log.RecordPosition;
import io.kvswarm.internal.node.NodeEnvironment;
import io.kvswarm.internal.node.NodeSettings;
import io.kvswarm.internal.node.SwarmNode;
import io.kvswarm.internal.peer.LocalRecords;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;

/** A node's place in a simulated swarm: key, disk, index and clock, which outlive its processes, and its process. */
final class SimNode {
    static final int PORT = 7000;

    /** What it is for. */
    enum Role {
        /** Owns cells. */
        STORER("s", true),
        /** Writes, with a directory. */
        WRITER("w", true),
        /** Writes, without one. */
        VOLATILE_WRITER("v", false),
        /** Only reads. */
        READER("r", false);

        private final String prefix;
        private final boolean hasDirectory;

        Role(String prefix, boolean hasDirectory) {
            this.prefix = prefix;
            this.hasDirectory = hasDirectory;
        }
    }

    /** What its process is doing. */
    enum State {
        /** There is none. */
        DOWN,
        /** It reads its files. */
        STARTING,
        /** It works. */
        UP,
        /** It stops. */
        STOPPING
    }

    final int number;
    final String host;
    final NodeKey key;
    final Role role;
    final boolean stores;
    final SimClock clock;
    /** Null for a node without a directory. */
    final SimDisk disk;

    final SimIndex index = new SimIndex();
    private final SimTime time;
    private final SimNetwork network;
    private final NodeSettings settings;
    private final List<SimWorker> workers = new ArrayList<>();
    private SimLoop loop;
    private SwarmNode node;
    private State state = State.DOWN;
    private int process;
    private long term;
    private long slowNanos;

    SimNode(SimNetwork network, int number, Role role, NodeSettings settings) {
        this.network = network;
        this.time = network.time();
        this.number = number;
        this.role = role;
        this.stores = role == Role.STORER;
        this.settings = settings;
        this.host = role.prefix + number;
        this.clock = new SimClock(time, time.random().nextInt(-100, 101));
        this.disk = role.hasDirectory ? new SimDisk() : null;
        byte[] seed = new byte[NodeKey.SEED_BYTES];
        seed[0] = (byte) (number + 1);
        this.key = NodeKey.ofSeed(seed);
    }

    /** Its state. */
    State state() {
        return state;
    }

    boolean isUp() {
        return state == State.UP;
    }

    /** How many processes it has had, the present one included. */
    int process() {
        return process;
    }

    /** The term of the last process that served. */
    long term() {
        return term;
    }

    /** The running node; null unless it is up or stopping. */
    SwarmNode node() {
        return node;
    }

    HostPort place() {
        return new HostPort(host, PORT);
    }

    /** Starts a process; completes on its loop when it works, fails with what kept it from that. */
    CompletableFuture<Void> start(ConfigDocument config) {
        process++;
        state = State.STARTING;
        loop = new SimLoop(time, clock);
        SplittableRandom random = time.random().split();
        NodeEnvironment environment = new NodeEnvironment(
                key,
                null,
                loop,
                random,
                network.join(host, key.id(), loop),
                LocalRecords.NONE,
                disk,
                name -> worker(),
                (log, cells) -> index.open(cells, position -> isInLog(log, position)));
        CompletableFuture<Void> started = new CompletableFuture<>();
        int itsProcess = process;
        loop.execute(() -> SwarmNode.start(environment, settings, config)
                .thenCompose(this::listen)
                .whenComplete((done, failure) -> {
                    if (process == itsProcess && state == State.STARTING) {
                        state = failure == null ? State.UP : State.STARTING;
                        term = node != null && node.storage() != null
                                ? node.storage().term()
                                : term;
                        complete(started, failure);
                    }
                }));
        return started;
    }

    private boolean isInLog(LogIdentity log, RecordPosition position) {
        try {
            return position.equals(RecordPosition.START) || RecordLog.reaches(disk, log, position);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private CompletableFuture<Void> listen(SwarmNode started) {
        node = started;
        return stores
                ? node.listen(place(), List.of()).thenRun(node::connect)
                : CompletableFuture.completedFuture(null).thenRun(node::connect);
    }

    private static void complete(CompletableFuture<Void> future, Throwable failure) {
        if (failure == null) {
            future.complete(null);
        } else {
            future.completeExceptionally(failure);
        }
    }

    private Worker worker() {
        SimWorker worker = new SimWorker(time);
        if (slowNanos > 0) {
            worker.slowDown(slowNanos);
        }
        workers.add(worker);
        return worker;
    }

    /** From now on work with the disk takes up to {@code nanos} a task. */
    void slowDown(long nanos) {
        slowNanos = nanos;
        workers.forEach(worker -> worker.slowDown(nanos));
    }

    /** Its process stands still for a while. */
    void pause(long nanos) {
        SimLoop paused = loop;
        paused.pause();
        time.after(nanos, paused::resume);
    }

    /** Its process goes on. */
    void resume() {
        loop.resume();
    }

    /** Runs {@code task} on its loop soon, if it is up then. */
    void execute(Runnable task) {
        int itsProcess = process;
        loop.execute(() -> {
            if (process == itsProcess && state == State.UP) {
                task.run();
            }
        });
    }

    /** Stops it cleanly; completes when its process has ended. */
    CompletableFuture<Void> stop() {
        state = State.STOPPING;
        int itsProcess = process;
        CompletableFuture<Void> stopped = new CompletableFuture<>();
        loop.execute(() -> node.close().whenComplete((done, failure) -> {
            if (process == itsProcess && state == State.STOPPING) {
                end(false);
                complete(stopped, failure);
            }
        }));
        return stopped;
    }

    /** Ends its process at once; what it wrote stays. */
    void crash(boolean silently) {
        end(silently);
    }

    /** Ends its process at once; its disk keeps what was synced and some of the rest. */
    void cutPower() {
        end(true);
        if (disk != null) {
            disk.cutPower(time.random());
            index.cutPower(time.random());
        }
    }

    private void end(boolean silently) {
        state = State.DOWN;
        node = null;
        loop.kill();
        workers.forEach(SimWorker::kill);
        workers.clear();
        network.crash(host, silently);
        if (disk != null) {
            disk.crashProcess();
        }
    }

    @Override
    public String toString() {
        return host + "." + process;
    }
}
