package io.kvswarm.internal.log;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kvswarm.api.NodeId;
import io.kvswarm.api.SwarmId;
import io.kvswarm.internal.identity.NodeKey;
import io.kvswarm.sim.SimDisk;
import io.kvswarm.sim.SimLoop;
import io.kvswarm.sim.SimTime;
import io.kvswarm.sim.SimWorker;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;

/** A log on a simulated disk, and everything a test does with it: append, crash, open again, look at what is there. */
final class LogTestbed {
    static final NodeKey KEY = NodeKey.ofSeed(new byte[NodeKey.SEED_BYTES]);
    static final NodeId NODE = KEY.id();
    static final SwarmId SWARM = SwarmId.of(new byte[SwarmId.BYTES]);
    static final LogIdentity IDENTITY = new LogIdentity(SWARM, NODE, "log");
    /** Signatures that cost next to nothing and prove as little. */
    static final LogKeys KEYS = new LogKeys(new CheapSigner(), LogTestbed::isCheaplySigned);
    /** Small segments, no ballast. */
    static final LogSettings SMALL =
            LogSettings.DEFAULT.withSegmentBytesMax(4096).withBallastBytes(0);

    private static final long PATIENCE = 60 * SimTime.SECOND;

    final SimTime time;
    SimDisk disk = new SimDisk();
    LogSettings settings = SMALL;
    LogKeys keys = KEYS;
    SimLoop loop;
    SimWorker writer;
    SimWorker reader;
    OpenedLog opened;
    RecordLog log;
    /** What the last opening gave out. */
    final List<LogRecord> replayed = new ArrayList<>();

    LogTestbed(long seed) {
        time = new SimTime(seed);
        startProcess();
    }

    /** Opens the log from its start. */
    RecordLog open() {
        return open(RecordPosition.START, Map.of());
    }

    RecordLog open(RecordPosition from, Map<Integer, ChainHead> heads) {
        replayed.clear();
        Replay replay = new Replay(from, heads, batch -> {
            replayed.addAll(batch);
            return CompletableFuture.completedFuture(null);
        });
        opened = await(() -> RecordLog.open(place(), IDENTITY, keys, settings, replay));
        log = opened.log();
        return log;
    }

    LogPlace place() {
        return new LogPlace(loop, writer, reader, disk);
    }

    /** Appends on the loop and says the sequence; not written yet. */
    long append(LogRecord record) {
        long[] sequence = {0};
        loop.run(() -> sequence[0] = log.append(record));
        return sequence[0];
    }

    /** The next record of a cell, with a body of that many bytes. */
    LogRecord next(int cell, long index, int bodyBytes) {
        byte[] body = new byte[bodyBytes];
        Arrays.fill(body, (byte) index);
        return new LogRecord((byte) 1, false, cell, 1, 1, index, body);
    }

    /** Appends {@code count} records of 20 bytes to cell 0, from index {@code first} on. */
    List<LogRecord> appendMany(long first, int count) {
        List<LogRecord> records = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            LogRecord record = next(0, first + i, 20);
            append(record);
            records.add(record);
        }
        return records;
    }

    void untilWritten() {
        long sequence = log.appendedSequence();
        assertTrue(time.runUntil(() -> log.writtenSequence() >= sequence, PATIENCE), "not written");
    }

    void untilSynced() {
        long sequence = log.appendedSequence();
        loop.run(log::requestSync);
        assertTrue(time.runUntil(() -> log.syncedSequence() >= sequence, PATIENCE), "not synced");
    }

    /** Lets the log do what it does by itself, until it has nothing left to do. */
    void settle() {
        time.runFor(SimTime.SECOND);
    }

    void close() {
        await(() -> log.close());
        startProcess();
    }

    /** Ends the process: what it had in memory is gone. */
    void crash() {
        disk.crashProcess();
        startProcess();
    }

    /** Cuts the power: what was not synced may be gone too. */
    void cutPower() {
        disk.cutPower(time.random());
        startProcess();
    }

    void startProcess() {
        if (loop != null) {
            loop.kill();
            writer.kill();
            reader.kill();
        }
        loop = new SimLoop(time, time.clock());
        writer = new SimWorker(time);
        reader = new SimWorker(time);
    }

    /** Runs {@code call} on the loop and waits for its answer. */
    <T> T await(Supplier<CompletableFuture<T>> call) {
        List<CompletableFuture<T>> answer = new ArrayList<>();
        loop.run(() -> answer.add(call.get()));
        CompletableFuture<T> future = answer.get(0);
        assertTrue(time.runUntil(future::isDone, PATIENCE), "no answer");
        try {
            return future.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw e;
        }
    }

    LogRecord read(RecordPosition position) {
        return await(() -> log.read(position));
    }

    /** Indexes of what the last opening gave out for a cell, heads and checkpoints left out. */
    List<Long> indexes(int cell) {
        return replayed.stream()
                .filter(record -> record.cell() == cell && record.type() > 0)
                .map(LogRecord::index)
                .toList();
    }

    private static boolean isCheaplySigned(NodeId signer, byte[] message, byte[] signature) {
        return signer.equals(NODE) && Arrays.equals(signature, new CheapSigner().sign(message));
    }

    /** Hashes instead of signing. */
    private static final class CheapSigner implements HeadSigner {
        @Override
        public NodeId id() {
            return NODE;
        }

        @Override
        public byte[] sign(byte[] message) {
            return Arrays.copyOf(CellChain.sha256().digest(message), SIGNATURE_BYTES);
        }
    }

    /** Name of a segment's file. */
    static String file(long number) {
        return IDENTITY.segmentFile(number);
    }
}
