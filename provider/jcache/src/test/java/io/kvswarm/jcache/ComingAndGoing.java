package io.kvswarm.jcache;

import io.kvswarm.KvSwarm;
import io.kvswarm.SwarmBuilder;
import io.kvswarm.SwarmConfig;
import io.kvswarm.api.HostPort;
import io.kvswarm.api.ListenOptions;
import io.kvswarm.api.NodeId;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A storage node that comes and goes, on one directory and port, and providers in this JVM that are clients of it, each
 * with an engine of its own, as other processes would have.
 */
final class ComingAndGoing implements AutoCloseable {
    private final Path directory;
    private final SwarmConfig config;
    private final List<Caches> clients = new ArrayList<>();
    private HostPort address = new HostPort("127.0.0.1", 0);
    private KvSwarm storage;

    /** A swarm for clients of these names; its storage node is there. */
    ComingAndGoing(Path directory, List<String> names) throws IOException {
        this.directory = directory;
        config = SwarmConfig.of(
                Map.of(idOf("storage"), 1L), names.stream().map(this::idOf).toList());
        Files.writeString(directory.resolve("swarm.json"), config.toJson());
        comeBack();
    }

    /** The storage node is away. */
    void goAway() {
        storage.close();
        storage = null;
    }

    /** The storage node is there. */
    void comeBack() {
        storage = builder("storage").config(config).open();
        address = storage.listen(new ListenOptions(address, List.of())).join();
    }

    /** A manager in an engine of its own, with these settings of all caches. */
    KvSwarmCacheManager client(String name, Map<String, String> settings) throws IOException {
        Caches client = new Caches();
        clients.add(client);
        StringBuilder defaults = new StringBuilder();
        new TreeMap<>(settings)
                .forEach((key, value) ->
                        defaults.append(defaults.isEmpty() ? "" : ", ").append('"' + key + "\": \"" + value + '"'));
        Path file = directory.resolve(name + ".json");
        Files.writeString(
                file,
                "{\"swarm\": \"swarm.json\", \"directory\": \"" + name + "\", \"bootstrap\": [\"" + address
                        + "\"], \"defaults\": {" + defaults + "}}");
        URI uri = file.toUri();
        return client.manager(uri);
    }

    private KvSwarm open(String name) {
        return builder(name).open();
    }

    private NodeId idOf(String name) {
        try (KvSwarm node = open(name)) {
            return node.id();
        }
    }

    private SwarmBuilder builder(String name) {
        return KvSwarm.builder().directory(directory.resolve(name)).runDirectory(directory.resolve("run"));
    }

    @Override
    public void close() {
        clients.forEach(Caches::close);
        if (storage != null) {
            storage.close();
        }
    }
}
