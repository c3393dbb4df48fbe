package io.kvswarm.jcache.process;

import io.kvswarm.KvSwarm;
import io.kvswarm.SwarmConfig;
import io.kvswarm.api.NodeId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A swarm whose three storage nodes are processes, in directories beside each other, and one writer, whose identity the
 * applications share.
 */
final class StorageProcesses implements AutoCloseable {
    private static final List<String> NAMES = List.of("a", "b", "c");

    private final Path directory;
    private final Map<String, JvmProcess> storage = new LinkedHashMap<>();
    private final List<JvmProcess> applications = new ArrayList<>();
    private final List<String> addresses = new ArrayList<>();

    /** Starts the storage nodes; they serve when this returns. */
    StorageProcesses(Path directory) throws InterruptedException {
        this.directory = directory;
        Map<NodeId, Long> capacities = new LinkedHashMap<>();
        NAMES.forEach(name -> capacities.put(idOf(directory, name), 1L));
        SwarmConfig.of(capacities, List.of(idOf(directory, "writer"))).save(directory.resolve("config.json"));
        NAMES.forEach(this::start);
        for (JvmProcess process : storage.values()) {
            addresses.add(process.await(line -> line.startsWith("ready ")).substring("ready ".length()));
        }
    }

    /** The id of the node of that directory, which is made if it is not there. */
    static NodeId idOf(Path directory, String name) {
        try (KvSwarm node = KvSwarm.builder()
                .directory(directory.resolve(name))
                .runDirectory(directory.resolve("run"))
                .open()) {
            return node.id();
        }
    }

    private void start(String name) {
        storage.put(
                name,
                JvmProcess.start(
                        StorageMain.class, directory, name, directory.resolve(name), directory.resolve("config.json")));
    }

    /** The process of a storage node: a, b or c. */
    JvmProcess storage(String name) {
        return storage.get(name);
    }

    /** Writes the configuration file of an application that is a client; gives its URI. */
    URI client(String name, String... lines) {
        List<String> text = new ArrayList<>(List.of(
                "swarm: config.json",
                "identity: writer/identity",
                "bootstrap: [" + String.join(", ", addresses) + "]"));
        text.addAll(List.of(lines));
        return write(directory.resolve(name + ".yaml"), text);
    }

    /** Starts an application with that configuration; it has a manager when this returns. */
    JvmProcess application(String name, URI uri, Object... more) throws InterruptedException {
        Object[] arguments = new Object[1 + more.length];
        arguments[0] = uri;
        System.arraycopy(more, 0, arguments, 1, more.length);
        JvmProcess process = JvmProcess.start(ApplicationMain.class, directory, name, arguments);
        applications.add(process);
        process.await(line -> line.equals("ready"));
        return process;
    }

    /** Starts applications that are clients, at the same time. */
    List<JvmProcess> clients(int count) throws InterruptedException {
        URI uri = client("client");
        List<JvmProcess> started = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            started.add(JvmProcess.start(ApplicationMain.class, directory, "client-" + i, uri));
        }
        applications.addAll(started);
        for (JvmProcess process : started) {
            process.await(line -> line.equals("ready"));
        }
        return started;
    }

    /** Writes a configuration file; gives its URI. */
    static URI write(Path file, List<String> lines) {
        try {
            return Files.write(file, lines).toUri();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        applications.forEach(JvmProcess::close);
        storage.values().forEach(JvmProcess::close);
    }
}
