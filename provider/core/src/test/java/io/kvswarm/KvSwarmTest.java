package io.kvswarm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kvswarm.api.Entry;
import io.kvswarm.api.EntryPage;
import io.kvswarm.api.ErrorCode;
import io.kvswarm.api.FlushOptions;
import io.kvswarm.api.GetOptions;
import io.kvswarm.api.HostPort;
import io.kvswarm.api.ListenOptions;
import io.kvswarm.api.NodeId;
import io.kvswarm.api.NodeStatus;
import io.kvswarm.api.SwarmException;
import io.kvswarm.api.SwarmStatus;
import io.kvswarm.api.Write;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

/** Goal: a swarm of real nodes in one process stores and serves, over TLS on loopback and real files. */
final class KvSwarmTest {
    @TempDir
    Path directory;

    @Test
    void whatOneWriterFlushesAnotherReads() {
        Map<NodeId, Long> capacities = new LinkedHashMap<>();
        capacities.put(idOf("a"), 5L);
        capacities.put(idOf("b"), 10L);
        capacities.put(idOf("c"), 7L);
        SwarmConfig config = SwarmConfig.of(capacities, List.of(idOf("x"), idOf("y")));
        try (KvSwarm a = node("a", config);
                KvSwarm b = node("b", config);
                KvSwarm c = node("c", config)) {
            for (KvSwarm storage : List.of(a, b, c)) {
                storage.listen(ListenOptions.LOOPBACK).join();
            }
            try (KvSwarm x = node("x", config);
                    KvSwarm y = node("y", config)) {
                for (int i = 0; i < 1000; i++) {
                    x.put("key-" + i, "value-" + i);
                }
                int changes = x.flush(FlushOptions.RECEIPT).join().stream()
                        .mapToInt(receipt -> receipt.changes())
                        .sum();
                assertEquals(1000, changes);
                for (int i = 0; i < 1000; i++) {
                    assertEquals(
                            "value-" + i,
                            y.get("key-" + i).join().map(Entry::valueText).orElse("absent"));
                }
                SwarmStatus status = y.status(Duration.ofSeconds(5)).join();
                assertEquals(
                        1000,
                        status.nodes().stream().mapToLong(NodeStatus::entries).sum());
                assertTrue(y.get("none").join().isEmpty());
            }
        }
    }

    @Test
    void whatOneProcessLoggedTheNextDeliversAndAStorageNodeKeepsItOverItsRestart() {
        SwarmConfig config = SwarmConfig.of(Map.of(idOf("a"), 1L), List.of(idOf("x")));
        try (KvSwarm x = node("x", config)) {
            x.put("greeting", "hi");
            x.put(new byte[0], new byte[3 << 20]);
            x.flush().join();
            assertEquals("hi", x.get("greeting").join().map(Entry::valueText).orElse("absent"));
        }
        List<HostPort> addresses = new ArrayList<>();
        try (KvSwarm a = node("a", config)) {
            addresses.add(a.listen(ListenOptions.LOOPBACK).join());
            try (KvSwarm x = node("x", config)) {
                x.connect().join();
                assertEquals(2L, x.whenDelivered().join());
                Write absent = Write.put("greeting", "again").ifAbsent();
                assertEquals(false, x.write(absent).join().applied());
            }
        }
        addresses.clear();
        try (KvSwarm a = node("a", config)) {
            addresses.add(a.listen(ListenOptions.LOOPBACK).join());
            try (KvSwarm reader = KvSwarm.builder()
                    .config(config)
                    .bootstrap(addresses)
                    .runDirectory(directory.resolve("run"))
                    .open()) {
                assertEquals(
                        "hi",
                        reader.get("greeting").join().map(Entry::valueText).orElse("absent"));
                assertEquals(3 << 20, reader.get("").join().orElseThrow().value().length);
                EntryPage page =
                        reader.scan(Optional.empty(), 100, GetOptions.DEFAULT).join();
                assertEquals(2, page.entries().size());
            }
        }
    }

    @Test
    void keysAndValuesBeyondTheirLimitsAreRefusedAndNothingIsDone() {
        SwarmConfig config = SwarmConfig.of(Map.of(idOf("a"), 1L), List.of(idOf("a")));
        try (KvSwarm a = node("a", config)) {
            byte[] longKey = new byte[(64 << 10) + 1];
            byte[] longValue = new byte[(64 << 20) + 1];
            String key = "key has 65537 bytes, at most 65536; nothing was done";
            String value = "value has 67108865 bytes, at most 67108864; nothing was done";
            assertTooLarge(key, () -> a.put(longKey, new byte[0]));
            assertTooLarge(key, () -> a.delete(longKey));
            assertTooLarge(value, () -> a.put(new byte[0], longValue));
            assertTooLarge(key, () -> a.write(Write.put(longKey, new byte[0])));
            assertTooLarge(value, () -> a.write(Write.put(new byte[0], longValue)));
            assertEquals(List.of(), a.flush().join());
            assertEquals(0, a.queued());
        }
    }

    private static void assertTooLarge(String message, Executable call) {
        SwarmException refused = assertThrows(SwarmException.class, call);
        assertEquals(ErrorCode.TOO_LARGE, refused.code());
        assertEquals(message, refused.getMessage());
    }

    @Test
    void configIsKnownAsSoonAsTheNodeIsOpen() {
        SwarmConfig config = SwarmConfig.of(Map.of(idOf("a"), 1L), List.of());
        try (KvSwarm a = KvSwarm.open(directory.resolve("a"), config)) {
            assertEquals(config, a.config().orElseThrow());
        }
        try (KvSwarm a = KvSwarm.builder().directory(directory.resolve("a")).open()) {
            assertEquals(config, a.config().orElseThrow());
        }
    }

    private NodeId idOf(String name) {
        try (KvSwarm node = KvSwarm.builder()
                .directory(directory.resolve(name))
                .runDirectory(directory.resolve("run"))
                .open()) {
            return node.id();
        }
    }

    private KvSwarm node(String name, SwarmConfig config) {
        return KvSwarm.builder()
                .directory(directory.resolve(name))
                .config(config)
                .runDirectory(directory.resolve("run"))
                .open();
    }
}
