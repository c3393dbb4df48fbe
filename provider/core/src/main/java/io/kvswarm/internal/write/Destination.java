package io.kvswarm.internal.write;

import io.kvswarm.api.NodeId;
import io.kvswarm.internal.base.Deadlines;
import io.kvswarm.internal.wire.Block;
import io.kvswarm.internal.wire.BlockEntry;
import io.kvswarm.internal.wire.Link;
import io.kvswarm.internal.wire.ProcessId;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;

/** One owner as a writer sees it: its link, what waits to be sent, what is in flight, how far it is synced. */
final class Destination {
    private static final Comparator<BlockEntry> BY_NUMBER =
            Comparator.comparingLong(entry -> entry.mutation().number());

    private final NodeId node;
    private final WriteSettings settings;
    private final ArrayDeque<Lane> ready = new ArrayDeque<>();
    /** Lanes that have or had something in flight. */
    private final ArrayDeque<Lane> watched = new ArrayDeque<>();
    /** Ended, not known to be synced, roughly in the order of their sequences. */
    private final ArrayDeque<PendingMutation> unsynced = new ArrayDeque<>();

    private long inFlightBytes;
    private long blocks;
    private Link link;
    private boolean isServing;
    private long term;
    private long synced;
    private ProcessId process = ProcessId.NONE;
    private boolean lossWarned;
    private boolean windowIsFull;

    /** Lanes whose confirmation the owner has not been told. */
    private final ArrayDeque<Lane> toConfirm = new ArrayDeque<>();

    /** True while it waits for the end of the turn. */
    boolean isDue;
    /** Looks after what was not answered and dials again. */
    final Deadlines.Entry watch;
    /** Sends confirmations that no mutation has carried. */
    final Deadlines.Entry confirmation;

    Destination(NodeId node, WriteSettings settings, Consumer<Destination> watching, Consumer<Destination> confirming) {
        this.node = node;
        this.settings = settings;
        this.watch = new Task(() -> watching.accept(this));
        this.confirmation = new Task(() -> confirming.accept(this));
    }

    NodeId node() {
        return node;
    }

    /** Null while there is none. */
    Link link() {
        return link;
    }

    void linkIs(Link newLink) {
        link = newLink;
        isServing = link != null && link.hello().term() > 0;
    }

    /**
     * True once the other end of the link has told its term. What is sent before could overtake what it has lost and is
     * to be sent again.
     */
    boolean isServing() {
        return isServing;
    }

    void serves() {
        isServing = true;
    }

    long term() {
        return term;
    }

    long synced() {
        return synced;
    }

    ProcessId process() {
        return process;
    }

    void processIs(ProcessId newProcess) {
        process = newProcess;
    }

    void termIs(long newTerm) {
        term = newTerm;
        synced = 0;
        lossWarned = false;
    }

    void syncedUpTo(long sequence) {
        synced = Math.max(synced, sequence);
    }

    /** A log began anew: its sequences count from 1 again. */
    void syncedAnew() {
        synced = 0;
    }

    ArrayDeque<PendingMutation> unsynced() {
        return unsynced;
    }

    ArrayDeque<Lane> watched() {
        return watched;
    }

    ArrayDeque<Lane> toConfirm() {
        return toConfirm;
    }

    /** Forgets that it has to do with the lane, which goes to another node. */
    void release(Lane lane) {
        if (lane.isReady) {
            lane.isReady = false;
            ready.remove(lane);
        }
        if (lane.isWatched) {
            lane.isWatched = false;
            watched.remove(lane);
        }
        if (lane.isConfirmListed) {
            lane.isConfirmListed = false;
            toConfirm.remove(lane);
        }
    }

    /** True the first time in a term. */
    boolean warnsOfLoss() {
        boolean first = !lossWarned;
        lossWarned = true;
        return first;
    }

    boolean hasReady() {
        return !ready.isEmpty();
    }

    boolean hasInFlight() {
        return inFlightBytes > 0;
    }

    void landed(int weight) {
        inFlightBytes -= weight;
    }

    /** The lane may have something to send. */
    void ready(Lane lane) {
        if (!lane.isReady) {
            lane.isReady = true;
            ready.add(lane);
        }
    }

    /** Sends what is ready, as far as the window allows. */
    void send(long nowNanos) {
        windowIsFull = false;
        while (!ready.isEmpty() && !windowIsFull) {
            Session session = ready.peek().session();
            List<BlockEntry> entries = takeBlock(session, nowNanos);
            if (!entries.isEmpty()) {
                entries.sort(BY_NUMBER);
                link.send(new Block(session.id(), session.isDurable(), session.endMillis(), entries));
            }
        }
    }

    private List<BlockEntry> takeBlock(Session session, long nowNanos) {
        List<BlockEntry> entries = new ArrayList<>();
        blocks++;
        int bytes = 0;
        while (!ready.isEmpty() && ready.peek().session() == session) {
            Lane lane = ready.peek();
            boolean maySend = !lane.isHeld() && !lane.pause.isListed();
            bytes = maySend ? takeFrom(lane, entries, bytes, nowNanos) : bytes;
            if (maySend && lane.next() != null) {
                // With the block full, other lanes have their turn first; with the window full this one stays in front,
                // so that a large value is not kept waiting by small ones for ever.
                if (!windowIsFull) {
                    ready.add(ready.poll());
                }
                return entries;
            }
            ready.poll();
            lane.isReady = false;
        }
        return entries;
    }

    private int takeFrom(Lane lane, List<BlockEntry> entries, int bytesBefore, long nowNanos) {
        int bytes = bytesBefore;
        PendingMutation next = lane.next();
        while (next != null && fits(next, entries.size(), bytes)) {
            if (lane.inFlight == 0) {
                lane.quietSinceNanos = nowNanos;
            }
            lane.sent(next, blocks);
            inFlightBytes += next.weight();
            bytes += next.weight();
            entries.add(new BlockEntry(lane.confirmed, next.mutation()));
            next = lane.next();
        }
        if (bytes > bytesBefore) {
            lane.confirmedTold = lane.confirmed;
            watch(lane);
        }
        return bytes;
    }

    private void watch(Lane lane) {
        if (!lane.isWatched) {
            lane.isWatched = true;
            watched.add(lane);
        }
    }

    private boolean fits(PendingMutation next, int count, int bytes) {
        windowIsFull = inFlightBytes > 0 && inFlightBytes + next.weight() > settings.windowBytes();
        boolean inBlock = count == 0 || (count < Block.COUNT_MAX && bytes + next.weight() <= settings.blockBytes());
        return inBlock && !windowIsFull;
    }

    @Override
    public String toString() {
        return "node " + node.shortForm();
    }
}
