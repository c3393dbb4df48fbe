package io.kvswarm.internal.storage;

import io.kvswarm.internal.base.Loop;
import io.kvswarm.internal.wire.CacheId;
import io.kvswarm.internal.wire.CacheKey;
import io.kvswarm.internal.wire.Lease;
import io.kvswarm.internal.wire.LeaseAsk;
import io.kvswarm.internal.wire.Link;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who keeps which keys near, and until when he may use them (RULES 7, 8). Confined to the loop.
 *
 * <p>A change is told to everybody who keeps its key when it is appended, and its release waits until each has answered
 * or has no lease any more. Told before it is committed it shows no more than that the key may change. Whom the change
 * came from is not told: a writer drops its own when it sends. A lease that is granted later stands behind on the same
 * link, so whoever has none when a change is appended is told and not waited for.
 */
final class Holders implements Telling {
    /** How long a lease counts here from when it is granted: two seconds, and a hundredth for clocks that differ. */
    static final long LEASE_NANOS = TimeUnit.MILLISECONDS.toNanos(2_020);
    /** Most keys a link may keep one by one; beyond, it counts as keeping everything of a cell. */
    static final int KEYS_MAX = 65_536;
    /** Who has not answered for so many is cut off. */
    static final int UNANSWERED_MAX = 4 * KEYS_MAX;

    private static final Logger LOG = LoggerFactory.getLogger(Holders.class);

    private final Loop loop;
    private final Access access;
    private final Begun begun;
    private final int keysMax;
    private final Map<Link, Holder> byLink = new LinkedHashMap<>();
    private final Map<CacheKey, List<Holder>> byKey = new HashMap<>();
    private final Set<Holder> ofWholeCells = new LinkedHashSet<>();
    /** Those whose links have ended and whose leases have not. */
    private final Set<Holder> over = new LinkedHashSet<>();
    /** Asked while it is being written down that leases are out; null if that is not so. */
    private Map<Link, LeaseAsk> asking;

    private boolean isFlagged;
    private boolean isGranting;
    private boolean isWarned;

    Holders(Loop loop, Access access, Begun begun) {
        this(loop, access, begun, KEYS_MAX);
    }

    Holders(Loop loop, Access access, Begun begun, int keysMax) {
        this.loop = loop;
        this.access = access;
        this.begun = begun;
        this.keysMax = keysMax;
    }

    /** Leases are granted from now on: none of an earlier run is alive. */
    void start() {
        isGranting = true;
    }

    /** None is granted any more. */
    void stop() {
        isGranting = false;
    }

    /** True if a client that is not of this process may have a lease that is alive. */
    boolean isLeaseOut() {
        long now = loop.clock().nanos();
        return over.stream().anyMatch(holder -> holder.isLeased(now))
                || byLink.values().stream().anyMatch(holder -> holder.isLeased(now) && !isLocal(holder));
    }

    private static boolean isLocal(Holder holder) {
        return holder.link().isLocal();
    }

    /** Keys that are kept near, each counted once for each link. */
    long keyCount() {
        return byLink.values().stream()
                .mapToLong(holder -> holder.keys().size())
                .sum();
    }

    /** Cells of which a link counts as keeping everything. */
    long wholeCellCount() {
        return byLink.values().stream().mapToLong(Holder::wholeCellCount).sum();
    }

    /**
     * Remembers that an answer about a key, which is not changing, is kept at the other end of a link; false if it must
     * not be.
     *
     * @param isAwaited true if changes have to wait until it is dropped
     */
    boolean keep(int cell, CacheKey key, Link link, boolean isAwaited) {
        if (!link.isOpen()) {
            return false;
        }
        Holder holder = byLink.computeIfAbsent(link, missing -> new Holder(missing, keysMax));
        if (!holder.keep(key, isAwaited)) {
            keepWhole(holder, cell, isAwaited);
            return true;
        }
        List<Holder> holders = byKey.computeIfAbsent(key, missing -> new ArrayList<>(1));
        if (!holders.contains(holder)) {
            holders.add(holder);
        }
        return true;
    }

    private void keepWhole(Holder holder, int cell, boolean isAwaited) {
        if (holder.keepWhole(cell, isAwaited) && ofWholeCells.add(holder)) {
            LOG.warn(
                    "node {} keeps more than {} keys of this node near: changes of cells in which it reads more are all"
                            + " told to it",
                    holder.link().peer().shortForm(),
                    keysMax);
        }
    }

    @Override
    public void changes(int cell, CacheKey key, Link from, Release release) {
        List<Holder> holders = byKey.isEmpty() ? null : byKey.remove(key);
        if (holders != null) {
            for (Holder holder : holders) {
                boolean isAwaited = holder.forget(key);
                if (!isFrom(holder, from)) {
                    tell(holder, key, isAwaited, release);
                }
            }
        }
        for (Holder holder : ofWholeCells) {
            boolean isTold = holders != null && holders.contains(holder);
            if (holder.keepsWhole(cell) && !isTold && !isFrom(holder, from)) {
                tell(holder, key, holder.isAwaitedIn(cell), release);
            }
        }
    }

