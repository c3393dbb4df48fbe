package io.kvswarm.internal.storage;

import io.kvswarm.api.SwarmException;
import io.kvswarm.internal.log.LogState;
import io.kvswarm.internal.log.SegmentInfo;
import io.kvswarm.internal.store.EntryCount;
import io.kvswarm.internal.wire.CacheId;
import io.kvswarm.internal.wire.Invalidated;
import io.kvswarm.internal.wire.LeaseAsk;
import io.kvswarm.internal.wire.Link;
import io.kvswarm.internal.wire.Message;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The storage role of a node: what {@link StorageOpening} opened, with its links. Confined to the loop. */
public final class StorageNode {
    private static final Logger LOG = LoggerFactory.getLogger(StorageNode.class);

    private final Owner owner;
    private final Sessions sessions;
    private final Throttle throttle;
    private final Compactor compactor;
    private final Housekeeper housekeeper;
    private final StorageOpening.Closing closing;
    private final Begun begun;
    private final Map<Link, Inbox> inboxes = new HashMap<>();

    StorageNode(Owner owner, Begun begun, StorageOpening.Closing closing) {
        this.owner = owner;
        this.begun = begun;
        this.closing = closing;
        this.sessions = new Sessions(owner);
        this.throttle = new Throttle(owner);
        this.compactor = new Compactor(owner, throttle);
        this.housekeeper = new Housekeeper(owner, sessions, compactor);
        owner.log().onState(this::onLogState);
        housekeeper.start();
        if (begun.mayHaveLeases()) {
            LOG.info("changes wait for two seconds: this node was not stopped cleanly, and clients may have leases");
            owner.loop().schedule(Holders.LEASE_NANOS, this::begin);
        } else {
            begin();
        }
    }

    /** No lease of an earlier run is alive. */
    private void begin() {
        if (begun.mayHaveLeases()) {
            begun.flag().lower();
        }
        owner.releases().begin();
        owner.holders().start();
    }

    /** Handles what a client sends an owner; the peer has the right to send it. */
    public void onMessage(Link link, Message message) {
        // These wait for nothing: blocks in front of them may wait for what they bring.
        if (message instanceof LeaseAsk ask) {
            owner.holders().onAsk(link, ask);
            return;
        }
        if (message instanceof Invalidated answer) {
            owner.holders().onInvalidated(link, answer.number());
            return;
        }
        inboxes.computeIfAbsent(link, key -> new Inbox(owner, sessions, throttle, link))
                .onMessage(message);
    }

    /** Forgets a link; what its peer is still owed it asks for again. */
    public void onLinkEnd(Link link) {
        Inbox inbox = inboxes.remove(link);
        if (inbox != null) {
            inbox.onLinkEnd();
        }
        owner.watches().onLinkEnd(link);
        owner.keyLeases().onLinkEnd(link);
        owner.holders().onLinkEnd(link);
    }

    /** Calls {@code listener} after links were told what became of mutations: at most once a turn of the loop. */
    public void onTold(Runnable listener) {
        owner.sender().onTold(listener);
    }

    /** The node's term (RULES 2). */
    public long term() {
        return begun.term();
    }

    /** Up to which sequence its log is synced in this term. */
    public long syncedSequence() {
        return owner.log().syncedSequence();
    }

    /** True while mutations are taken: neither full nor failed. */
    public boolean isWritable() {
        return owner.log().state() == LogState.OPEN;
    }

    /** How it is. */
    public Report report() {
        EntryCount entries = EntryCount.NONE;
        for (CacheId cache : owner.table().caches()) {
            entries = entries.plus(owner.table().count(cache));
        }
        long logBytes =
                owner.log().segments().stream().mapToLong(SegmentInfo::bytes).sum();
        return new Report(
                owner.log().state().name(),
                owner.cells().all().size(),
                owner.cells().broken().size(),
                entries.entries(),
                entries.bytes(),
                logBytes,
                owner.table().overlayEntries(),
                housekeeper.evictedCount(),
                housekeeper.expiredCount(),
                sessions.lostCount(),
                compactor.compactedCount(),
                owner.holders().keyCount(),
                owner.holders().wholeCellCount());
    }

    /** True if changes of a cache are told to somebody. */
    public boolean isWatched(CacheId cache) {
        return owner.watches().isWatched(cache);
    }

    /** Entries of one cache here. */
    public EntryCount count(CacheId cache) {
        return owner.table().count(cache);
    }

    /** Caches that have entries here, or have had. */
    public Set<CacheId> caches() {
        return owner.table().caches();
    }

    /** Entries of one cache evicted here since the start. */
    public long evictedOf(CacheId cache) {
        return owner.bounds().evictedOf(cache);
    }

    /** Puts of one cache refused at its bounds here since the start. */
    public long refusedOf(CacheId cache) {
        return owner.bounds().refusedOf(cache);
    }

    /**
     * A storage node at a glance.
     *
     * @param state       of its log: OPEN, FULL, FAILED or CLOSED
     * @param cells       cells held
     * @param brokenCells of these, cells that cannot be served because records are damaged
     * @param entries     of all caches
     * @param bytes       of their keys and values
     * @param logBytes    of the log's files
     * @param unindexed   changes the index does not have yet
     * @param evicted     entries evicted since the start
     * @param expired     entries expired since the start, but for those a read or write found first
     * @param lost        how often a writer said that it had lost mutations
     * @param compacted   segments of the log cleaned up since the start
     * @param near        keys that clients keep near, each counted once for each client
     * @param nearCells   cells of which a client counts as keeping everything near
     */
    public record Report(
            String state,
            int cells,
            int brokenCells,
            long entries,
            long bytes,
            long logBytes,
            int unindexed,
            long evicted,
            long expired,
            long lost,
            long compacted,
            long near,
            long nearCells) {}

    /** Syncs and indexes what there is and closes the files; a start after that is quick and keeps the term. */
    public CompletableFuture<Void> close() {
        housekeeper.stop();
        owner.keyLeases().close();
        owner.holders().stop();
        inboxes.values().forEach(Inbox::onLinkEnd);
        CompletableFuture<Void> indexed = new CompletableFuture<>();
        if (owner.log().state() == LogState.OPEN) {
            owner.committer().afterCommit(() -> indexed.complete(null));
            owner.committer().hurry();
        } else {
            indexed.complete(null);
        }
        return indexed.thenCompose(done -> owner.log().close())
                .thenCompose(done -> lowerFlag())
                .thenCompose(done -> closing.close(owner.log().state() == LogState.CLOSED));
    }

    /** Whoever has a lease by now uses it to its end. */
    private CompletableFuture<Void> lowerFlag() {
        boolean isClosed = owner.log().state() == LogState.CLOSED;
        boolean isLeaseOut =
                !owner.releases().start().isReleased() || owner.holders().isLeaseOut();
        return isClosed && !isLeaseOut ? begun.flag().lower() : CompletableFuture.completedFuture(null);
    }

    private void onLogState(LogState state) {
        SwarmException failure = owner.log().failure();
        switch (state) {
            case FULL -> LOG.warn("the disk is full: writes are refused until there is room, reads go on");
            case OPEN -> LOG.info("the disk has room again: writes are taken");
            case FAILED -> LOG.error("the storage role has stopped: {}", failure.getMessage());
            case CLOSED -> LOG.debug("log closed");
        }
    }
}
