package io.kvswarm.internal.write;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kvswarm.api.Durability;
import io.kvswarm.api.Level;
import io.kvswarm.api.NodeId;
import io.kvswarm.api.SwarmId;
import io.kvswarm.internal.log.LogPlace;
import io.kvswarm.internal.log.LogSettings;
import io.kvswarm.internal.wire.CacheId;
import io.kvswarm.internal.wire.Hello;
import io.kvswarm.internal.wire.Link;
import io.kvswarm.internal.wire.Message;
import io.kvswarm.internal.wire.Mutation;
import io.kvswarm.internal.wire.Nack;
import io.kvswarm.internal.wire.Outcome;
import io.kvswarm.internal.wire.Owners;
import io.kvswarm.internal.wire.Pong;
import io.kvswarm.internal.wire.ProcessId;
import io.kvswarm.internal.wire.Results;
import io.kvswarm.internal.wire.Routing;
import io.kvswarm.internal.wire.SessionEnded;
import io.kvswarm.sim.SimClock;
import io.kvswarm.sim.SimDisk;
import io.kvswarm.sim.SimLoop;
import io.kvswarm.sim.SimTime;
import io.kvswarm.sim.SimWorker;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/** A writer, model owners and the network between them, in virtual time. */
final class WriteWorld implements Owners, Routing {
    static final long PATIENCE = 600 * SimTime.SECOND;
    private static final long SYNC_NANOS = 20 * SimTime.MILLI;
    static final LogSettings SMALL_LOG =
            LogSettings.DEFAULT.withSegmentBytesMax(4096).withBallastBytes(0);

    final SimTime time;
    final SplittableRandom random;
    final SimDisk disk = new SimDisk();
    final List<ModelOwner> owners = new ArrayList<>();
    final Map<NodeId, ModelLink> links = new HashMap<>();
    final Map<Integer, ModelOwner> ownerOfCell = new HashMap<>();
    final List<Message> carried = new ArrayList<>();
    boolean inDirectory = true;
    boolean ofMessages;
    /** The network lets nobody connect. */
    boolean isCut;
    /** Of a thousand messages, how many are lost, and how many come twice. */
    int lostPerMille;

    int twicePerMille;
    long delayNanosMax = 2 * SimTime.MILLI;
    /** Owners connect before they serve: their first words name no term. */
    boolean connectsEarly;
    /** Owners sync every 20 ms, and say so. */
    boolean syncsByItself = true;

    WriteSettings settings = WriteSettings.DEFAULT;
    LogSettings logSettings = SMALL_LOG;
    SimClock clock;
    SimLoop loop;
    SimWorker diskWriter;
    SimWorker diskReader;
    Writer writer;
    private final int cellCount;
    private long epoch = 1;
    private long processes;

    WriteWorld(long seed, int owners, int cells) {
        time = new SimTime(seed);
        random = new SplittableRandom(seed);
        cellCount = cells;
        for (int i = 0; i < owners; i++) {
            byte[] id = new byte[NodeId.BYTES];
            id[0] = (byte) (i + 1);
            this.owners.add(new ModelOwner(NodeId.of(id)));
        }
        for (int cell = 0; cell < cells; cell++) {
            ModelOwner owner = this.owners.get(cell % owners);
            owner.cells.add(cell);
            ownerOfCell.put(cell, owner);
        }
        this.owners.forEach(this::syncRegularly);
    }

    private void syncRegularly(ModelOwner owner) {
        time.after(SYNC_NANOS, () -> {
            ModelLink link = links.get(owner.node);
            Pong pong = syncsByItself ? owner.sync() : owner.pong();
            if (link != null) {
                toWriter(link, pong);
            }
            syncRegularly(owner);
        });
    }

    /** A process starts: a new loop, new workers, the writer opened. */
    Writer start() {
        clock = time.clock();
        loop = new SimLoop(time, clock);
        diskWriter = new SimWorker(time);
        diskReader = new SimWorker(time);
        writer = null;
        LogPlace log = new LogPlace(loop, diskWriter, diskReader, disk);
        NodeId self = NodeId.of(new byte[NodeId.BYTES]);
        SwarmId swarm = SwarmId.of(new byte[SwarmId.BYTES]);
        OutboxPlace outbox = inDirectory ? new OutboxPlace(log, swarm, self, "outbox", logSettings) : null;
        WriterPlace place = new WriterPlace(loop, random, this, ofMessages ? null : this, outbox);
        writer = await(() -> Writer.open(place, settings));
        return writer;
    }

    /** The process ends at once; {@code power} takes with it what was not synced. */
    void crash(boolean power) {
        new ArrayList<>(links.values()).forEach(link -> link.isOpen = false);
        links.clear();
        loop.kill();
        diskWriter.kill();
        diskReader.kill();
        if (power) {
            disk.cutPower(random);
        } else {
            disk.crashProcess();
        }
        writer = null;
    }

    <T> T await(Supplier<CompletableFuture<T>> action) {
        List<CompletableFuture<T>> future = new ArrayList<>();
        loop.run(() -> future.add(action.get()));
        assertTrue(time.runUntil(() -> future.get(0).isDone(), PATIENCE), () -> "seed " + time.seed() + ": not done");
        return future.get(0).join();
    }

    Submission submit(Level level, long timeoutMillis, Draft... drafts) {
        List<Submission> submitted = new ArrayList<>();
        loop.run(() -> {
            long deadline = timeoutMillis == 0 ? Writer.NO_DEADLINE : clock.nanos() + timeoutMillis * SimTime.MILLI;
            submitted.add(writer.submit(List.of(drafts), level, deadline));
        });
        return submitted.get(0);
    }

