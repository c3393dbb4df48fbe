package io.kvswarm.jcache.process;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Goal: one key that all threads of several processes change loses nothing, and all of them get on, also while one of
 * them stands still; and what their writers were given last is what the entry says. Method: applications and three
 * storage nodes, all processes.
 */
@Tag("process")
final class HotKeyTest {
    private static final int THREADS = 8;
    private static final int ROUNDS = 25;

    @TempDir
    private Path directory;

    private final List<JvmProcess> applications = new ArrayList<>();
    private StorageProcesses swarm;

    @BeforeEach
    void start() throws InterruptedException {
        swarm = new StorageProcesses(directory);
    }

    @AfterEach
    void stop() {
        applications.forEach(JvmProcess::close);
        if (swarm != null) {
            swarm.close();
        }
    }

    @Test
    void noIncrementOfFourProcessesIsLost() throws InterruptedException {
        open(4);
        applications.forEach(application -> application.tell("increment " + THREADS + " " + ROUNDS));
        for (JvmProcess application : applications) {
            assertEquals("done", application.next());
        }
        assertEquals(Integer.toString(4 * THREADS * ROUNDS), applications.get(0).ask("get"));
    }

    @Test
    void aProcessThatStandsStillKeepsNobodyFromGettingOn() throws InterruptedException {
        open(3);
        applications.forEach(application -> application.tell("increment " + THREADS + " " + ROUNDS));
        JvmProcess still = applications.get(0);
        still.pause(true);
        assertEquals("done", applications.get(1).next());
        assertEquals("done", applications.get(2).next());
        still.pause(false);
        assertEquals("done", still.next());
        assertEquals(Integer.toString(3 * THREADS * ROUNDS), applications.get(1).ask("get"));
    }

    @Test
    void whatTheWritersOfTwoProcessesWereGivenLastIsWhatTheEntrySays() throws Exception {
        Path file = directory.resolve("database");
        open(2, file);
        for (int me = 0; me < 2; me++) {
            applications.get(me).tell("put " + THREADS / 2 + " " + ROUNDS + " " + me);
        }
        for (JvmProcess application : applications) {
            assertEquals("done", application.next());
        }
        assertEquals(Files.readString(file), applications.get(0).ask("get"));
    }

    private void open(int count, Object... more) throws InterruptedException {
        URI uri = swarm.client("client");
        for (int i = 0; i < count; i++) {
            Object[] arguments = new Object[1 + more.length];
            arguments[0] = uri;
            System.arraycopy(more, 0, arguments, 1, more.length);
            applications.add(JvmProcess.start(HotKeyMain.class, directory, "hot-" + i, arguments));
        }
        for (JvmProcess application : applications) {
            application.await(line -> line.equals("ready"));
        }
    }
}
