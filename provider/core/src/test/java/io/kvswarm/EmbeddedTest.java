package io.kvswarm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kvswarm.api.Entry;
import io.kvswarm.api.ErrorCode;
import io.kvswarm.api.FlushOptions;
import io.kvswarm.api.HostPort;
import io.kvswarm.api.ListenOptions;
import io.kvswarm.api.NodeId;
import io.kvswarm.api.SwarmException;
import io.kvswarm.api.Write;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Goal: a swarm embedded in a process needs nothing outside of it, keeps what it was told to keep, and ends whole. */
final class EmbeddedTest {
    private static final int THREADS_MAX = 4;
    private static final long END_MILLIS_MAX = 5000;

    @TempDir
    Path directory;

    @Test
    void itServesAtOnceAndItsThreadsAreFewAndEnd() throws InterruptedException {
        Set<Thread> before = Thread.getAllStackTraces().keySet();
        Set<Thread> started;
        try (KvSwarm swarm = KvSwarm.builder().embedded().open()) {
            swarm.put("k", "v");
            swarm.flush(FlushOptions.RECEIPT).join();
            assertEquals("v", textOf(swarm, "k"));
            started = ownThreads();
            started.removeAll(before);
            assertTrue(started.size() <= THREADS_MAX, () -> "threads: " + started(before));
            assertEquals(List.of(swarm.id()), swarm.writers());
            assertEquals(Map.of(swarm.id(), 1L), swarm.config().orElseThrow().capacities());
        }
        for (Thread thread : started) {
            thread.join(END_MILLIS_MAX);
            assertFalse(thread.isAlive(), thread::getName);
        }
    }

    private static Set<Thread> started(Set<Thread> before) {
        Set<Thread> started = ownThreads();
        started.removeAll(before);
        return started;
    }

    private static Set<Thread> ownThreads() {
        Set<Thread> threads = new HashSet<>(Thread.getAllStackTraces().keySet());
        threads.removeIf(thread -> !thread.getName().startsWith("kvswarm-"));
        return threads;
    }

    @Test
    void itsDirectoryKeepsDataIdentityAndConfig() {
        NodeId id;
        SwarmConfig config;
        try (KvSwarm swarm = embedded()) {
            swarm.put("k", "v");
            swarm.flush(FlushOptions.RECEIPT).join();
            swarm.setConfig(swarm.config().orElseThrow().withWriters(List.of(swarm.id(), idOfAnother())))
                    .join();
            id = swarm.id();
            config = swarm.config().orElseThrow();
        }
        try (KvSwarm swarm = embedded()) {
            assertEquals("v", textOf(swarm, "k"));
            assertEquals(id, swarm.id());
            assertEquals(config, swarm.config().orElseThrow());
            assertEquals(2, config.epoch());
        }
    }

    @Test
    void itsDirectoryIsOneProcessesAtATime() {
        try (KvSwarm swarm = embedded()) {
            SwarmException refused = assertThrows(SwarmException.class, this::embedded);
            assertEquals(ErrorCode.DIRECTORY_IN_USE, refused.code());
            swarm.put("k", "v");
            swarm.flush(FlushOptions.RECEIPT).join();
        }
        try (KvSwarm swarm = embedded()) {
            assertEquals("v", textOf(swarm, "k"));
        }
    }

    @Test
    void callersThatAreInterruptedHarmNoFile() {
        try (KvSwarm swarm = embedded()) {
            Thread.currentThread().interrupt();
            for (int i = 0; i < 200; i++) {
                swarm.put("k" + i, "v".repeat(2000 * (i % 3)));
                swarm.flush(FlushOptions.RECEIPT).join();
                assertEquals(2000 * (i % 3), textOf(swarm, "k" + i).length());
            }
            assertTrue(Thread.interrupted());
        } finally {
            Thread.interrupted();
        }
        try (KvSwarm swarm = embedded()) {
            assertEquals(2000, textOf(swarm, "k1").length());
            assertEquals(4000, textOf(swarm, "k197").length());
        }
    }

    @Test
    void manyCallersAtOnceLoseNothing() throws InterruptedException {
        try (KvSwarm swarm = KvSwarm.builder().embedded().open()) {
            List<Thread> callers = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                callers.add(new Thread(() -> increment(swarm, 500)));
            }
            callers.forEach(Thread::start);
            for (Thread caller : callers) {
                caller.join();
            }
            assertEquals("2000", textOf(swarm, "count"));
        }
    }

    private static void increment(KvSwarm swarm, int times) {
        for (int left = times; left > 0; ) {
            Entry entry = swarm.get("count").join().orElse(null);
            Write write = entry == null
                    ? Write.put("count", "1").ifAbsent()
                    : Write.put("count", "" + (Integer.parseInt(entry.valueText()) + 1))
                            .ifVersion(entry.version());
            left -= swarm.write(write).join().applied() ? 1 : 0;
        }
    }

    @Test
    void itTakesNoConnectionsAndLeavesNoAddress() {
        Path run = directory.resolve("run");
        try (KvSwarm swarm = KvSwarm.builder().embedded().runDirectory(run).open()) {
            var refused = assertThrows(
                    CompletionException.class,
                    () -> swarm.listen(ListenOptions.LOOPBACK).join());
            assertEquals("already listening", refused.getCause().getMessage());
            swarm.connect().join();
        }
        assertFalse(Files.exists(run));
    }

    @Test
    void whatSpeaksOfOtherNodesIsRefused() {
        String message = "an embedded swarm has its own config and identity and knows no other node;"
                + " leave out config, configFile, identity and bootstrap";
        SwarmBuilder bootstrap = KvSwarm.builder().embedded().bootstrap(List.of(new HostPort("localhost", 1)));
        SwarmBuilder config = KvSwarm.builder().embedded().config(SwarmConfig.of(Map.of(idOfAnother(), 1L), List.of()));
        SwarmBuilder identity = KvSwarm.builder().embedded().identity(directory.resolve("key"));
        for (SwarmBuilder builder : List.of(bootstrap, config, identity)) {
            assertEquals(
                    message,
                    assertThrows(IllegalStateException.class, builder::open).getMessage());
        }
    }

    @Test
    void theDirectoryOfAnotherSwarmsNodeIsRefusedAndStaysUsable() {
        Path other = directory.resolve("other");
        SwarmConfig config;
        try (KvSwarm node = KvSwarm.builder()
                .directory(other)
                .runDirectory(directory.resolve("run"))
                .open()) {
            config = SwarmConfig.of(Map.of(node.id(), 1L, idOfAnother(), 1L), List.of(node.id()));
        }
        KvSwarm.open(other, config).close();
        SwarmException refused = assertThrows(
                SwarmException.class,
                () -> KvSwarm.builder().embedded().directory(other).open());
        assertEquals(ErrorCode.CONFIG_REFUSED, refused.code());
        try (KvSwarm node = KvSwarm.open(other, config)) {
            assertEquals(config, node.config().orElseThrow());
        }
    }

    private NodeId idOfAnother() {
        return NodeId.of(new byte[NodeId.BYTES]);
    }

    private KvSwarm embedded() {
        return KvSwarm.builder().embedded().directory(directory.resolve("data")).open();
    }

    private static String textOf(KvSwarm swarm, String key) {
        return swarm.get(key).join().map(Entry::valueText).orElse("absent");
    }
}
