package io.kvswarm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kvswarm.api.Durability;
import io.kvswarm.api.EntryVersion;
import io.kvswarm.api.ListenOptions;
import io.kvswarm.api.NamespaceSettings;
import io.kvswarm.api.NodeId;
import io.kvswarm.spi.CachePlan;
import io.kvswarm.spi.CacheStore;
import io.kvswarm.spi.ChangeResult;
import io.kvswarm.spi.EntryChange;
import io.kvswarm.spi.Patience;
import io.kvswarm.spi.StoreEvent;
import io.kvswarm.spi.StoreListener;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Goal: in a swarm of three storage nodes two clients that watch a cache are each told every change of either once, in
 * order per key, with what was there, and of ends of lives with nobody reading. Method: real nodes over TLS; who waits
 * for an event waits on a queue.
 */
@Timeout(120)
final class CacheWatchTest {
    private static final CachePlan PLAN = new CachePlan(NamespaceSettings.UNBOUNDED, new byte[0]);
    private static final Patience PATIENCE = new Patience(Duration.ofSeconds(30), Durability.OS);

    @TempDir
    Path directory;

    private final List<KvSwarm> open = new ArrayList<>();
    private SwarmConfig config;
    private CacheStore x;
    private CacheStore y;

    @BeforeEach
    void open() {
        Map<NodeId, Long> capacities = new LinkedHashMap<>();
        for (String name : List.of("a", "b", "c")) {
            capacities.put(idOf(name), 1L);
        }
        config = SwarmConfig.of(capacities, List.of(idOf("x"), idOf("y")));
        for (String name : List.of("a", "b", "c")) {
            node(name).listen(ListenOptions.LOOPBACK).join();
        }
        x = node("x").caches().create("c", PLAN).join().cache();
        y = node("y").caches().create("c", PLAN).join().cache();
    }

    @AfterEach
    void closeAll() {
        for (int i = open.size() - 1; i >= 0; i--) {
            open.get(i).close();
        }
    }

    @Test
    void everyChangeIsToldOnceToEachWatcherWithWhatWasThere() throws InterruptedException {
        Heard atX = new Heard();
        Heard atY = new Heard();
        x.watch(atX).ready().join();
        y.watch(atY).ready().join();
        List<StoreEvent> expected = new ArrayList<>();
        SplittableRandom random = new SplittableRandom(7);
        Map<String, byte[]> entries = new LinkedHashMap<>();
        for (int i = 0; i < 600; i++) {
            boolean isByX = random.nextBoolean();
            String key = "k" + random.nextInt(40);
            byte[] old = entries.get(key);
            byte[] value = random.nextInt(3) == 0 ? null : bytes("v" + i);
            EntryChange change = value == null ? EntryChange.remove(bytes(key)) : EntryChange.put(bytes(key), value);
            ChangeResult result = (isByX ? x : y).change(change, PATIENCE).join();
            if (value != null || old != null) {
                expected.add(new StoreEvent(kindOf(old, value), bytes(key), old, value, result.version(), isByX));
            }
            entries.put(key, value);
        }
        assertEquals(linesOf(expected, true), linesOf(atX.take(expected.size()), true));
        assertEquals(linesOf(expected, false), linesOf(atY.take(expected.size()), true));
        assertEquals(0, atX.gaps + atY.gaps);
    }

