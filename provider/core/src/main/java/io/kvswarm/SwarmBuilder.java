package io.kvswarm;

import io.kvswarm.api.HostPort;
import io.kvswarm.api.SwarmException;
import io.kvswarm.internal.peer.RunDirectory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** Settings of a node to open. Not shared between threads. */
public final class SwarmBuilder {
    private Path directory;
    private SwarmConfig config;
    private Path configFile;
    private Path identity;
    private final List<HostPort> bootstrap = new ArrayList<>();
    private Path runDirectory =
            RunDirectory.locate(System.getenv(), System.getProperty("java.io.tmpdir"), System.getProperty("user.name"));
    private long queueBytesMax = 256L << 20;
    private boolean failsWhenFull;
    private boolean isEmbedded;

    SwarmBuilder() {}

    /**
     * Keeps identity, outbox and data in this directory; without one everything is in memory and gone with the process.
     */
    public SwarmBuilder directory(Path newDirectory) {
        directory = newDirectory;
        return this;
    }

    /**
     * Acts for the writer whose key is in this file: the file {@code identity} of a directory, made by {@code kvswarm
     * id}, or a copy of it. Any number of processes, on any machines, may share one such file; the config names its
     * writer once. Each process keeps a key, an outbox and a session of its own, and shows owners a delegation that
     * the writer's key signed. Only the owner may be allowed to read the file.
     */
    public SwarmBuilder identity(Path file) {
        identity = file;
        return this;
    }

    /** Runs this config, unless the directory holds a newer one of the same swarm. */
    public SwarmBuilder config(SwarmConfig newConfig) {
        config = newConfig;
        return this;
    }

    /** Runs the config in this file, and newer ones that are put in its place while the node is open. */
    public SwarmBuilder configFile(Path file) {
        configFile = file;
        return this;
    }

    /** Looks for the swarm there, too; names with several addresses are fine. One reachable node is enough. */
    public SwarmBuilder bootstrap(Collection<HostPort> addresses) {
        bootstrap.addAll(addresses);
        return this;
    }

    /**
     * Nodes of this machine leave their addresses in this directory for each other; it belongs to this user alone. The
     * default is {@code KVSWARM_RUN_DIR}, else {@code kvswarm} in {@code XDG_RUNTIME_DIR}, else one in the temporary
     * directory.
     */
    public SwarmBuilder runDirectory(Path newRunDirectory) {
        runDirectory = newRunDirectory;
        return this;
    }

    /** Bound of what is buffered and undelivered, in bytes; the default is 256 MiB. */
    public SwarmBuilder queueBytesMax(long bytes) {
        queueBytesMax = bytes;
        return this;
    }

    /** At the bound puts fail with {@code QUEUE_FULL}, instead of waiting as they do otherwise. */
    public SwarmBuilder failWhenFull() {
        failsWhenFull = true;
        return this;
    }

    /**
     * Makes a swarm of one storage node that is its own only writer, in this process: it opens no port, leaves no
     * address, and serves as soon as {@link #open} returns. It has a config of its own, which its directory, if it has
     * one, keeps with the data.
     */
    public SwarmBuilder embedded() {
        isEmbedded = true;
        return this;
    }

    /**
     * Opens the node; ready when its directory is read and its identity known. It connects and serves only when asked
     * to.
     *
     * @throws IllegalStateException if it is to be embedded and settings of a swarm with other nodes were given
     * @throws SwarmException {@code DIRECTORY_IN_USE} or {@code DIRECTORY_UNUSABLE} about the directory, {@code
     * MALFORMED}
     *     or {@code CONFIG_REFUSED} about the config, {@code CORRUPT} or {@code DISK_FAILED} about what the directory
     *     holds
     */
    public KvSwarm open() {
        if (isEmbedded && (config != null || configFile != null || identity != null || !bootstrap.isEmpty())) {
            throw new IllegalStateException("an embedded swarm has its own config and identity and knows no other node;"
                    + " leave out config, configFile, identity and bootstrap");
        }
        return new KvSwarm(Opening.open(this));
    }

    /**
     * Opens a message queue instead: it takes directory, bootstrap and run directory from these settings, and no
     * config. A
     * directory serves a swarm's node or a queue, not both at a time.
     *
     * @throws SwarmException as {@link #open}
     */
    public MessageQueue openQueue() {
        if (isEmbedded) {
            throw new IllegalStateException("a message queue is there for other nodes; it cannot be embedded");
        }
        return Opening.openQueue(this);
    }

    Path directory() {
        return directory;
    }

    boolean isEmbedded() {
        return isEmbedded;
    }

    /** The key of the writer to act for; null to act for itself. */
    Path identity() {
        return identity;
    }

    /** The config to begin with; null if there is none. */
    SwarmConfig config() {
        return configFile == null ? config : SwarmConfig.load(configFile);
    }

    Path configFile() {
        return configFile;
    }

    List<HostPort> bootstrap() {
        return List.copyOf(bootstrap);
    }

    Path runDirectory() {
        return runDirectory;
    }

    long queueBytesMax() {
        return queueBytesMax;
    }

    boolean failsWhenFull() {
        return failsWhenFull;
    }
}
