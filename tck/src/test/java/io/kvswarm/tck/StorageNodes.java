package io.kvswarm.tck;

import io.kvswarm.KvSwarm;
import io.kvswarm.SwarmBuilder;
import io.kvswarm.SwarmConfig;
import io.kvswarm.api.NodeId;
import io.kvswarm.api.NodeStatus;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestPlan;

/**
 * Runs three storage nodes, as a user does, while the tests run, if the system property {@code kvswarm.tck.storage}
 * names a directory for them: there it leaves the configuration file of their client. At the end it writes how many of
 * the nodes have longer logs than before into {@code storage.properties} beside that directory, so that a run whose
 * caches were elsewhere does not pass.
 */
public final class StorageNodes implements TestExecutionListener {
    private static final List<String> NAMES = List.of("a", "b", "c");
    private static final Duration ANSWER_MAX = Duration.ofSeconds(20);
    private static final long END_SECONDS_MAX = 20;

    private final List<Process> processes = new ArrayList<>();
    private Path directory;
    // Short: the path of a local socket has 107 bytes at most.
    private Path runDirectory;
    private SwarmConfig config;
    private Map<NodeId, Long> logBytes;

    /** For the launcher. */
    public StorageNodes() {}

    @Override
    public void testPlanExecutionStarted(TestPlan plan) {
        String place = System.getProperty("kvswarm.tck.storage");
        if (place == null) {
            return;
        }
        directory = Path.of(place);
        runDirectory = temporaryDirectory();
        Runtime.getRuntime().addShutdownHook(new Thread(this::stop, "stop-storage-nodes"));
        Map<NodeId, Long> capacities = new LinkedHashMap<>();
        NAMES.forEach(name -> capacities.put(idOf(name), 1L));
        config = SwarmConfig.of(capacities, List.of(idOf("writer")));
        config.save(directory.resolve("config.json"));
        try {
            List<String> addresses = listen();
            Files.writeString(
                    directory.resolve("kvswarm.yaml"),
                    "swarm: config.json\nidentity: writer/identity\nbootstrap: " + addresses + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        logBytes = logBytes();
    }

    @Override
    public void testPlanExecutionFinished(TestPlan plan) {
        if (logBytes == null) {
            return;
        }
        Map<NodeId, Long> now = logBytes();
        stop();
        long grown = logBytes.keySet().stream()
                .filter(node -> now.get(node) > logBytes.get(node))
                .count();
        try {
            Files.writeString(directory.resolveSibling("storage.properties"), "grown=" + grown + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Starts all, then waits for each to say where it listens. */
    private List<String> listen() throws IOException {
        for (String name : NAMES) {
            ProcessBuilder builder = new ProcessBuilder(
                    System.getProperty("kvswarm.tck.command"), "listen", "-d", name, "-c", "config.json");
            builder.directory(directory.toFile());
            builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
            builder.environment().put("KVSWARM_JAVA_OPTIONS", "-Xmx512m");
            builder.environment().put("KVSWARM_RUN_DIR", runDirectory.toString());
            builder.redirectError(directory.resolve(name + ".log").toFile());
            processes.add(builder.start());
        }
        List<String> addresses = new ArrayList<>();
        for (Process process : processes) {
            String line = process.inputReader().readLine();
            if (line == null) {
                throw new IOException("a storage node did not start; its log is in " + directory);
            }
            addresses.add(line.split(" ", 2)[1]);
        }
        return addresses;
    }

    private Map<NodeId, Long> logBytes() {
        try (KvSwarm client = node().config(config).open()) {
            client.connect().orTimeout(ANSWER_MAX.toSeconds(), TimeUnit.SECONDS).join();
            Map<NodeId, Long> bytes = new LinkedHashMap<>();
            for (NodeStatus status : client.status(ANSWER_MAX).join().nodes()) {
                bytes.put(status.node(), status.logBytes());
            }
            return bytes;
        }
    }

    private NodeId idOf(String name) {
        try (KvSwarm node = node().directory(directory.resolve(name)).open()) {
            return node.id();
        }
    }

    private SwarmBuilder node() {
        return KvSwarm.builder().runDirectory(runDirectory);
    }

    private static Path temporaryDirectory() {
        try {
            return Files.createTempDirectory("kvswarm-tck");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private synchronized void stop() {
        processes.forEach(Process::destroy);
        for (Process process : processes) {
            try {
                if (!process.waitFor(END_SECONDS_MAX, TimeUnit.SECONDS)) {
                    process.destroyForcibly();
                }
            } catch (InterruptedException e) {
                process.destroyForcibly();
                Thread.currentThread().interrupt();
            }
        }
        processes.clear();
        try (Stream<Path> left = Files.walk(runDirectory)) {
            left.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(File::delete);
        } catch (NoSuchFileException e) {
            // Stopped before.
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
