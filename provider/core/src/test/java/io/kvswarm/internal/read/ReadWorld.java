package io.kvswarm.internal.read;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kvswarm.api.GetOptions;
import io.kvswarm.api.NodeId;
import io.kvswarm.internal.wire.Answer;
import io.kvswarm.internal.wire.CacheId;
import io.kvswarm.internal.wire.CacheKey;
import io.kvswarm.internal.wire.Entries;
import io.kvswarm.internal.wire.EntryImage;
import io.kvswarm.internal.wire.Link;
import io.kvswarm.internal.wire.Message;
import io.kvswarm.internal.wire.Owners;
import io.kvswarm.internal.wire.Page;
import io.kvswarm.internal.wire.PageEntry;
import io.kvswarm.internal.wire.Read;
import io.kvswarm.internal.wire.Routing;
import io.kvswarm.internal.wire.Scan;
import io.kvswarm.internal.wire.Version;
import io.kvswarm.sim.SimLoop;
import io.kvswarm.sim.SimTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.Supplier;

/** A reader, owners that hold entries, and the network between them, in virtual time. Keys are (cell, number). */
final class ReadWorld implements Owners, Routing {
    static final int CELLS = 8;
    static final long PATIENCE = 120 * SimTime.SECOND;

    final SimTime time;
    final SplittableRandom random;
    final SimLoop loop;
    final NodeId[] nodes = new NodeId[2];
    final Map<NodeId, ReadLink> links = new HashMap<>();
    /** Entries by cell, then key. */
    final Map<Integer, TreeMap<Integer, EntryImage>> entries = new HashMap<>();

    final int[] ownerOfCell = new int[CELLS];
    /** The owners' view, which may be ahead of the reader's. */
    final int[] trueOwnerOfCell = new int[CELLS];

    final List<Message> asked = new ArrayList<>();
    final Set<NodeId> cut = new HashSet<>();
    /** What owners answer for a key instead, if not null. */
    Function<Integer, Answer.Status> instead = cell -> null;

    int lostPerMille;
    int twicePerMille;
    long delayNanosMax = 2 * SimTime.MILLI;
    /** Nodes connect before they serve. */
    boolean connectsEarly;

    int answersMax = Integer.MAX_VALUE;
    Reader reader;

    ReadWorld(long seed) {
        time = new SimTime(seed);
        random = new SplittableRandom(seed);
        loop = new SimLoop(time, time.clock());
        for (int i = 0; i < nodes.length; i++) {
            byte[] id = new byte[NodeId.BYTES];
            id[0] = (byte) (i + 1);
            nodes[i] = NodeId.of(id);
        }
        for (int cell = 0; cell < CELLS; cell++) {
            ownerOfCell[cell] = cell % 2;
            trueOwnerOfCell[cell] = cell % 2;
            entries.put(cell, new TreeMap<>());
        }
        reader = new Reader(loop, this, this, OwnWrites.NONE, ReadSettings.DEFAULT);
    }

    static CacheKey key(int cell, int number) {
        return new CacheKey(CacheId.DEFAULT, new byte[] {(byte) cell, (byte) (number >> 8), (byte) number});
    }

    private static int numberOf(byte[] key) {
        return (key[1] & 0xff) << 8 | (key[2] & 0xff);
    }

    void set(int cell, int number, long version) {
        EntryImage image = new EntryImage(new Version(1, 1, version), EntryImage.FOR_EVER, new byte[] {(byte) version});
        entries.get(cell).put(number, image);
    }

    CompletableFuture<ReadAnswer> get(int cell, int number, GetOptions options) {
        return ask(() -> reader.get(key(cell, number), options));
    }

    <T> CompletableFuture<T> ask(Supplier<CompletableFuture<T>> action) {
        List<CompletableFuture<T>> made = new ArrayList<>();
        loop.run(() -> made.add(action.get()));
        return made.get(0);
    }

    <T> T await(CompletableFuture<T> future) {
        assertTrue(time.runUntil(future::isDone, PATIENCE), () -> "seed " + time.seed() + ": not done");
        return future.join();
    }

    void cut(NodeId node) {
        ReadLink link = links.remove(node);
        if (link != null) {
            link.isOpen = false;
            loop.run(() -> reader.onLinkEnd(link));
        }
    }

