package io.kvswarm.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kvswarm.KvSwarm;
import io.kvswarm.api.Entry;
import io.kvswarm.api.FlushOptions;
import io.kvswarm.api.GetOptions;
import io.kvswarm.api.NodeStatus;
import io.kvswarm.internal.base.Clock;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Goal: every class file of the JDK's {@code java.base} goes into a swarm of three processes and comes out as it was,
 * with
 * a storage node stopped and started again on the way. By hand: {@code kvswarm import jrt:/java.base}, see the README.
 */
@Tag("process")
final class RealInputTest {
    private static final Map<String, Long> CAPACITIES = Map.of("a", 5L, "b", 10L, "c", 7L);
    private static final int BATCH = 256;
    private static final FlushOptions RECEIPT = FlushOptions.RECEIPT.withTimeout(Duration.ofMinutes(1));

    @TempDir
    Path directory;

    @Test
    void everyClassFileOfTheJdkIsReadBackAsItWas() throws Exception {
        Path module = FileSystems.getFileSystem(URI.create("jrt:/")).getPath("/modules/java.base");
        List<Path> files;
        try (Stream<Path> all = Files.walk(module)) {
            files = all.filter(file -> file.toString().endsWith(".class")).toList();
        }
        assertTrue(files.size() > 5000, () -> "only " + files.size() + " class files in java.base");
        try (ProcessSwarm swarm = new ProcessSwarm(directory, CAPACITIES, "x", "y")) {
            for (String owner : CAPACITIES.keySet()) {
                swarm.start(owner);
            }
            Map<String, String> hashes = new LinkedHashMap<>();
            long start = Clock.system().nanos();
            long bytes = importAll(swarm, files, hashes);
            long imported = Clock.system().nanos();
            compareAll(swarm, hashes);
            report(swarm, bytes, imported - start, Clock.system().nanos() - imported);
        }
    }

    private static long importAll(ProcessSwarm swarm, List<Path> files, Map<String, String> hashes) throws Exception {
        long bytes = 0;
        try (KvSwarm x = swarm.open("x")) {
            for (int i = 0; i < files.size(); i++) {
                byte[] content = Files.readAllBytes(files.get(i));
                String key = files.get(i).toString();
                x.put(key.getBytes(StandardCharsets.UTF_8), content);
                hashes.put(key, sha256(content));
                bytes += content.length;
                if (i == files.size() / 3) {
                    assertEquals(0, swarm.process("b").stop());
                }
                if (i == files.size() / 2) {
                    // What it missed waits in the outbox.
                    x.flush(FlushOptions.LOGGED).join();
                    swarm.start("b");
                }
            }
            x.flush(RECEIPT).join();
            x.whenDelivered().join();
        }
        return bytes;
    }

    private static void compareAll(ProcessSwarm swarm, Map<String, String> hashes) throws Exception {
        List<String> keys = new ArrayList<>(hashes.keySet());
        try (KvSwarm y = swarm.open("y")) {
            for (int from = 0; from < keys.size(); from += BATCH) {
                List<String> some = keys.subList(from, Math.min(from + BATCH, keys.size()));
                List<byte[]> wanted = some.stream()
                        .map(key -> key.getBytes(StandardCharsets.UTF_8))
                        .toList();
                List<Optional<Entry>> found =
                        y.getAll(wanted, GetOptions.DEFAULT).join();
                for (int i = 0; i < some.size(); i++) {
                    byte[] value = found.get(i).orElseThrow().value();
                    assertEquals(hashes.get(some.get(i)), sha256(value), some.get(i));
                }
            }
        }
    }

    private static void report(ProcessSwarm swarm, long bytes, long writeNanos, long readNanos) {
        Map<String, NodeStatus> nodes = new TreeMap<>();
        try (KvSwarm y = swarm.open("y")) {
            for (NodeStatus node : y.status(Duration.ofSeconds(10)).join().nodes()) {
                nodes.put(node.node().shortForm(), node);
            }
        }
        long entries = nodes.values().stream().mapToLong(NodeStatus::entries).sum();
        System.out.printf(
                Locale.ROOT,
                "java.base: %,d entries, %,d bytes; written in %.1f s, read and compared in %.1f s%n",
                entries,
                bytes,
                writeNanos / 1e9,
                readNanos / 1e9);
        nodes.forEach((name, node) -> {
            double share = swarm.config().shareOf(node.node());
            double held = (double) node.entries() / entries;
            System.out.printf(
                    Locale.ROOT, "  node %s: capacity %.1f %%, entries %.1f %%%n", name, share * 100, held * 100);
            // 7,000 keys at random: five standard deviations are three in a hundred of all.
            assertEquals(share, held, 0.03, () -> "share of node " + name);
        });
    }

    private static String sha256(byte[] content) throws IOException {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
        } catch (java.security.NoSuchAlgorithmException e) {
            throw new IOException(e);
        }
    }
}
