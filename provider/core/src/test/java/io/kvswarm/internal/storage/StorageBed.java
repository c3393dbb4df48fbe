package io.kvswarm.internal.storage;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kvswarm.api.Durability;
import io.kvswarm.api.NodeId;
import io.kvswarm.api.SwarmId;
import io.kvswarm.internal.log.LogIdentity;
import io.kvswarm.internal.log.LogKeys;
import io.kvswarm.internal.log.LogPlace;
import io.kvswarm.internal.log.LogSettings;
import io.kvswarm.internal.log.OpenedLog;
import io.kvswarm.internal.log.RecordLog;
import io.kvswarm.internal.log.RecordPosition;
import io.kvswarm.internal.log.Replay;
import io.kvswarm.internal.store.Cells;
import io.kvswarm.internal.store.Index;
import io.kvswarm.internal.store.IndexSettings;
import io.kvswarm.internal.store.MemoryIndex;
import io.kvswarm.internal.store.StorePlace;
import io.kvswarm.internal.store.TableSettings;
import io.kvswarm.internal.store.XodusIndex;
import io.kvswarm.internal.wire.Answer;
import io.kvswarm.internal.wire.Block;
import io.kvswarm.internal.wire.BlockEntry;
import io.kvswarm.internal.wire.CacheId;
import io.kvswarm.internal.wire.CacheKey;
import io.kvswarm.internal.wire.Condition;
import io.kvswarm.internal.wire.Entries;
import io.kvswarm.internal.wire.Mutation;
import io.kvswarm.internal.wire.Read;
import io.kvswarm.internal.wire.Result;
import io.kvswarm.internal.wire.Results;
import io.kvswarm.internal.wire.SessionId;
import io.kvswarm.sim.SimClock;
import io.kvswarm.sim.SimDisk;
import io.kvswarm.sim.SimLoop;
import io.kvswarm.sim.SimTime;
import io.kvswarm.sim.SimWorker;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.Supplier;

/** One storage node with four cells in virtual time, with a link of one writer; it can be killed and opened again. */
final class StorageBed {
    static final NodeId WRITER = node(7);
    static final SessionId SESSION = new SessionId(1, 2);
    static final LogIdentity IDENTITY = new LogIdentity(SwarmId.of(new byte[SwarmId.BYTES]), node(1), "log");
    private static final int CELLS = 4;
    /** How many results of its last numbers the writer has not confirmed. */
    private static final int UNCONFIRMED = 200;

    final SimTime time;
    final SimClock clock;
    SimDisk disk = new SimDisk();
    private SimDisk indexDisk = disk;
    Index index = new MemoryIndex(new Cells(CELLS));
    Supplier<Index> indexes = () -> index;
    FakeLink link = new FakeLink(WRITER);
    StorageNode node;
    boolean mayWrite = true;
    boolean mayRead = true;
    StorageSettings settings = new StorageSettings(50, 20, 1 << 20, 1 << 20);
    TableSettings table = TableSettings.DEFAULT;
    LogSettings log = LogSettings.DEFAULT.withBallastBytes(0).withSegmentBytesMax(64 << 10);
    private SimLoop loop;
    private final List<SimWorker> workers = new ArrayList<>();
    private final Map<Integer, Long> last = new HashMap<>();
    private long number;

    StorageBed(long seed) {
        time = new SimTime(seed);
        clock = time.clock();
    }

