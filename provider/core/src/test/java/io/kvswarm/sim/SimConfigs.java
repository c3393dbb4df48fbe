package io.kvswarm.sim;

import io.kvswarm.api.ErrorCode;
import io.kvswarm.api.HostPort;
import io.kvswarm.api.NodeId;
import io.kvswarm.api.SwarmException;
import io.kvswarm.internal.config.Authority;
import io.kvswarm.internal.config.ConfigDocument;
import io.kvswarm.internal.config.ConfigDraft;
import io.kvswarm.internal.identity.NodeKey;
import io.kvswarm.internal.slicing.SipHash;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;

/** The configs of a run: the newest one that changes nothing but rights, and offers of ones that would move cells. */
final class SimConfigs {
    private final SimSwarm swarm;
    private final SplittableRandom random;
    private final NodeKey authority;
    private final ConfigDocument first;
    private ConfigDocument newest;

    SimConfigs(SimSwarm swarm, List<SimNode> nodes, boolean storersWrite, boolean isSigned) {
        this.swarm = swarm;
        this.random = swarm.time().random().split();
        this.authority = isSigned ? NodeKey.ofSeed(bytes(NodeKey.SEED_BYTES)) : null;
        Map<NodeId, Long> capacities = new LinkedHashMap<>();
        Map<NodeId, List<HostPort>> addresses = new LinkedHashMap<>();
        List<NodeId> writers = new ArrayList<>();
        for (SimNode node : nodes) {
            if (node.stores) {
                capacities.put(node.key.id(), 1L + random.nextInt(10));
                addresses.put(node.key.id(), List.of(node.place()));
            }
            if (node.stores ? storersWrite : node.role != SimNode.Role.READER) {
                writers.add(node.key.id());
            }
        }
        ConfigDocument plain = ConfigDraft.first(capacities)
                .writers(writers)
                .addresses(addresses)
                .hashKey(bytes(SipHash.KEY_BYTES))
                .document();
        first = authority == null
                ? plain
                : plain.withAuthority(Authority.anyOf(List.of(authority.id()))).signedBy(authority);
        newest = first;
    }

    private byte[] bytes(int count) {
        byte[] bytes = new byte[count];
        random.nextBytes(bytes);
        return bytes;
    }

    /** The config all nodes run in the end. */
    ConfigDocument newest() {
        return newest;
    }

    /** What a node is given at its start. */
    ConfigDocument given() {
        return authority == null || random.nextBoolean() ? newest : first;
    }

    /** Makes the next config and tells it to one node, or to each of them where nobody signs. */
    void change(UnaryOperator<ConfigDocument> how) {
        ConfigDocument next = how.apply(newest);
        newest = authority == null ? next : next.signedBy(authority);
        List<SimNode> up = swarm.nodes().stream().filter(SimNode::isUp).toList();
        if (authority == null) {
            up.forEach(this::tell);
        } else if (!up.isEmpty()) {
            SimNode node = up.get(random.nextInt(up.size()));
            ConfigDocument given = newest;
            node.execute(() -> node.node().setConfig(given).whenComplete((done, failure) -> {
                if (failure != null) {
                    requireOlder(node, given, failure);
                }
            }));
        }
    }

    /** Gives the newest config to a node from its own machine. */
    void tell(SimNode node) {
        ConfigDocument given = newest;
        node.execute(() -> {
            SwarmException failure = node.node().offerConfig(given);
            if (failure != null) {
                requireOlder(node, given, failure);
            }
        });
    }

    /** By the time a node is told, it may have heard of a newer one. */
    private void requireOlder(SimNode node, ConfigDocument given, Throwable failure) {
        if (node.isUp() && node.node().config().epoch() <= given.epoch()) {
            swarm.problem(node + " refuses " + given + ": " + failure.getMessage());
        }
    }

    /** Offers some nodes a config that would move cells: each has to refuse it. */
    void offerMoving() {
        List<SimNode> storers =
                swarm.nodes().stream().filter(node -> node.stores).toList();
        SimNode grown = storers.get(random.nextInt(storers.size()));
        ConfigDocument moving = newest.withCapacities(Map.of(grown.key.id(), 11L + random.nextInt(20)));
        ConfigDocument offered = authority == null ? moving : moving.signedBy(authority);
        for (SimNode node : swarm.nodes()) {
            if (node.isUp() && random.nextBoolean()) {
                node.execute(() -> offer(node, offered));
            }
        }
    }

    private void offer(SimNode node, ConfigDocument moving) {
        swarm.trace().count("config.moving");
        if (random.nextBoolean()) {
            requireRefused(node, moving, node.node().offerConfig(moving));
        } else {
            node.node()
                    .setConfig(moving)
                    .whenComplete((done, failure) -> swarm.guard(() -> requireRefused(node, moving, failure)));
        }
    }

    private void requireRefused(SimNode node, ConfigDocument moving, Throwable failure) {
        Throwable root = failure instanceof java.util.concurrent.CompletionException ? failure.getCause() : failure;
        if (!(root instanceof SwarmException refusal) || refusal.code() != ErrorCode.CONFIG_REFUSED) {
            swarm.problem("P3: " + node + " does not refuse " + moving + " that moves cells: " + failure);
        }
    }

    /** P3: no node has ever let a cell have another owner. */
    void requireSameOwners(SimNode node) {
        ConfigDocument running = node.node().config();
        if (running == null || running.cells().differencesFrom(first.cells()).length > 0) {
            swarm.problem("P3: " + node + " runs " + running + ", in which cells have other owners");
        }
    }
}