    private static boolean isFrom(Holder holder, Link from) {
        return from != null && holder.isOfProcess(from);
    }

    private void tell(Holder holder, CacheKey key, boolean isAwaited, Release release) {
        holder.tell(key);
        if (isAwaited && holder.isLeased(loop.clock().nanos())) {
            holder.await(release);
        }
        due(holder);
    }

    /** Everybody who keeps anything is told: who keeps something of that cache is not looked up. */
    @Override
    public void clears(int cell, CacheId cache, Link from, Release release) {
        long now = loop.clock().nanos();
        byLink.values().forEach(holder -> clears(holder, cell, cache, from, release, now));
        over.forEach(holder -> clears(holder, cell, cache, from, release, now));
    }

    private void clears(Holder holder, int cell, CacheId cache, Link from, Release release, long now) {
        if (holder.isEmpty() || isFrom(holder, from)) {
            return;
        }
        holder.tell(cache, cell);
        if (holder.isLeased(now)) {
            holder.await(release);
        }
        due(holder);
    }

    private void due(Holder holder) {
        if (!holder.isDue) {
            holder.isDue = true;
            loop.atEndOfTurn(() -> flush(holder));
        }
    }

    private void flush(Holder holder) {
        if (!holder.isDue) {
            return;
        }
        boolean wasAwaited = holder.isAwaited();
        long unanswered = holder.flush();
        if (holder.isAwaited() && !wasAwaited) {
            look(holder);
        }
        if (unanswered > UNANSWERED_MAX && !holder.isOver) {
            holder.link().close("it has not said of " + unanswered + " changed keys that it dropped them");
        }
    }

    /** Looks again when the lease that the first release waits for is over. */
    private void look(Holder holder) {
        loop.schedule(holder.firstEndNanos() - loop.clock().nanos(), () -> {
            holder.leasesOver(loop.clock().nanos());
            if (holder.isAwaited()) {
                look(holder);
            }
        });
    }

    /** Asked for a lease: no other link of that process keeps anything. */
    void onAsk(Link link, LeaseAsk ask) {
        if (!isGranting || !access.mayRead(link.principal())) {
            // It asks again when it next needs one.
            return;
        }
        dropOlder(link, ask.stamp());
        if (isFlagged || link.isLocal()) {
            // A lease of this process ends with it.
            grant(link, ask);
        } else if (asking != null) {
            asking.put(link, ask);
        } else {
            asking = new LinkedHashMap<>(Map.of(link, ask));
            begun.flag().raise().whenComplete((done, failure) -> onFlag(failure));
        }
    }

    private void onFlag(Throwable failure) {
        Map<Link, LeaseAsk> asked = asking;
        asking = null;
        if (failure != null) {
            if (!isWarned) {
                isWarned = true;
                LOG.warn("no leases are granted, so nothing is kept near: {}", failure.getMessage());
            }
            return;
        }
        isFlagged = true;
        if (isGranting) {
            asked.forEach(this::grant);
        }
    }

    private void grant(Link link, LeaseAsk ask) {
        if (!link.isOpen()) {
            return;
        }
        Holder holder = byLink.computeIfAbsent(link, missing -> new Holder(missing, keysMax));
        // What changed before stands in front of the lease.
        flush(holder);
        holder.leasedUntil(loop.clock().nanos() + LEASE_NANOS, ask.stamp());
        link.send(new Lease(ask.stamp(), begun.term(), holder.told()));
    }

    /** A process keeps nothing of what it was given over links on which it asked earlier than on this one. */
    private void dropOlder(Link link, long stamp) {
        List<Holder> older = new ArrayList<>(0);
        Stream.concat(byLink.values().stream(), over.stream())
                .filter(holder -> holder.link() != link && holder.isOfProcess(link) && holder.isLeasedBefore(stamp))
                .forEach(older::add);
        older.forEach(this::drop);
    }

    /** The other end has dropped what it was told. */
    void onInvalidated(Link link, long number) {
        Holder holder = byLink.get(link);
        if (holder != null && number > holder.told()) {
            link.close("it answers what it was not told");
        } else if (holder != null) {
            holder.answered(number);
        }
    }

    /** Who may still have a lease is remembered until that is over. */
    void onLinkEnd(Link link) {
        Holder holder = byLink.remove(link);
        if (asking != null) {
            asking.remove(link);
        }
        if (holder == null) {
            return;
        }
        holder.isOver = true;
        long now = loop.clock().nanos();
        if (!holder.isLeased(now) || link.isLocal()) {
            drop(holder);
            return;
        }
        over.add(holder);
        loop.schedule(holder.leaseEndNanos() - now, () -> drop(holder));
    }

    /** It keeps nothing any more. */
    private void drop(Holder holder) {
        over.remove(holder);
        ofWholeCells.remove(holder);
        for (CacheKey key : holder.keys()) {
            List<Holder> holders = byKey.get(key);
            if (holders != null && holders.remove(holder) && holders.isEmpty()) {
                byKey.remove(key);
            }
        }
        holder.dropAll();
    }
}
