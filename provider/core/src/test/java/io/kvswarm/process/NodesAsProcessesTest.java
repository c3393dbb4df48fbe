package io.kvswarm.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kvswarm.KvSwarm;
import io.kvswarm.SwarmConfig;
import io.kvswarm.api.Entry;
import io.kvswarm.api.ErrorCode;
import io.kvswarm.api.FlushOptions;
import io.kvswarm.api.NodeId;
import io.kvswarm.api.Readers;
import io.kvswarm.api.SwarmException;
import io.kvswarm.api.Write;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Goal: what one process may not do to another it is told clearly, and a new config reaches nodes that run. */
@Tag("process")
final class NodesAsProcessesTest {
    private static final FlushOptions RECEIPT = FlushOptions.RECEIPT;

    @TempDir
    Path directory;

    @Test
    void directoryOfARunningNodeIsRefusedToAnotherProcess() throws Exception {
        try (ProcessSwarm swarm = new ProcessSwarm(directory, Map.of("a", 1L), "x")) {
            swarm.start("a");
            SwarmException refused = assertThrows(SwarmException.class, () -> swarm.open("a"));
            assertEquals(ErrorCode.DIRECTORY_IN_USE, refused.code());
            swarm.process("a").kill();
            // The lock ends with the process that held it.
            swarm.start("a");
            assertEquals(0, swarm.process("a").stop());
        }
    }

    @Test
    void directoryThatOthersCanWriteToIsRefused() throws Exception {
        try (ProcessSwarm swarm = new ProcessSwarm(directory, Map.of("a", 1L), "x")) {
            Files.setPosixFilePermissions(swarm.nodeDirectory("a"), PosixFilePermissions.fromString("rwxrwxrwx"));
            Lines lines = new Lines();
            try (NodeProcess node = NodeProcess.start(
                    StorageMain.class,
                    swarm.log("a"),
                    lines,
                    swarm.nodeDirectory("a"),
                    swarm.configFile(),
                    swarm.runDirectory())) {
                String answer = lines.await(line -> !line.isEmpty());
                assertTrue(answer.startsWith("failed DIRECTORY_UNUSABLE "), answer);
                assertEquals(1, node.awaitEnd());
            }
        }
    }

    @Test
    void nodeThatIsNotAuthorisedIsToldWhichCommandAuthorisesItAndTheOwnerLogsIt() throws Exception {
        try (ProcessSwarm swarm = new ProcessSwarm(directory, Map.of("a", 1L), "x")) {
            SwarmConfig closed = swarm.config().withReaders(Readers.WRITERS);
            closed.save(swarm.configFile());
            swarm.start("a");
            NodeId stranger = swarm.idOf("stranger");
            try (KvSwarm node = KvSwarm.builder()
                    .directory(swarm.nodeDirectory("stranger"))
                    .config(closed)
                    .runDirectory(swarm.runDirectory())
                    .open()) {
                CompletionException failed = assertThrows(
                        CompletionException.class,
                        () -> node.write(Write.put("greeting", "hi")).join());
                SwarmException refused = (SwarmException) failed.getCause();
                assertEquals(ErrorCode.NOT_AUTHORISED, refused.code(), refused.getMessage());
                assertTrue(refused.getMessage().contains("--writer=" + stranger), refused.getMessage());
            }
            String ownersLog = swarm.process("a").log();
            assertTrue(ownersLog.contains(stranger.toString()), ownersLog);
        }
    }

    @Test
    void newWriterMayWriteOnceTheAuthoritySaysSoWhileNodesRun() throws Exception {
        try (ProcessSwarm swarm = new ProcessSwarm(directory, Map.of("a", 1L, "b", 1L), "x")) {
            SwarmConfig first =
                    swarm.config().withAuthority(List.of(swarm.idOf("x")), 1).signedBy(swarm.nodeDirectory("x"));
            first.save(swarm.configFile());
            swarm.start("a");
            swarm.start("b");
            SwarmConfig next = first.withWriter(swarm.idOf("y")).signedBy(swarm.nodeDirectory("x"));
            try (KvSwarm x = open(swarm, "x", first);
                    KvSwarm y = open(swarm, "y", next)) {
                x.connect().join();
                x.setConfig(next).join();
                y.put("cool", "beans");
                y.flush(RECEIPT).join();
                assertEquals(next.epoch(), x.epoch().orElseThrow());
                assertEquals("beans", x.get("cool").join().map(Entry::valueText).orElse("absent"));
            }
        }
    }

    private static KvSwarm open(ProcessSwarm swarm, String name, SwarmConfig config) {
        return KvSwarm.builder()
                .directory(swarm.nodeDirectory(name))
                .config(config)
                .runDirectory(swarm.runDirectory())
                .open();
    }
}