    /** Submits one put of a value that names it; the key's first byte is its cell. */
    Submission put(Level level, long timeoutMillis, int cell, String value) {
        return submit(level, timeoutMillis, draft(cell, value));
    }

    static Draft draft(int cell, String value) {
        return Draft.put(CacheId.DEFAULT, key(cell), bytes(value), Durability.OS);
    }

    static byte[] key(int cell) {
        return new byte[] {(byte) cell, 'k'};
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    void untilDone(Submission submission) {
        assertTrue(time.runUntil(submission::isDone, PATIENCE), () -> "seed " + time.seed() + ": submission not done");
    }

    void untilEmpty() {
        assertTrue(
                time.runUntil(() -> writer.isEmpty(), PATIENCE),
                () -> "seed " + time.seed() + ": " + writer.pendingCount() + " mutations left");
    }

    /** Values applied in a cell, in their order. */
    List<String> applied(int cell) {
        return ownerOfCell.get(cell).journal.stream()
                .filter(decided -> decided.cell() == cell)
                .filter(decided -> decided.outcome() == Outcome.APPLIED)
                .filter(decided -> decided.mutation().kind() != Mutation.Kind.LOST)
                .map(ModelOwner.Decided::value)
                .toList();
    }

    /** Moves a cell to another owner with all that belongs to it; the writer hears of it. */
    void move(int cell, ModelOwner to) {
        ModelOwner from = ownerOfCell.get(cell);
        if (from == to) {
            return;
        }
        // Terms rise with it, and terms are told when a link opens.
        cut(from);
        cut(to);
        from.giveCell(cell, to);
        ownerOfCell.put(cell, to);
        epoch++;
        if (writer != null) {
            loop.run(() -> writer.onRouting());
        }
    }

    void cutPowerOf(ModelOwner owner) {
        cut(owner);
        owner.cutPower(random);
        processes++;
    }

    void restart(ModelOwner owner) {
        cut(owner);
        owner.restart();
        processes++;
    }

    /** Ends the link to an owner; what was on its way is lost. */
    void cut(ModelOwner owner) {
        ModelLink link = links.remove(owner.node);
        if (link != null) {
            link.isOpen = false;
            if (writer != null) {
                loop.run(() -> writer.onLinkEnd(link));
            }
        }
    }

    @Override
    public Link linkOf(NodeId node) {
        ModelLink open = links.get(node);
        if (open == null && !isCut) {
            SimLoop dialer = loop;
            time.after(random.nextLong(delayNanosMax), () -> connect(dialer, node));
        }
        return open;
    }

    private void connect(SimLoop dialer, NodeId node) {
        if (dialer != loop || writer == null || isCut || links.containsKey(node)) {
            return;
        }
        ModelOwner owner = owner(node);
        ProcessId process = new ProcessId(node.hashCode(), processes);
        long term = connectsEarly ? 0 : owner.term;
        Hello hello = new Hello(1, "", epoch, term, !connectsEarly, new byte[32], new byte[0], new byte[0], process, 0);
        List<ModelLink> made = new ArrayList<>();
        long[] last = {0};
        made.add(new ModelLink(node, hello, message -> toOwner(made.get(0), owner, message, last), link -> cut(owner)));
        links.put(node, made.get(0));
        loop.run(() -> writer.onLink(made.get(0)));
    }

    private ModelOwner owner(NodeId node) {
        return owners.stream()
                .filter(owner -> owner.node.equals(node))
                .findFirst()
                .orElseThrow();
    }

    /** In order, but for what is lost. */
    private void toOwner(ModelLink link, ModelOwner owner, Message message, long[] last) {
        carried.add(message);
        for (int copies = copies(); copies > 0; copies--) {
            long at = Math.max(last[0], time.nanos() + random.nextLong(delayNanosMax));
            last[0] = at;
            time.after(at - time.nanos(), () -> {
                if (link.isOpen) {
                    owner.onMessage(message, reply -> toWriter(link, reply));
                }
            });
        }
    }

    private int copies() {
        int dice = random.nextInt(1000);
        return dice < lostPerMille ? 0 : dice < lostPerMille + twicePerMille ? 2 : 1;
    }

    /** In any order, so that results overtake each other. */
    private void toWriter(ModelLink link, Message message) {
        Message copy = ModelLink.copyOf(message);
        for (int copies = copies(); copies > 0; copies--) {
            time.after(random.nextLong(delayNanosMax), () -> {
                if (link.isOpen && writer != null) {
                    loop.run(() -> deliver(link, copy));
                }
            });
        }
    }

    private void deliver(ModelLink link, Message message) {
        if (message instanceof Results results) {
            writer.onResults(link, results);
        } else if (message instanceof Nack nack) {
            writer.onNack(link, nack);
        } else if (message instanceof SessionEnded ended) {
            writer.onSessionEnded(link, ended);
        } else if (message instanceof Pong pong) {
            writer.onPong(link, pong);
        }
    }

    @Override
    public int cellOf(byte[] key) {
        return key[0] & 0xff;
    }

    @Override
    public NodeId ownerOf(int cell) {
        return ownerOfCell.get(cell).node;
    }

    @Override
    public int cells() {
        return cellCount;
    }

    @Override
    public long epoch() {
        return epoch;
    }
}
