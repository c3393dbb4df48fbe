package io.kvswarm;

import io.kvswarm.api.ListenOptions;
import io.kvswarm.api.NodeId;
import io.kvswarm.spi.CacheEngine;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Two cache engines on one ground. Where there is a swarm, the one is a client's and the other a storage node's. */
final class CacheBed implements AutoCloseable {
    private final Path directory;
    private final List<KvSwarm> open = new ArrayList<>();
    private CacheEngine engine;
    private CacheEngine other;

    /** What the engines stand on. */
    enum Ground {
        /** One embedded swarm, in memory. */
        MEMORY,
        /** One embedded swarm with a directory. */
        DIRECTORY,
        /** Three storage nodes and a client over TLS. */
        SWARM
    }

    CacheBed(Path directory) {
        this.directory = directory;
    }

    CacheEngine engine() {
        return engine;
    }

    CacheEngine other() {
        return other;
    }

    void open(Ground ground) {
        switch (ground) {
            case MEMORY -> embedded(KvSwarm.builder().embedded());
            case DIRECTORY -> embedded(KvSwarm.builder().embedded().directory(directory.resolve("embedded")));
            case SWARM -> swarm();
        }
    }

    private void embedded(SwarmBuilder builder) {
        engine = opened(builder).caches();
        other = engine;
    }

    private void swarm() {
        Map<NodeId, Long> capacities = new LinkedHashMap<>();
        for (String name : List.of("a", "b", "c")) {
            capacities.put(idOf(name), 1L);
        }
        SwarmConfig config = SwarmConfig.of(capacities, List.of(idOf("x"), idOf("a")));
        for (String name : List.of("a", "b", "c")) {
            node(name, config).listen(ListenOptions.LOOPBACK).join();
        }
        engine = node("x", config).caches();
        other = open.get(0).caches();
    }

    private KvSwarm node(String name, SwarmConfig config) {
        return opened(KvSwarm.builder()
                .directory(directory.resolve(name))
                .config(config)
                .runDirectory(directory.resolve("run")));
    }

    private KvSwarm opened(SwarmBuilder builder) {
        KvSwarm swarm = builder.open();
        open.add(swarm);
        return swarm;
    }

    private NodeId idOf(String name) {
        try (KvSwarm node = KvSwarm.builder()
                .directory(directory.resolve(name))
                .runDirectory(directory.resolve("run"))
                .open()) {
            return node.id();
        }
    }

    @Override
    public void close() {
        for (int i = open.size() - 1; i >= 0; i--) {
            open.get(i).close();
        }
        open.clear();
    }
}