    @Test
    void concurrentChangesAreToldInTheOrderOfTheirVersions() throws InterruptedException {
        Heard atY = new Heard();
        y.watch(atY).ready().join();
        List<CompletableFuture<ChangeResult>> results = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            results.add(x.change(EntryChange.put(bytes("k" + i % 5), bytes("x" + i)), PATIENCE));
            results.add(y.change(EntryChange.put(bytes("k" + i % 5), bytes("y" + i)), PATIENCE));
        }
        results.forEach(CompletableFuture::join);
        Map<String, StoreEvent> last = new LinkedHashMap<>();
        for (StoreEvent event : atY.take(1000)) {
            StoreEvent before = last.put(text(event.key()), event);
            assertEquals(before == null ? "null" : text(before.newValue()), text(event.oldValue()));
            assertTrue(before == null || isLater(event.version(), before.version()));
            assertEquals(text(event.newValue()).startsWith("y"), event.isOwn());
        }
        assertEquals(0, atY.queue.size());
    }

    @Test
    void endsOfLivesAreToldWithNobodyReading() throws InterruptedException {
        Heard atY = new Heard();
        y.watch(atY).ready().join();
        x.change(EntryChange.put(bytes("k"), bytes("v")).living(300), PATIENCE).join();
        List<StoreEvent> events = atY.take(2);
        assertEquals(List.of("CREATED k null v other", "EXPIRED k v null other"), linesOf(events, true));
    }

    @Test
    void clearingIsNotTold() throws InterruptedException {
        Heard atY = new Heard();
        x.change(EntryChange.put(bytes("k"), bytes("v")), PATIENCE).join();
        y.watch(atY).ready().join();
        x.clear(PATIENCE).join();
        x.change(EntryChange.put(bytes("k"), bytes("w")), PATIENCE).join();
        assertEquals(List.of("CREATED k null w other"), linesOf(atY.take(1), true));
    }

    @Test
    void whatWasChangedBeforeIsNotToldAndNothingAfterItIsClosed() throws InterruptedException {
        Heard first = new Heard();
        CacheStore.Watch watch = y.watch(first);
        watch.ready().join();
        x.change(EntryChange.put(bytes("k"), bytes("1")), PATIENCE).join();
        Heard second = new Heard();
        y.watch(second).ready().join();
        x.change(EntryChange.put(bytes("k"), bytes("2")), PATIENCE).join();
        assertEquals(List.of("UPDATED k 1 2 other"), linesOf(second.take(1), true));
        assertEquals(List.of("CREATED k null 1 other", "UPDATED k 1 2 other"), linesOf(first.take(2), true));
        watch.close();
        x.change(EntryChange.put(bytes("k"), bytes("3")), PATIENCE).join();
        assertEquals(List.of("UPDATED k 2 3 other"), linesOf(second.take(1), true));
        assertEquals(0, first.queue.size());
    }

    @Test
    void aStorageNodeThatComesBackTellsAgain() throws InterruptedException {
        Heard atY = new Heard();
        y.watch(atY).ready().join();
        for (int i = 0; i < 3; i++) {
            open.get(0).close();
            open.remove(0);
        }
        for (String name : List.of("a", "b", "c")) {
            node(name).listen(ListenOptions.LOOPBACK).join();
        }
        StoreEvent event = null;
        for (int i = 0; i < 60 && event == null; i++) {
            x.change(EntryChange.put(bytes("k"), bytes("v" + i)), PATIENCE).join();
            event = atY.queue.poll(1, TimeUnit.SECONDS);
        }
        assertTrue(event != null, "nothing is told");
        assertEquals("k", text(event.key()));
        assertEquals(3, atY.gaps);
    }

    /** Keeps what it is told. */
    private static final class Heard implements StoreListener {
        private final LinkedBlockingQueue<StoreEvent> queue = new LinkedBlockingQueue<>();
        private volatile int gaps;

        @Override
        public void onEvent(StoreEvent event) {
            queue.add(event);
        }

        // One thread at a time tells.
        @SuppressWarnings("NonAtomicVolatileUpdate")
        @Override
        public void onGap() {
            gaps++;
        }

        List<StoreEvent> take(int count) throws InterruptedException {
            List<StoreEvent> events = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                StoreEvent event = queue.poll(60, TimeUnit.SECONDS);
                assertTrue(event != null, "only " + i + " of " + count + " events");
                events.add(event);
            }
            return events;
        }
    }

    /** In order per key; {@code asTold} is false for what the other client is told: there it is not its own. */
    private static List<String> linesOf(List<StoreEvent> events, boolean asTold) {
        Map<String, List<String>> byKey = new TreeMap<>();
        for (StoreEvent event : events) {
            String line = event.kind() + " " + text(event.key()) + " " + text(event.oldValue()) + " "
                    + text(event.newValue()) + (event.isOwn() == asTold ? " own" : " other");
            byKey.computeIfAbsent(text(event.key()), key -> new ArrayList<>()).add(line);
        }
        return byKey.values().stream().flatMap(List::stream).toList();
    }

    private static StoreEvent.Kind kindOf(byte[] old, byte[] value) {
        if (value == null) {
            return StoreEvent.Kind.REMOVED;
        }
        return old == null ? StoreEvent.Kind.CREATED : StoreEvent.Kind.UPDATED;
    }

    private static boolean isLater(EntryVersion version, EntryVersion before) {
        return version.term() > before.term() || version.index() > before.index();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String text(byte[] bytes) {
        return bytes == null ? "null" : new String(bytes, StandardCharsets.UTF_8);
    }

    private NodeId idOf(String name) {
        try (KvSwarm node = KvSwarm.builder()
                .directory(directory.resolve(name))
                .runDirectory(directory.resolve("run"))
                .open()) {
            return node.id();
        }
    }

    private KvSwarm node(String name) {
        KvSwarm node = KvSwarm.builder()
                .directory(directory.resolve(name))
                .config(config)
                .runDirectory(directory.resolve("run"))
                .open();
        open.add(node);
        return node;
    }
}
