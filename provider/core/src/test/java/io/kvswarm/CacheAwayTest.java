package io.kvswarm;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kvswarm.api.Durability;
import io.kvswarm.api.ErrorCode;
import io.kvswarm.api.ListenOptions;
import io.kvswarm.api.NamespaceSettings;
import io.kvswarm.api.NodeId;
import io.kvswarm.api.SwarmException;
import io.kvswarm.spi.CachePlan;
import io.kvswarm.spi.CacheStore;
import io.kvswarm.spi.EntryChange;
import io.kvswarm.spi.Patience;
import io.kvswarm.spi.StoreEvent;
import io.kvswarm.spi.StoreListener;
import io.kvswarm.spi.VersionedValue;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Goal: while owners are away, what is left in the outbox is read back by its writer and delivered once they are back,
 * in order; calls that are not to wait end at once, with nothing done; removals of what was not changed are bounded.
 * Method: two storage nodes and two clients over TLS; storage nodes are closed and opened again on their directories.
 */
@Timeout(120)
final class CacheAwayTest {
    private static final CachePlan PLAN = new CachePlan(NamespaceSettings.UNBOUNDED, new byte[0]);
    private static final Patience WAITS = new Patience(Duration.ofMinutes(1), Durability.OS);
    private static final Patience HASTY = new Patience(Duration.ofHours(1), Durability.OS).withoutAway();
    private static final String NOT_READ = "node %s, the owner, is away, and the read was not to wait";
    private static final String NOT_APPLIED =
            "the change was not applied and never will be: node %s, the owner, is away, and the change was not to wait";

    @TempDir
    Path directory;

    private final Map<String, KvSwarm> open = new LinkedHashMap<>();
    private SwarmConfig config;
    private CacheStore x;
    private CacheStore y;

    @BeforeEach
    void open() {
        Map<NodeId, Long> capacities = new LinkedHashMap<>();
        capacities.put(idOf("a"), 1L);
        capacities.put(idOf("b"), 1L);
        config = SwarmConfig.of(capacities, List.of(idOf("x"), idOf("y")));
        comeBack();
        x = node("x").caches().create("c", PLAN).join().cache();
        y = node("y").caches().create("c", PLAN).join().cache();
    }

    @AfterEach
    void closeAll() {
        List<KvSwarm> nodes = new ArrayList<>(open.values());
        for (int i = nodes.size() - 1; i >= 0; i--) {
            nodes.get(i).close();
        }
    }

    @Test
    void whatIsLoggedIsReadBackAtOnceAndDeliveredInOrder() {
        x.change(put("gone", "old"), WAITS).join();
        goAway();
        x.log(List.of(put("k", "1"), put("l", "1")), Durability.OS).join();
        x.log(List.of(put("k", "2"), EntryChange.remove(bytes("gone"))), Durability.OS)
                .join();
        assertEquals("2", text(x.get(bytes("k"), HASTY).join()));
        assertNull(x.get(bytes("gone"), HASTY).join());
        List<VersionedValue> all =
                x.getAll(List.of(bytes("k"), bytes("gone"), bytes("l")), HASTY).join();
        assertEquals("2", text(all.get(0)));
        assertNull(all.get(1));
        assertEquals("1", text(all.get(2)));
        comeBack();
        open.get("x").whenDelivered().join();
        assertEquals("2", text(y.get(bytes("k"), WAITS).join()));
        assertNull(y.get(bytes("gone"), WAITS).join());
        assertEquals("2", text(x.get(bytes("k"), WAITS).join()));
    }

    @Test
    void onlyPlainChangesAreLogged() {
        String message = "a PUT if ABSENT is to be logged, expected a PUT or REMOVE that does not ask for anything";
        List<EntryChange> changes = List.of(put("k", "v").ifAbsent());
        var thrown = assertThrows(IllegalArgumentException.class, () -> x.log(changes, Durability.OS));
        assertEquals(message, thrown.getMessage());
    }

