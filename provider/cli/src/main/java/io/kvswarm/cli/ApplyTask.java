package io.kvswarm.cli;

import io.kvswarm.KvSwarm;
import io.kvswarm.SwarmConfig;
import io.kvswarm.api.NodeStatus;
import io.kvswarm.api.SwarmStatus;
import io.kvswarm.cli.local.CommandIo;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;

/** Reads a config, asks every storage node that can be reached whether it would run it, and passes it to them. */
final class ApplyTask implements NodeTask {
    private static final Duration ANSWERS_WITHIN = Duration.ofSeconds(5);
    private static final Duration LOOK = Duration.ofMillis(500);
    private static final int LOOKS_MAX = 20;
    private static final long PAUSE_MILLIS = 50;

    @Override
    public Stay stay() {
        return Stay.FINISHES;
    }

    @Override
    public int run(KvSwarm node, CommandIo io) throws IOException {
        byte[] json = io.input().readAllBytes();
        SwarmConfig next = SwarmConfig.parse(new String(json, StandardCharsets.UTF_8));
        NodeConfig.require(node);
        // Asking how they are connects this node to all of them, so that none is left out of the question that follows.
        SwarmStatus before = io.ending().await(node.status(ANSWERS_WITHIN));
        List<NodeStatus> away =
                before.nodes().stream().filter(one -> !one.reachable()).toList();
        if (!away.isEmpty()) {
            io.error("warning: " + named(away) + " could not be asked and may run this config later or not at all;"
                    + " kvswarm status shows it");
        }
        io.ending().await(node.setConfig(next));
        if (!next.authority().isEmpty()) {
            awaitAll(node, next, io);
        }
        return ExitCode.DONE;
    }

    /** Until every storage node that answers runs it: this process may be the only one that tells them. */
    private static void awaitAll(KvSwarm node, SwarmConfig next, CommandIo io) {
        List<NodeStatus> behind = List.of();
        for (int look = 0; look < LOOKS_MAX; look++) {
            behind = io.ending().await(node.status(LOOK)).nodes().stream()
                    .filter(one -> one.reachable() && one.epoch() < next.epoch())
                    .toList();
            if (behind.isEmpty()) {
                return;
            }
            io.ending().pause(PAUSE_MILLIS);
        }
        io.error("warning: " + named(behind) + " did not take epoch " + next.epoch() + " yet; kvswarm status shows it");
    }

    private static String named(List<NodeStatus> nodes) {
        return "node " + nodes.stream().map(one -> one.node().shortForm()).collect(Collectors.joining(" and node "));
    }
}
