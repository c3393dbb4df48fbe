package io.kvswarm.jcache.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Goal: making a manager, asking for names and for a cache that no file names starts nothing. Method: a process that
 * compares what it has open before and after; and that finds a difference when a cache is opened.
 */
@Tag("process")
final class InertTest {
    @TempDir
    private Path directory;

    @Test
    void aManagerOfASwarmLeavesNoThreadSocketFileOrBean() throws Exception {
        URI uri = StorageProcesses.write(
                directory.resolve("kvswarm.yaml"),
                List.of(
                        "swarm: config.json",
                        "directory: data",
                        "bootstrap: ['127.0.0.1:9']",
                        "caches: { orders: {} }"));
        assertEquals(List.of(), left(uri));
        assertEquals(Set.of("kvswarm.yaml", "inert.log"), files());
    }

    @Test
    void aManagerOfADirectoryLeavesNoThreadSocketFileOrBean() throws Exception {
        URI uri = StorageProcesses.write(directory.resolve("kvswarm.yaml"), List.of("directory: data"));
        assertEquals(List.of(), left(uri));
        assertEquals(Set.of("kvswarm.yaml", "inert.log"), files());
    }

    @Test
    void anOpenCacheIsSeenByTheSameMeans() throws Exception {
        URI uri = StorageProcesses.write(
                directory.resolve("kvswarm.yaml"), List.of("directory: data", "caches: { orders: {} }"));
        List<String> left = left(uri, "orders");
        assertTrue(left.stream().anyMatch(line -> line.startsWith("thread kvswarm")), left::toString);
        assertTrue(left.stream().anyMatch(line -> line.startsWith("open ")), left::toString);
        assertTrue(left.stream().anyMatch(line -> line.startsWith("bean ")), left::toString);
        assertFalse(files().equals(Set.of("kvswarm.yaml", "inert.log")));
    }

    private List<String> left(Object... arguments) throws InterruptedException {
        try (JvmProcess process = JvmProcess.start(InertMain.class, directory, "inert", arguments)) {
            List<String> lines = new ArrayList<>();
            for (String line = process.next(); !line.equals("end"); line = process.next()) {
                lines.add(line);
                assertFalse(line.equals("ended"), process::log);
            }
            return lines;
        }
    }

    private Set<String> files() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString()).collect(Collectors.toSet());
        }
    }
}
