package io.kvswarm.cli;

import io.kvswarm.KvSwarm;
import io.kvswarm.SwarmBuilder;
import io.kvswarm.SwarmConfig;
import io.kvswarm.api.HostPort;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Opens the node of this process. */
interface NodeOpener {
    /** Opens it as the library does. */
    NodeOpener REAL = NodeOpener::openReal;

    /**
     * What a node is opened with.
     *
     * @param directory  its data directory; empty for a node in memory
     * @param configFile its config; empty if the directory knows one
     * @param watches    true if it is to follow changes of that file
     * @param bootstrap  where it looks for the swarm, too
     */
    record Settings(Optional<Path> directory, Optional<Path> configFile, boolean watches, List<HostPort> bootstrap) {}

    /** Opens a node. */
    KvSwarm open(Settings settings);

    private static KvSwarm openReal(Settings settings) {
        return builderOf(settings).open();
    }

    /** What these settings come to. */
    static SwarmBuilder builderOf(Settings settings) {
        SwarmBuilder builder = KvSwarm.builder().bootstrap(settings.bootstrap());
        settings.directory().ifPresent(builder::directory);
        if (settings.watches()) {
            settings.configFile().ifPresent(builder::configFile);
        } else {
            settings.configFile().map(SwarmConfig::load).ifPresent(builder::config);
        }
        return builder;
    }
}