    static NodeId node(int n) {
        byte[] bytes = new byte[NodeId.BYTES];
        Arrays.fill(bytes, (byte) n);
        return NodeId.of(bytes);
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** Keeps the index in files, on the node's disk, as a real node does. */
    StorageBed withIndexInFiles() {
        return withIndexInFiles(64 << 10);
    }

    StorageBed withIndexInFiles(int fileBytes) {
        IndexSettings files = new IndexSettings(1 << 20, fileBytes, false);
        XodusIndex.Plan plan = new XodusIndex.Plan(new byte[0], new Cells(CELLS), files, this::isInLog);
        indexes = () -> index = XodusIndex.open(indexDisk, plan, time.random());
        return this;
    }

    /** Keeps the index on a disk of its own. */
    StorageBed withIndexOn(SimDisk other) {
        withIndexInFiles();
        indexDisk = other;
        return this;
    }

    private boolean isInLog(RecordPosition position) {
        try {
            return RecordLog.reaches(disk, IDENTITY, position);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Why the index was made anew when the node was opened; null if it was not. */
    String emptied() {
        return ((XodusIndex) index).emptied();
    }

    /** Opens the node; it is in {@link #node} afterwards. */
    StorageBed open() {
        CompletableFuture<StorageNode> opened = opening();
        assertTrue(time.runUntil(opened::isDone, 60 * SimTime.SECOND), "the node does not open");
        node = opened.join();
        return this;
    }

    CompletableFuture<StorageNode> opening() {
        loop = new SimLoop(time, clock);
        workers.clear();
        StorePlace store = new StorePlace(loop, worker(), worker(), time.random());
        LogPlace place = new LogPlace(loop, worker(), worker(), disk);
        Function<Replay, CompletableFuture<OpenedLog>> opener =
                replay -> RecordLog.open(place, IDENTITY, LogKeys.NONE, log, replay);
        CompletableFuture<StorageNode> opened = new CompletableFuture<>();
        Map<Integer, Long> claimed = new HashMap<>();
        for (int cell = 0; cell < CELLS; cell++) {
            claimed.put(cell, 1L);
        }
        loop.execute(() -> StorageOpening.open(
                        new StorageOpening.Place(store, disk, opener, indexes),
                        new StorageOpening.Claim(new FirstByte(), new Everybody(), claimed),
                        new StorageOpening.Settings(settings, table))
                .whenComplete((done, failure) -> {
                    if (failure == null) {
                        opened.complete(done);
                    } else {
                        opened.completeExceptionally(failure);
                    }
                }));
        return opened;
    }

    private SimWorker worker() {
        SimWorker worker = new SimWorker(time);
        workers.add(worker);
        return worker;
    }

    /** Ends the process at once; what was written stays. */
    StorageBed kill() {
        loop.kill();
        workers.forEach(SimWorker::kill);
        disk.crashProcess();
        link = new FakeLink(WRITER);
        return this;
    }

    /** Cuts the power: what was not synced may be gone. */
    StorageBed cutPower(SplittableRandom random) {
        kill();
        disk.cutPower(random);
        return this;
    }

    void close() {
        CompletableFuture<Void> closed = new CompletableFuture<>();
        loop.execute(() -> node.close().thenRun(() -> closed.complete(null)));
        assertTrue(time.runUntil(closed::isDone, 60 * SimTime.SECOND), "the node does not close");
        link = new FakeLink(WRITER);
    }

    void run(long millis) {
        time.runFor(millis * SimTime.MILLI);
    }

    /** A mutation with the next number of the session. */
    Mutation next(Mutation.Kind kind, String key, String value) {
        return next(kind, key, bytes(value), Condition.ALWAYS, 0);
    }

    Mutation next(Mutation.Kind kind, String key, byte[] value, Condition condition, long lifeMillis) {
        return next(CacheId.DEFAULT, kind, key, value, condition, lifeMillis);
    }

    Mutation next(CacheId cache, Mutation.Kind kind, String key, byte[] value, Condition condition, long lifeMillis) {
        int cell = new Cells(CELLS).of(new FirstByte().positionOf(bytes(key)));
        number++;
        long prev = last.getOrDefault(cell, 0L);
        last.put(cell, number);
        return new Mutation(
                number, prev, cell, kind, false, Durability.OS, lifeMillis, cache, condition, bytes(key), value);
    }

    /** Sends a block that confirms all but the last results. */
    void send(Mutation... mutations) {
        List<BlockEntry> entries = new ArrayList<>();
        for (Mutation mutation : mutations) {
            long confirmed = Math.max(0, mutations[0].number() - UNCONFIRMED);
            entries.add(new BlockEntry(Math.min(confirmed, mutation.prev()), mutation));
        }
        Block block = new Block(SESSION, true, 0, entries);
        loop.execute(() -> node.onMessage(link, block));
    }

    void send(io.kvswarm.internal.wire.Message message) {
        send(link, message);
    }

    void send(FakeLink from, io.kvswarm.internal.wire.Message message) {
        loop.execute(() -> node.onMessage(from, message));
    }

    void end(FakeLink over) {
        over.close("over");
        loop.execute(() -> node.onLinkEnd(over));
        run(1);
    }

    /** Sends and waits for as many results. */
    List<Result> apply(Mutation... mutations) {
        send(mutations);
        List<Result> results = new ArrayList<>();
        boolean all = time.runUntil(
                () -> {
                    results.addAll(takeResults());
                    return results.size() >= mutations.length;
                },
                30 * SimTime.SECOND);
        assertTrue(all, () -> "only " + results.size() + " of " + mutations.length + " results");
        return results;
    }

    List<Result> takeResults() {
        return link.take(Results.class).stream()
                .flatMap(results -> results.results().stream())
                .toList();
    }

    /** Puts and waits for the receipt. */
    Result put(String key, String value) {
        return apply(next(Mutation.Kind.PUT, key, value)).get(0);
    }

    Answer answer(String key) {
        return answer(CacheId.DEFAULT, key);
    }

    Answer answer(CacheId cache, String key) {
        send(new Read(number * 1000 + key.hashCode(), List.of(new CacheKey(cache, bytes(key)))));
        List<Entries> answers = new ArrayList<>();
        boolean answered = time.runUntil(
                () -> {
                    answers.addAll(link.take(Entries.class));
                    return !answers.isEmpty();
                },
                30 * SimTime.SECOND);
        assertTrue(answered, "no answer");
        return answers.get(0).answers().get(0);
    }

    /** The value of a key as text; "absent" if there is none. */
    String get(String key) {
        Answer answer = answer(key);
        return switch (answer.status()) {
            case PRESENT -> new String(answer.entry().value(), StandardCharsets.UTF_8);
            case ABSENT -> "absent";
            default -> answer.status().toString();
        };
    }

    long logBytes() {
        return node.report().logBytes();
    }

    /** The key's first letter says where it lies: "0", "4", "8" and "c" begin the four cells. */
    private static final class FirstByte implements KeySpace {
        @Override
        public long positionOf(byte[] key) {
            long first = key.length == 0 ? 0 : Character.digit(key[0], 16);
            return (first & 15) << 60 | Arrays.hashCode(key) & 0xffffffffL;
        }

        @Override
        public Cells cells() {
            return new Cells(CELLS);
        }
    }

    private final class Everybody implements Access {
        @Override
        public boolean mayWrite(NodeId principal) {
            return mayWrite;
        }

        @Override
        public boolean mayRead(NodeId principal) {
            return mayRead;
        }

        @Override
        public long epoch() {
            return 1;
        }
    }
}
