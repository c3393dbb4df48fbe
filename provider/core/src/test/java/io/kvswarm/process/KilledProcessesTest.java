package io.kvswarm.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kvswarm.KvSwarm;
import io.kvswarm.api.Entry;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Goal: owners and writers that end like {@code kill -9}, at any moment under load, lose nothing that was acknowledged,
 * apply nothing twice and keep each writer's order.
 *
 * <p>Method: three storage nodes and three writers as processes. After a random number of promises one of the six is
 * killed and started again, 20 times. What was promised is what the writers said on their standard output. The counter
 * that all count on, each step on condition of the version before, shows what was applied twice; a watcher that never
 * may see a writer's number go back shows what was applied late.
 */
@Tag("process")
final class KilledProcessesTest {
    private static final int KILLS = 20;
    private static final int PROMISES_BETWEEN_MAX = 60;
    private static final long PROMISE_SECONDS_MAX = 60;
    private static final List<String> OWNERS = List.of("a", "b", "c");
    private static final List<String> WRITERS = List.of("x", "y", "z");

    @TempDir
    Path directory;

    private final BlockingQueue<String> promises = new LinkedBlockingQueue<>();
    private final Map<String, NodeProcess> writers = new HashMap<>();
    private final Map<String, Integer> starts = new HashMap<>();
    private final Map<String, Long> newest = new HashMap<>();
    private final Map<String, Long> watched = new HashMap<>();
    private final List<String> puts = new ArrayList<>();
    private long steps;

    @Test
    void nothingAcknowledgedIsLostAndNothingIsAppliedTwice() throws Exception {
        long seed = Long.getLong("seed", new SplittableRandom().nextLong());
        SplittableRandom random = new SplittableRandom(seed);
        Map<String, Long> capacities = Map.of("a", 5L, "b", 10L, "c", 7L);
        try (ProcessSwarm swarm = new ProcessSwarm(directory, capacities, "x", "y", "z", "watcher")) {
            for (String owner : OWNERS) {
                swarm.start(owner);
            }
            try (KvSwarm watcher = swarm.open("watcher")) {
                WRITERS.forEach(name -> startWriter(swarm, name));
                int writerKills = 0;
                for (int kill = 0; kill < KILLS; kill++) {
                    awaitPromises(1 + random.nextInt(PROMISES_BETWEEN_MAX));
                    watch(watcher);
                    // Owners and writers take turns, so that each kind is killed as often as the other.
                    if (kill % 2 == 0) {
                        String owner = OWNERS.get(random.nextInt(OWNERS.size()));
                        swarm.process(owner).kill();
                        swarm.start(owner);
                    } else {
                        String writer = WRITERS.get(random.nextInt(WRITERS.size()));
                        writers.get(writer).kill();
                        writerKills++;
                        startWriter(swarm, writer);
                    }
                }
                stopWriters();
                watch(watcher);
                check(watcher, writerKills);
            }
        } catch (AssertionError | Exception e) {
            throw new AssertionError("with seed " + seed + ": " + e.getMessage(), e);
        } finally {
            writers.values().forEach(NodeProcess::close);
        }
    }

    private void startWriter(ProcessSwarm swarm, String name) {
        // Each start counts in a range of its own: what the one before did and could not say is never said twice.
        int start = starts.merge(name, 1, Integer::sum);
        writers.put(
                name,
                NodeProcess.start(
                        WriterMain.class,
                        swarm.log(name),
                        line -> promises.add(name + " " + line),
                        swarm.nodeDirectory(name),
                        swarm.configFile(),
                        swarm.runDirectory(),
                        name,
                        start * 1_000_000L));
    }

    private void awaitPromises(int count) throws InterruptedException {
        for (int i = 0; i < count; i++) {
            note(nextPromise());
        }
    }

    private String nextPromise() throws InterruptedException {
        String promise = promises.poll(PROMISE_SECONDS_MAX, TimeUnit.SECONDS);
        if (promise == null) {
            StringBuilder logs = new StringBuilder();
            writers.forEach((name, writer) -> logs.append(name).append(":\n").append(writer.log()));
            throw new AssertionError("no writer was promised anything for " + PROMISE_SECONDS_MAX + " s\n" + logs);
        }
        return promise;
    }

    private void note(String promise) {
        String[] words = promise.split(" ", -1);
        switch (words[1]) {
            case "put" -> puts.add(words[0] + "-put-" + words[2]);
            case "inc" -> steps++;
            case "log" -> newest.merge(words[0], Long.valueOf(words[2]), Math::max);
            default -> throw new AssertionError(promise);
        }
    }

    private void watch(KvSwarm watcher) {
        for (String writer : WRITERS) {
            long seen = number(watcher, writer + "-log");
            long before = watched.getOrDefault(writer, 0L);
            assertTrue(seen >= before, () -> writer + "'s number went back from " + before + " to " + seen);
            watched.put(writer, seen);
        }
    }

    private void stopWriters() throws Exception {
        for (NodeProcess writer : writers.values()) {
            writer.tell("stop");
        }
        for (int done = 0; done < WRITERS.size(); ) {
            String promise = nextPromise();
            if (promise.endsWith(" done")) {
                done++;
            } else {
                note(promise);
            }
        }
        for (NodeProcess writer : writers.values()) {
            assertEquals(0, writer.awaitEnd(), writer::log);
        }
    }

    private void check(KvSwarm watcher, int writerKills) {
        for (String key : puts) {
            String number = key.substring(key.lastIndexOf('-') + 1);
            assertEquals(
                    number,
                    watcher.get(key).join().map(Entry::valueText).orElse("absent"),
                    () -> key + " was promised");
        }
        for (String writer : WRITERS) {
            long logged = newest.getOrDefault(writer, 0L);
            long found = number(watcher, writer + "-log");
            assertTrue(found >= logged, () -> writer + " had logged " + logged + ", found " + found);
        }
        long counted = number(watcher, WriterMain.COUNTER);
        assertTrue(
                counted >= steps && counted <= steps + writerKills,
                () -> "the counter is " + counted + " after " + steps + " steps that were acknowledged and at most "
                        + writerKills + " that a kill left unsaid");
        System.out.println(KILLS + " kills: " + puts.size() + " entries, " + steps + " steps of the counter, " + watched
                + " logged; nothing lost, nothing applied twice");
    }

    private static long number(KvSwarm node, String key) {
        return node.get(key).join().map(Entry::valueText).map(Long::valueOf).orElse(0L);
    }
}