    /** Owners agree on another owner; the reader hears of it if {@code told}. */
    void move(int cell, int owner, boolean told) {
        trueOwnerOfCell[cell] = owner;
        if (told) {
            tellRouting();
        }
    }

    void tellRouting() {
        System.arraycopy(trueOwnerOfCell, 0, ownerOfCell, 0, CELLS);
        loop.run(() -> reader.onRouting());
    }

    @Override
    public Link linkOf(NodeId node) {
        ReadLink open = links.get(node);
        if (open == null) {
            time.after(random.nextLong(delayNanosMax), () -> connect(node));
        }
        return open;
    }

    void connect(NodeId node) {
        if (!links.containsKey(node) && !cut.contains(node)) {
            List<ReadLink> made = new ArrayList<>();
            made.add(new ReadLink(node, message -> toOwner(made.get(0), message), () -> cut(node)));
            made.get(0).stores = !connectsEarly;
            links.put(node, made.get(0));
            loop.run(() -> reader.onLink(made.get(0)));
        }
    }

    private void toOwner(ReadLink link, Message message) {
        asked.add(message);
        for (int copies = copies(); copies > 0; copies--) {
            time.after(random.nextLong(delayNanosMax), () -> {
                if (link.isOpen) {
                    toReader(link, answer(link.peer(), message));
                }
            });
        }
    }

    private int copies() {
        int dice = random.nextInt(1000);
        return dice < lostPerMille ? 0 : dice < lostPerMille + twicePerMille ? 2 : 1;
    }

    private void toReader(ReadLink link, Message message) {
        for (int copies = copies(); copies > 0; copies--) {
            time.after(random.nextLong(delayNanosMax), () -> {
                if (link.isOpen) {
                    loop.run(() -> deliver(link, message));
                }
            });
        }
    }

    private void deliver(ReadLink link, Message message) {
        if (message instanceof Entries answered) {
            reader.onEntries(link, answered);
        } else if (message instanceof Page page) {
            reader.onPage(link, page);
        }
    }

    private Message answer(NodeId node, Message message) {
        if (message instanceof Read read) {
            List<Answer> answers = new ArrayList<>();
            for (CacheKey key : read.keys()) {
                boolean tooMuch = answers.size() >= answersMax;
                answers.add(tooMuch ? Answer.without(Answer.Status.LATER) : answerTo(node, key.key()));
            }
            return new Entries(read.requestId(), 1, answers);
        }
        return pageOf(node, (Scan) message);
    }

    private Answer answerTo(NodeId node, byte[] key) {
        Answer.Status status = statusOf(node, key[0]);
        if (status != null) {
            return Answer.without(status);
        }
        EntryImage image = entries.get((int) key[0]).get(numberOf(key));
        return image == null ? Answer.ABSENT : Answer.present(image);
    }

    private Answer.Status statusOf(NodeId node, int cell) {
        return nodes[trueOwnerOfCell[cell]].equals(node) ? instead.apply(cell) : Answer.Status.MOVED;
    }

    private Page pageOf(NodeId node, Scan scan) {
        Answer.Status status = statusOf(node, scan.cell());
        if (status != null) {
            return new Page(scan.requestId(), status, List.of(), false);
        }
        int after = scan.hasAfter() ? numberOf(scan.after()) : -1;
        List<PageEntry> page = new ArrayList<>();
        Map<Integer, EntryImage> behind = entries.get(scan.cell()).tailMap(after, false);
        behind.entrySet().stream()
                .limit(scan.limit())
                .forEach(entry ->
                        page.add(new PageEntry(key(scan.cell(), entry.getKey()).key(), entry.getValue())));
        return new Page(scan.requestId(), Answer.Status.PRESENT, page, page.size() == behind.size());
    }

    @Override
    public int cellOf(byte[] key) {
        return key[0];
    }

    @Override
    public NodeId ownerOf(int cell) {
        return nodes[ownerOfCell[cell]];
    }

    @Override
    public int cells() {
        return CELLS;
    }

    @Override
    public long epoch() {
        return Arrays.hashCode(ownerOfCell);
    }
}