    @Test
    void aClearThatIsLoggedHidesAndRemovesWhatWasThere() {
        x.change(put("k", "old"), WAITS).join();
        goAway();
        x.logClear(Durability.OS).join();
        assertNull(x.get(bytes("k"), HASTY).join());
        x.log(List.of(put("l", "new")), Durability.OS).join();
        comeBack();
        open.get("x").whenDelivered().join();
        assertNull(y.get(bytes("k"), WAITS).join());
        assertEquals("new", text(y.get(bytes("l"), WAITS).join()));
    }

    @Test
    void whatIsNotToWaitEndsWhenItsOwnerIsAwayWithNothingDone() {
        x.change(put("k", "old"), WAITS).join();
        goAway();
        assertUnreachable(x.change(put("k", "new"), HASTY));
        assertUnreachable(x.get(bytes("k"), HASTY));
        // From now on nothing is even tried.
        String owner = config.ownerOf(bytes("k")).shortForm();
        assertEquals(NOT_READ.formatted(owner), assertUnreachable(x.get(bytes("k"), HASTY)));
        assertEquals(NOT_READ.formatted(owner), assertUnreachable(x.getAll(List.of(bytes("k")), HASTY)));
        assertEquals(NOT_APPLIED.formatted(owner), assertUnreachable(x.change(put("k", "new"), HASTY)));
        comeBack();
        assertEquals("old", text(x.get(bytes("k"), WAITS).join()));
        open.get("x").whenDelivered().join();
        assertEquals("old", text(y.get(bytes("k"), WAITS).join()));
        assertTrue(x.change(put("k", "new"), HASTY).join().isApplied());
    }

    @Test
    void oneOwnerThatIsAwayDoesNotHoldUpTheOthers() {
        List<EntryChange> changes = new ArrayList<>();
        for (int i = 0; i < 64; i++) {
            changes.add(put("k" + i, "v"));
        }
        goAway("b");
        List<? extends CompletableFuture<?>> results = x.changeAll(changes, HASTY);
        for (int i = 0; i < results.size(); i++) {
            if (config.ownerOf(changes.get(i).key()).equals(config.ownerOf(keyOf("a")))) {
                results.get(i).join();
            } else {
                assertUnreachable(results.get(i));
            }
        }
        int cells = config.cells();
        int there = config.cellsOwnedBy(config.ownerOf(keyOf("a")));
        String message = assertUnreachable(x.clear(HASTY));
        assertTrue(
                message.startsWith("of the cache's " + cells + " cells " + there + " were cleared, " + (cells - there)
                        + " were not, and of 0 it is not known: "),
                message);
        assertNull(x.get(keyOf("a"), HASTY).join());
    }

    @Test
    void whatIsToBeForgottenIsNotReadAndGoesOnceTheOwnersAreBack() {
        x.change(put("k", "old"), WAITS).join();
        y.change(put("kept", "v"), WAITS).join();
        goAway();
        x.forget(List.of(bytes("k")), Durability.OS).join();
        long queued = open.get("x").queued();
        assertEquals(1, queued);
        x.forget(List.of(bytes("k")), Durability.OS).join();
        assertEquals(queued, open.get("x").queued());
        assertNull(x.get(bytes("k"), HASTY).join());
        comeBack();
        open.get("x").whenDelivered().join();
        assertNull(y.get(bytes("k"), WAITS).join());
        assertEquals("v", text(y.get(bytes("kept"), WAITS).join()));
    }

