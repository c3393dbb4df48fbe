package io.kvswarm.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kvswarm.KvSwarm;
import io.kvswarm.api.NamespaceSettings;
import io.kvswarm.internal.base.Clock;
import io.kvswarm.spi.CachePlan;
import io.kvswarm.spi.CacheStore;
import io.kvswarm.spi.EntryChange;
import io.kvswarm.spi.Patience;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Goal: P10 between real processes: once a put has returned, no read that begins after it in another process gives the
 * value before; also when that process is stopped (SIGSTOP) past its lease, and when the owner is killed meanwhile.
 *
 * <p>Method: a process reads one key through a near view as fast as it can and says when its last read of each value
 * began; both sides look at the same machine's clock.
 */
@Tag("process")
final class NearProcessesTest {
    private static final int ROUNDS = 100;

    @TempDir
    Path directory;

    private final Lines lines = new Lines();
    private final List<String> said = new CopyOnWriteArrayList<>();
    private final Map<Integer, Long> returned = new HashMap<>();

    @Test
    void aReaderThatIsStoppedPastItsLeaseGivesNothingOld() throws Exception {
        try (ProcessSwarm swarm = new ProcessSwarm(directory, Map.of("a", 1L, "b", 1L, "c", 1L), "x")) {
            swarm.start("a");
            swarm.start("b");
            swarm.start("c");
            swarm.idOf("y");
            try (KvSwarm writer = swarm.open("x")) {
                CachePlan plan = new CachePlan(NamespaceSettings.UNBOUNDED, new byte[0]);
                CacheStore cache = writer.caches()
                        .create(NearReaderMain.CACHE, plan)
                        .join()
                        .cache();
                put(cache, 0);
                NodeProcess reader = startReader(swarm);
                try (reader) {
                    run(cache, reader, swarm);
                    reader.tell("end");
                    assertEquals(0, reader.awaitEnd());
                }
            }
        }
        long hits = Long.parseLong(said.get(said.size() - 1).substring("hits ".length()));
        assertTrue(hits > 1_000, () -> "only " + hits + " hits");
        said.forEach(this::requireNothingOld);
    }

    private NodeProcess startReader(ProcessSwarm swarm) {
        return NodeProcess.start(
                NearReaderMain.class,
                swarm.log("y"),
                line -> {
                    said.add(line);
                    lines.accept(line);
                },
                swarm.nodeDirectory("y"),
                swarm.configFile(),
                swarm.runDirectory());
    }

    private void run(CacheStore cache, NodeProcess reader, ProcessSwarm swarm) throws Exception {
        awaitValue(0);
        for (int number = 1; number <= ROUNDS; number++) {
            put(cache, number);
            awaitValue(number);
        }
        for (int number = ROUNDS + 1; number <= ROUNDS + 3; number++) {
            reader.signal("STOP");
            put(cache, number);
            reader.signal("CONT");
            awaitValue(number);
        }
        reader.signal("STOP");
        for (String name : swarm.running()) {
            swarm.process(name).kill();
            swarm.start(name);
        }
        put(cache, ROUNDS + 4);
        reader.signal("CONT");
        awaitValue(ROUNDS + 4);
    }

    private void put(CacheStore cache, int number) {
        byte[] value = Integer.toString(number).getBytes(StandardCharsets.UTF_8);
        cache.change(EntryChange.put(NearReaderMain.KEY, value), Patience.DEFAULT)
                .join();
        returned.put(number, Clock.system().wallMillis());
    }

    private void awaitValue(int number) throws InterruptedException {
        lines.await(line -> line.equals("now " + number));
    }

    private void requireNothingOld(String line) {
        String[] words = line.split(" ");
        if (words[0].equals("until") && !words[1].isEmpty()) {
            int old = Integer.parseInt(words[1]);
            long began = Long.parseLong(words[2]);
            long since = returned.get(old + 1);
            assertTrue(
                    began <= since,
                    () -> old + " was read " + (began - since) + " ms after " + (old + 1) + " had been put");
        }
    }
}
