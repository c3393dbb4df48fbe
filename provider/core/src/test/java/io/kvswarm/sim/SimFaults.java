package io.kvswarm.sim;

import io.kvswarm.api.Durability;
import io.kvswarm.api.Readers;
import io.kvswarm.internal.base.Limits;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;

/** Makes go wrong what a plan says, again and again, until told to stop; then mends everything. */
final class SimFaults {
    private static final long SAFE_NANOS = 400 * SimTime.MILLI;
    private static final long USUAL_TASK_NANOS = 300_000;

    private final SimSwarm swarm;
    private final SplittableRandom random;
    private final Map<SimNode, Long> troubledUntil = new HashMap<>();
    private final Map<Integer, long[]> jumps = new HashMap<>();
    private final Map<SimNode, SimFault> hurt = new LinkedHashMap<>();
    private final Set<SimNode> flipped = new HashSet<>();
    private double loss;
    private double duplication;
    private boolean over;

    SimFaults(SimSwarm swarm) {
        this.swarm = swarm;
        this.random = swarm.time().random().split();
    }

    /** By how much the wall clock of each node was moved, forward and back. */
    Map<Integer, long[]> jumps() {
        return jumps;
    }

    /** Nodes whose logs have bits that flipped. */
    Set<SimNode> flipped() {
        return flipped;
    }

    void start() {
        swarm.plan().faults().forEach(this::later);
    }

    private void later(SimFault fault) {
        swarm.time().after(pause(), () -> {
            if (!over) {
                swarm.trace().event("fault %s", fault);
                swarm.guard(() -> begin(fault));
                later(fault);
            }
        });
    }

    private long pause() {
        return (50 + random.nextInt(swarm.plan().faultMillis())) * SimTime.MILLI;
    }

    private void begin(SimFault fault) {
        switch (fault) {
            case LOSS -> misbehave(0.01 + random.nextDouble() / 20, duplication);
            case DUPLICATION -> misbehave(loss, 0.01 + random.nextDouble() / 20);
            case DELAY -> delay();
            case CUT -> cut();
            case ONE_WAY -> block(any().host, any().host);
            case PARTITION -> partition();
            case CRASH, CRASH_AT_DISK, POWER_CUT, RESTART, LOST_INDEX -> end(fault);
            case FAILING_SYNC, FAILING_WRITE, FULL_DISK, SLOW_DISK -> troubleDisk(fault);
            case BIT_FLIP -> flip();
            case DAMAGED_INDEX -> damageIndex(anyStorer());
            case REFUSING_INDEX -> anyStorer().index.refuse(1 + random.nextInt(3));
            case CLOCK_JUMP -> jump(any());
            case RIGHTS -> takeRights();
            case MOVING_CONFIG -> swarm.configs().offerMoving();
            case PAUSE -> stall(any());
        }
        swarm.trace().count("fault." + fault);
    }

    private void misbehave(double newLoss, double newDuplication) {
        loss = newLoss;
        duplication = newDuplication;
        swarm.network().misbehave(loss, duplication);
        mendLater(() -> {
            loss = 0;
            duplication = 0;
            swarm.network().misbehave(0, 0);
        });
    }

    private void delay() {
        swarm.network().delays(100_000, (1 + random.nextInt(200)) * SimTime.MILLI);
        mendLater(() -> swarm.network().delays(20_000, 500_000));
    }

    private void cut() {
        SimNode one = any();
        SimNode other = any();
        if (random.nextInt(3) > 0) {
            swarm.network().cut(one.host, other.host);
        } else {
            swarm.network().silence(one.host, other.host);
        }
    }

    private void block(String from, String to) {
        swarm.network().block(from, to);
        mendLater(swarm.network()::heal);
    }

    private void partition() {
        Set<String> one = new HashSet<>();
        Set<String> other = new HashSet<>();
        swarm.nodes().forEach(node -> (random.nextBoolean() ? one : other).add(node.host));
        swarm.network().partition(one, other);
        mendLater(swarm.network()::heal);
    }

    private void end(SimFault fault) {
        SimNode node = any();
        if (!node.isUp() || hurt.containsKey(node)) {
            return;
        }
        switch (fault) {
            case RESTART -> {
                swarm.stop(node, () -> {
                    swarm.trace().event("%s stopped", node);
                    restartLater(node);
                });
                return;
            }
            case CRASH_AT_DISK -> {
                if (node.disk != null) {
                    node.disk.endProcessAfter(random.nextInt(60), () -> crash(node));
                }
                return;
            }
            case POWER_CUT -> {
                node.cutPower();
                lost(node, Durability.FSYNC);
                restartLater(node);
            }
            default -> {
                crash(node);
                if (fault == SimFault.LOST_INDEX) {
                    node.index.lose();
                }
            }
        }
    }

    private void crash(SimNode node) {
        swarm.trace().event("%s crashes", node);
        node.crash(random.nextInt(4) == 0);
        lost(node, Durability.OS);
        restartLater(node);
    }

    private void lost(SimNode node, Durability survives) {
        long now = swarm.time().nanos();
        boolean isTroubled = troubledUntil.getOrDefault(node, -SimTime.SECOND) + 2 * SAFE_NANOS > now;
        swarm.history().lost(node.number, node.term(), survives, isTroubled ? 0 : now - SAFE_NANOS);
    }

