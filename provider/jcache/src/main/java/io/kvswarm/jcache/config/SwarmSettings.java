package io.kvswarm.jcache.config;

import io.kvswarm.api.HostPort;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Which swarm a manager uses, and as what. Immutable.
 *
 * @param config    the swarm; empty for one of its own, embedded in this process
 * @param directory for identity, outbox and data; empty to keep all in memory
 * @param role      what this process does in it
 * @param listen    where a storage node listens; empty for a client
 * @param bootstrap where nodes of the swarm may be found, besides where the config says
 * @param identity  file of the writer this process acts for; empty to act for itself
 */
public record SwarmSettings(
        Optional<SwarmDocument> config,
        Optional<Path> directory,
        Role role,
        Optional<HostPort> listen,
        List<HostPort> bootstrap,
        Optional<Path> identity) {
    /** A swarm of one node, in this process, in memory. */
    public static final SwarmSettings EMBEDDED = new SwarmSettings(
            Optional.empty(), Optional.empty(), Role.CLIENT, Optional.empty(), List.of(), Optional.empty());

    /** What a process does in a swarm. */
    public enum Role {
        /** Reads and writes. */
        CLIENT,
        /** The same, and stores a share of the entries. */
        STORAGE
    }

    /** Copies. */
    public SwarmSettings {
        bootstrap = List.copyOf(bootstrap);
    }

    /** The same, with paths that are equal if they lead to the same place, whatever they were relative to. */
    public SwarmSettings normalized() {
        return new SwarmSettings(
                config.map(SwarmDocument::normalized),
                directory.map(SwarmSettings::normalized),
                role,
                listen,
                bootstrap,
                identity.map(SwarmSettings::normalized));
    }

    private static Path normalized(Path path) {
        return path.toAbsolutePath().normalize();
    }

    /** True if the swarm is in this process alone. */
    public boolean isEmbedded() {
        return config.isEmpty();
    }

    /**
     * A swarm config: a file, or its text.
     *
     * @param file that holds it, and is watched; empty if the text stands in the configuration itself
     * @param text JSON; empty if there is a file
     */
    public record SwarmDocument(Optional<Path> file, Optional<String> text) {
        SwarmDocument normalized() {
            return new SwarmDocument(file.map(SwarmSettings::normalized), text);
        }
    }
}
