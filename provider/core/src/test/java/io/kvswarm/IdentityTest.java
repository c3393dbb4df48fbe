package io.kvswarm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kvswarm.api.ErrorCode;
import io.kvswarm.api.FlushOptions;
import io.kvswarm.api.ListenOptions;
import io.kvswarm.api.NodeId;
import io.kvswarm.api.SwarmException;
import io.kvswarm.api.Write;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Goal: many processes act for one writer, whose key is in one file, and none when it is no writer any more. */
final class IdentityTest {
    @TempDir
    Path directory;

    @Test
    void processesThatShareAnIdentityWriteInItsName() {
        SwarmConfig config = SwarmConfig.of(Map.of(idOf("a"), 1L), List.of(idOf("w")));
        try (KvSwarm a = open(KvSwarm.builder().directory(directory.resolve("a")), config)) {
            a.listen(ListenOptions.LOOPBACK).join();
            try (KvSwarm inMemory = open(asWriter(), config);
                    KvSwarm another = open(asWriter(), config);
                    KvSwarm onDisk = open(asWriter().directory(directory.resolve("p")), config)) {
                List<KvSwarm> processes = List.of(inMemory, another, onDisk);
                assertEquals(3, processes.stream().map(KvSwarm::id).distinct().count());
                for (KvSwarm process : processes) {
                    assertNotEquals(idOf("w"), process.id());
                    assertEquals(idOf("w"), process.writer());
                    Write write = Write.put("key of " + process.id(), "value").ifAbsent();
                    assertTrue(process.write(write).join().applied());
                    assertEquals(false, process.write(write).join().applied());
                }
                a.setConfig(config.withoutWriter(idOf("w"))).join();
                for (KvSwarm process : processes) {
                    assertRefused(process, idOf("w"));
                }
            }
        }
    }

    @Test
    void withoutTheIdentityTheSameProcessIsRefused() {
        SwarmConfig config = SwarmConfig.of(Map.of(idOf("a"), 1L), List.of(idOf("w")));
        try (KvSwarm a = open(KvSwarm.builder().directory(directory.resolve("a")), config);
                KvSwarm stranger = open(KvSwarm.builder(), config)) {
            a.listen(ListenOptions.LOOPBACK).join();
            assertEquals(stranger.id(), stranger.writer());
            assertRefused(stranger, stranger.id());
        }
    }

    @Test
    void aStorageNodeActsForItsWriterOnItsOwnCellsToo() {
        SwarmConfig config = SwarmConfig.of(Map.of(idOf("p"), 1L), List.of(idOf("w")));
        try (KvSwarm node = open(asWriter().directory(directory.resolve("p")), config)) {
            node.listen(ListenOptions.LOOPBACK).join();
            assertTrue(node.write(Write.put("key", "value")).join().applied());
            assertTrue(node.get("key").join().isPresent());
            node.setConfig(config.withoutWriter(idOf("w"))).join();
            assertRefused(node, idOf("w"));
        }
    }

    @Test
    void whoHasTheWritersDirectoryNeedsNoDelegation() {
        SwarmConfig config = SwarmConfig.of(Map.of(idOf("a"), 1L), List.of(idOf("w")));
        try (KvSwarm a = open(KvSwarm.builder().directory(directory.resolve("a")), config);
                KvSwarm w = open(asWriter().directory(directory.resolve("w")), config)) {
            a.listen(ListenOptions.LOOPBACK).join();
            assertEquals(w.id(), w.writer());
            assertTrue(w.write(Write.put("key", "value")).join().applied());
        }
    }

    @Test
    void anIdentityThatIsNotThereIsRefused() {
        Path nowhere = directory.resolve("nowhere");
        SwarmException refused = assertThrows(
                SwarmException.class, () -> KvSwarm.builder().identity(nowhere).open());
        assertEquals(ErrorCode.DIRECTORY_UNUSABLE, refused.code());
        assertEquals(
                nowhere + " is not there or is no file, expected a writer's key; kvswarm id -d DIR makes one, in"
                        + " DIR/identity",
                refused.getMessage());
    }

    private static void assertRefused(KvSwarm process, NodeId principal) {
        Write write = Write.put("refused", "value").waiting(FlushOptions.RECEIPT);
        CompletionException failure = assertThrows(
                CompletionException.class, () -> process.write(write).join());
        SwarmException refused = assertInstanceOf(SwarmException.class, failure.getCause());
        assertEquals(ErrorCode.NOT_AUTHORISED, refused.code());
        assertTrue(refused.getMessage().contains("--writer=" + principal), refused.getMessage());
    }

    private SwarmBuilder asWriter() {
        return KvSwarm.builder().identity(directory.resolve("w").resolve("identity"));
    }

    private KvSwarm open(SwarmBuilder builder, SwarmConfig config) {
        return builder.config(config).runDirectory(directory.resolve("run")).open();
    }

    private NodeId idOf(String name) {
        try (KvSwarm node = open(KvSwarm.builder().directory(directory.resolve(name)), null)) {
            return node.id();
        }
    }
}