    private void restartLater(SimNode node) {
        swarm.time().after(pause() / 2, () -> swarm.start(node));
    }

    private void troubleDisk(SimFault fault) {
        SimNode node = any();
        if (node.disk == null || !node.isUp() || hurt.putIfAbsent(node, fault) != null) {
            return;
        }
        troubledUntil.put(node, Long.MAX_VALUE - SimTime.SECOND);
        switch (fault) {
            case FAILING_SYNC -> node.disk.failSyncs(true);
            case FAILING_WRITE -> node.disk.failWrites(true);
            case FULL_DISK -> node.disk.setCapacity(node.disk.usedBytes() + random.nextInt(30 * Limits.KIB));
            default -> node.slowDown((1 + random.nextInt(40)) * SimTime.MILLI);
        }
        swarm.time().after(pause(), () -> mend(node, fault));
    }

    /** What failed is replaced, and its process started again; what was full or slow goes on by itself. */
    private void mend(SimNode node, SimFault fault) {
        if (!hurt.remove(node, fault)) {
            return;
        }
        swarm.trace().event("%s mended of %s", node, fault);
        troubledUntil.put(node, swarm.time().nanos());
        node.disk.failSyncs(false);
        node.disk.failWrites(false);
        node.disk.setCapacity(Long.MAX_VALUE);
        node.slowDown(USUAL_TASK_NANOS);
        boolean hasFailed = fault == SimFault.FAILING_SYNC || fault == SimFault.FAILING_WRITE;
        if (hasFailed && node.state() != SimNode.State.DOWN) {
            node.cutPower();
            lost(node, Durability.FSYNC);
            restartLater(node);
        } else if (fault == SimFault.DAMAGED_INDEX && node.state() != SimNode.State.DOWN) {
            crash(node);
        }
    }

    private void flip() {
        SimNode node = anyStorer();
        if (!node.isUp()) {
            return;
        }
        List<String> segments = node.disk.names().stream()
                .filter(name -> name.startsWith("log-"))
                .toList();
        if (!segments.isEmpty()) {
            String segment = segments.get(random.nextInt(segments.size()));
            int bytes = node.disk.settledBytes(segment);
            if (bytes > 0) {
                // Damage to what was synced last looks like a write cut short: nothing behind it vouches for it.
                node.disk.flipBit(segment, random.nextLong(bytes) * Byte.SIZE + random.nextInt(Byte.SIZE));
                flipped.add(node);
            }
        }
    }

    /** Such a node answers nothing that it would have to look up, until it is started again. */
    private void damageIndex(SimNode node) {
        if (hurt.putIfAbsent(node, SimFault.DAMAGED_INDEX) == null) {
            node.index.damage();
            swarm.time().after(pause(), () -> mend(node, SimFault.DAMAGED_INDEX));
        }
    }

    private void jump(SimNode node) {
        long[] most = {3_000, 50_000, 70_000, 3_600_000};
        long millis = 1 + random.nextLong(most[random.nextInt(most.length)]);
        boolean isForward = random.nextBoolean();
        jumps.computeIfAbsent(node.number, number -> new long[2])[isForward ? 0 : 1] += millis;
        node.clock.jump(isForward ? millis : -millis);
        swarm.trace().event("%s clock jumps %d ms", node, isForward ? millis : -millis);
    }

    /** Long enough for leases to end meanwhile, as often as not. */
    private void stall(SimNode node) {
        if (node.isUp()) {
            long pause = (500 + random.nextInt(3_500)) * SimTime.MILLI;
            // What stands still syncs nothing.
            troubledUntil.merge(node, swarm.time().nanos() + pause, Math::max);
            node.pause(pause);
        }
    }

    private void takeRights() {
        List<SimNode> writers = swarm.nodes().stream()
                .filter(node -> swarm.configs().newest().isWriter(node.key.id()))
                .toList();
        if (random.nextInt(3) == 0 || writers.isEmpty()) {
            swarm.configs().change(config -> config.withReaders(Readers.WRITERS));
            mendLater(() -> swarm.configs().change(config -> config.withReaders(Readers.ANY)));
        } else {
            SimNode writer = writers.get(random.nextInt(writers.size()));
            swarm.configs().change(config -> config.withoutWriter(writer.key.id()));
            mendLater(() -> swarm.configs().change(config -> config.withWriter(writer.key.id())));
        }
    }

    private void mendLater(Runnable mending) {
        swarm.time().after(pause(), mending);
    }

    /** Nothing goes wrong any more, and what went wrong is mended. */
    void stop() {
        over = true;
        swarm.network().heal();
        swarm.network().misbehave(0, 0);
        swarm.network().delays(20_000, 500_000);
        new LinkedHashMap<>(hurt).forEach(this::mend);
        swarm.nodes().forEach(SimNode::resume);
        for (SimNode node : swarm.nodes()) {
            if (node.disk != null) {
                node.disk.endProcessAfter(Integer.MAX_VALUE, () -> {});
            }
        }
    }

    private SimNode any() {
        return swarm.nodes().get(random.nextInt(swarm.nodes().size()));
    }

    private SimNode anyStorer() {
        List<SimNode> storers =
                swarm.nodes().stream().filter(node -> node.stores).toList();
        return storers.get(random.nextInt(storers.size()));
    }
}
