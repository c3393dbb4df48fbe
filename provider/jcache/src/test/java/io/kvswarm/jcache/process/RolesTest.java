package io.kvswarm.jcache.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kvswarm.SwarmConfig;
import io.kvswarm.api.NodeId;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Goal: applications that store the entries themselves; and those whose storage nodes are gone end in time. */
@Tag("process")
final class RolesTest {
    private static final int ENTRIES = 200;

    @TempDir
    private Path directory;

    @Test
    void applicationsThatAreStorageNodesShareTheirEntriesAndKeepThem() throws InterruptedException {
        NodeId one = StorageProcesses.idOf(directory, "one");
        NodeId two = StorageProcesses.idOf(directory, "two");
        SwarmConfig.of(Map.of(one, 1L, two, 1L), List.of(one, two)).save(directory.resolve("config.json"));
        try (JvmProcess first = start("one");
                JvmProcess second = start("two")) {
            // Each starts its node with its first cache; the cache's own entry may be at the other one.
            first.tell("create shared");
            second.tell("create shared");
            assertEquals("made", first.next());
            assertEquals("made", second.next());
            assertEquals("done", first.ask("fill shared " + ENTRIES));
            assertEquals(Integer.toString(ENTRIES), second.ask("size shared"));
            String[] shares = second.ask("shares").split(",");
            assertEquals(2, shares.length);
            assertTrue(Integer.parseInt(shares[0]) > ENTRIES / 4 && Integer.parseInt(shares[1]) > ENTRIES / 4);
            assertEquals(0, second.stop());
            try (JvmProcess again = start("two")) {
                assertEquals("made", again.ask("create shared"));
                assertEquals(Integer.toString(ENTRIES), again.ask("size shared"));
            }
        }
    }

    private JvmProcess start(String name) throws InterruptedException {
        URI uri = StorageProcesses.write(
                directory.resolve(name + ".yaml"),
                List.of("swarm: config.json", "directory: " + name, "role: storage", "listen: 127.0.0.1:0"));
        JvmProcess process = JvmProcess.start(ApplicationMain.class, directory, name, uri);
        assertEquals("ready", process.next());
        return process;
    }

    @Test
    void theLastManagerStopsEverythingInTimeAlsoWhenNoStorageNodeAnswers() throws InterruptedException {
        try (StorageProcesses swarm = new StorageProcesses(directory)) {
            JvmProcess application = swarm.application("client", swarm.client("client"));
            assertEquals("made", application.ask("create cache"));
            assertEquals("made", application.ask("create another"));
            assertEquals("done", application.ask("put cache key value"));
            for (String name : List.of("a", "b", "c")) {
                swarm.storage(name).pause(true);
            }
            assertEquals("done", application.ask("load cache key"));
            assertEquals("done", application.ask("load another key"));
            assertEquals("closed", application.ask("close"));
            assertEquals("", application.ask("threads"));
            assertEquals(0, application.stop());
        }
    }
}