    @Test
    void manyRemovalsThatWaitBecomeClearsOfCells() {
        x.change(put("k", "old"), WAITS).join();
        goAway();
        List<byte[]> keys = new ArrayList<>();
        for (int i = 0; i < 2 * Forgetting.KEYS_MAX; i++) {
            keys.add(bytes("k" + i));
        }
        x.forget(keys, Durability.OS).join();
        assertEquals(Forgetting.KEYS_MAX + config.cells(), open.get("x").queued());
        x.forget(keys, Durability.OS).join();
        x.forget(List.of(bytes("k")), Durability.OS).join();
        assertEquals(Forgetting.KEYS_MAX + config.cells(), open.get("x").queued());
        assertNull(x.get(bytes("k"), HASTY).join());
        comeBack();
        open.get("x").whenDelivered().join();
        assertNull(y.get(bytes("k"), WAITS).join());
        // There is room again.
        goAway();
        x.forget(keys.subList(0, 100), Durability.OS).join();
        assertEquals(100, open.get("x").queued());
    }

    @Test
    void aWatchedCacheIsNotClearedAtOnce() {
        for (int i = 0; i < 20; i++) {
            x.change(put("k" + i, "v"), WAITS).join();
        }
        CacheStore.Watch watch = y.watch(event -> {});
        watch.ready().join();
        assertEquals(new CacheStore.Cleared(0, false), x.clearUnwatched(WAITS).join());
        assertArrayEquals(bytes("v"), y.get(bytes("k1"), WAITS).join().value());
        watch.close();
        // What the one node says to the owners comes before what it asks them next.
        y.get(keyOf("a"), WAITS).join();
        y.get(keyOf("b"), WAITS).join();
        assertEquals(new CacheStore.Cleared(20, true), x.clearUnwatched(WAITS).join());
        assertNull(y.get(bytes("k1"), WAITS).join());
    }

    @Test
    void whoWatchesACacheIsToldThatItIsDestroyed() throws InterruptedException {
        LinkedBlockingQueue<String> heard = new LinkedBlockingQueue<>();
        y.watch(new StoreListener() {
                    @Override
                    public void onEvent(StoreEvent event) {
                        heard.add(event.kind().name());
                    }

                    @Override
                    public void onEnd() {
                        heard.add("end");
                    }
                })
                .ready()
                .join();
        x.change(put("k", "v"), WAITS).join();
        assertTrue(open.get("x").caches().destroy(x).join());
        assertEquals("CREATED", heard.poll(60, TimeUnit.SECONDS));
        assertEquals("end", heard.poll(60, TimeUnit.SECONDS));
        CompletableFuture<Void> ready = y.watch(event -> {}).ready();
        SwarmException failure = (SwarmException)
                assertThrows(CompletionException.class, ready::join).getCause();
        assertEquals(ErrorCode.NO_SUCH_CACHE, failure.code());
        assertEquals("the cache was destroyed; there is nothing to watch any more", failure.getMessage());
    }

    private static String assertUnreachable(CompletableFuture<?> future) {
        var failure = assertThrows(CompletionException.class, future::join);
        SwarmException cause = (SwarmException) failure.getCause();
        assertEquals(ErrorCode.UNREACHABLE, cause.code(), cause.getMessage());
        return cause.getMessage();
    }

    /** A key that this storage node owns. */
    private byte[] keyOf(String name) {
        NodeId id = open.containsKey(name) ? open.get(name).id() : null;
        for (int i = 0; ; i++) {
            byte[] key = bytes("k" + i);
            boolean isThere = config.ownerOf(key).equals(open.get("a").id());
            if (id == null ? !isThere : config.ownerOf(key).equals(id)) {
                return key;
            }
        }
    }

    private void goAway() {
        goAway("b");
        goAway("a");
    }

    private void goAway(String name) {
        open.remove(name).close();
    }

    private void comeBack() {
        node("a").listen(ListenOptions.LOOPBACK).join();
        node("b").listen(ListenOptions.LOOPBACK).join();
    }

    private static EntryChange put(String key, String value) {
        return EntryChange.put(bytes(key), bytes(value));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String text(VersionedValue value) {
        return new String(value.value(), StandardCharsets.UTF_8);
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
        open.put(name, node);
        return node;
    }
}
