package io.kvswarm.jcache;

import io.kvswarm.KvSwarm;
import io.kvswarm.SwarmConfig;
import io.kvswarm.api.HostPort;
import io.kvswarm.api.ListenOptions;
import io.kvswarm.api.NodeId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** One storage node and clients with a provider each, all in this process, over TLS. */
final class SwarmBed implements AutoCloseable {
    private static final List<String> CLIENTS = List.of("x", "y");

    private final Path directory;
    private final KvSwarm storage;
    private final HostPort address;
    private final List<KvSwarmCachingProvider> providers = new ArrayList<>();
    private boolean isStopped;

    SwarmBed(Path directory) {
        this.directory = directory;
        List<NodeId> writers = CLIENTS.stream().map(this::idOf).toList();
        SwarmConfig config = SwarmConfig.of(Map.of(idOf("a"), 1L), writers);
        config.save(directory.resolve("swarm.json"));
        storage = node("a").config(config).open();
        address = storage.listen(ListenOptions.LOOPBACK).join();
    }

    /** A manager of a client of its own, {@code x} or {@code y}, with these lines in its file. */
    KvSwarmCacheManager client(String name, String... lines) throws IOException {
        Path file = directory.resolve(name + ".yaml");
        Files.writeString(
                file,
                "swarm: swarm.json\ndirectory: " + name + "\nbootstrap: [\"" + address.host() + ":" + address.port()
                        + "\"]\n" + String.join("\n", lines) + "\n");
        KvSwarmCachingProvider provider = new KvSwarmCachingProvider(new Engines(NodeEngine::open));
        providers.add(provider);
        return (KvSwarmCacheManager) provider.getCacheManager(file.toUri(), SwarmBed.class.getClassLoader(), null);
    }

    /** From now on nobody can be reached. */
    void stopStorage() {
        if (!isStopped) {
            isStopped = true;
            storage.close();
        }
    }

    private io.kvswarm.SwarmBuilder node(String name) {
        return KvSwarm.builder().directory(directory.resolve(name)).runDirectory(directory.resolve("run"));
    }

    private NodeId idOf(String name) {
        try (KvSwarm node = node(name).open()) {
            return node.id();
        }
    }

    @Override
    public void close() {
        providers.forEach(KvSwarmCachingProvider::close);
        stopStorage();
    }
}
