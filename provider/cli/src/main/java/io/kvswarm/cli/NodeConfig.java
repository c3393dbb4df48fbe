package io.kvswarm.cli;

import io.kvswarm.KvSwarm;
import io.kvswarm.SwarmConfig;
import io.kvswarm.cli.args.UsageException;

/** The config a node runs. */
final class NodeConfig {
    private NodeConfig() {}

    /** The config, without which a node knows no other. */
    static SwarmConfig require(KvSwarm node) {
        return node.config()
                .orElseThrow(() -> new UsageException("this directory knows no swarm yet, so -c FILE is needed"));
    }
}
