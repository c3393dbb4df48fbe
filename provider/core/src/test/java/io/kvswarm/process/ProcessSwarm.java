package io.kvswarm.process;

import io.kvswarm.KvSwarm;
import io.kvswarm.SwarmConfig;
import io.kvswarm.api.NodeId;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** A swarm whose storage nodes are processes: one for each name, in directories beside each other. */
final class ProcessSwarm implements AutoCloseable {
    private final Path directory;
    private final SwarmConfig config;
    private final Map<String, NodeProcess> storage = new HashMap<>();

    /** Makes the nodes' directories and their config; starts nothing. */
    ProcessSwarm(Path directory, Map<String, Long> capacities, String... writers) {
        this.directory = directory;
        Map<NodeId, Long> byId = new LinkedHashMap<>();
        capacities.forEach((name, capacity) -> byId.put(idOf(name), capacity));
        this.config = SwarmConfig.of(byId, Stream.of(writers).map(this::idOf).toList());
        config.save(configFile());
    }

    SwarmConfig config() {
        return config;
    }

    Path configFile() {
        return directory.resolve("config.json");
    }

    Path runDirectory() {
        return directory.resolve("run");
    }

    Path nodeDirectory(String name) {
        return directory.resolve(name);
    }

    Path log(String name) {
        return directory.resolve(name + ".log");
    }

    NodeId idOf(String name) {
        try (KvSwarm node = KvSwarm.builder()
                .directory(nodeDirectory(name))
                .runDirectory(runDirectory())
                .open()) {
            return node.id();
        }
    }

    /** Starts a storage node, again if it ran before; it serves when this returns. */
    void start(String name) throws InterruptedException {
        Lines lines = new Lines();
        NodeProcess process = NodeProcess.start(
                StorageMain.class, log(name), lines, nodeDirectory(name), configFile(), runDirectory());
        storage.put(name, process);
        String answer = lines.await(line -> line.equals("ready") || line.startsWith("failed"));
        if (!answer.equals("ready")) {
            throw new AssertionError(name + " " + answer + "\n" + process.log());
        }
    }

    NodeProcess process(String name) {
        return storage.get(name);
    }

    /** Opens a node in this process. */
    KvSwarm open(String name) {
        return KvSwarm.builder()
                .directory(nodeDirectory(name))
                .config(config)
                .runDirectory(runDirectory())
                .open();
    }

    /** The storage nodes' names, in no order. */
    List<String> running() {
        return List.copyOf(storage.keySet());
    }

    @Override
    public void close() {
        storage.values().forEach(NodeProcess::close);
    }
}
