package io.kvswarm.internal.storage;

import io.kvswarm.internal.wire.CacheId;
import io.kvswarm.internal.wire.CacheKey;
import io.kvswarm.internal.wire.Invalidate;
import io.kvswarm.internal.wire.Link;
import io.kvswarm.internal.wire.ProcessId;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * What one link keeps near, until when it may use it, and what it is told. Confined to the loop.
 *
 * <p>The end of the link does not end it: who is cut off uses what it has until its lease is over.
 */
final class Holder {
    private final Link link;
    private final int keysMax;
    /** Keys it keeps; true for those whose changes wait for its answer. */
    private final Map<CacheKey, Boolean> keys = new HashMap<>();
    /** Cells of which it counts as keeping everything, and those of them whose changes wait. */
    private final BitSet wholeCells = new BitSet();

    private final BitSet awaitedCells = new BitSet();
    private final ArrayDeque<Wait> waits = new ArrayDeque<>();
    private final ArrayDeque<Sent> unanswered = new ArrayDeque<>();
    private List<CacheKey> changed = new ArrayList<>();
    private List<Invalidate.Cleared> cleared = new ArrayList<>();
    private List<Release> waiting = new ArrayList<>();
    private long unansweredCount;
    private long told;
    private long leaseEndNanos;
    private long stamp;
    private boolean hasLease;
    /** It is to be told something at the end of the turn. */
    boolean isDue;
    /** Its link has ended. */
    boolean isOver;

    /** Releases that wait for the answer to a message, or for the time when the lease ends. */
    private record Wait(long number, long endNanos, List<Release> releases) {}

    /** A message without an answer. */
    private record Sent(long number, int count) {}

    Holder(Link link, int keysMax) {
        this.link = link;
        this.keysMax = keysMax;
    }

    Link link() {
        return link;
    }

    /** True if {@code other} is a link of the same process, or this one. */
    boolean isOfProcess(Link other) {
        if (link == other) {
            return true;
        }
        ProcessId process = link.hello().process();
        return !process.equals(ProcessId.NONE)
                && process.equals(other.hello().process())
                && link.peer().equals(other.peer());
    }

    Set<CacheKey> keys() {
        return keys.keySet();
    }

    boolean isEmpty() {
        return keys.isEmpty() && wholeCells.isEmpty();
    }

    int wholeCellCount() {
        return wholeCells.cardinality();
    }

    boolean isLeased(long nowNanos) {
        return hasLease && nowNanos - leaseEndNanos < 0;
    }

    /** It has a lease that it asked for at {@code newStamp}, on its process's clock. */
    void leasedUntil(long endNanos, long newStamp) {
        hasLease = true;
        leaseEndNanos = endNanos;
        stamp = newStamp;
    }

    /** True if its lease was asked for before {@code otherStamp}, on the same process's clock. */
    boolean isLeasedBefore(long otherStamp) {
        return hasLease && stamp - otherStamp < 0;
    }

    long leaseEndNanos() {
        return leaseEndNanos;
    }

    /** Number of the last message told. */
    long told() {
        return told;
    }

    /** Remembers a key; false if there is no room for it. */
    boolean keep(CacheKey key, boolean isAwaited) {
        if (keys.size() >= keysMax && !keys.containsKey(key)) {
            return false;
        }
        keys.merge(key, isAwaited, Boolean::logicalOr);
        return true;
    }

    /** From now on it counts as keeping everything of a cell; true if that is news. */
    boolean keepWhole(int cell, boolean isAwaited) {
        boolean isNews = !wholeCells.get(cell);
        wholeCells.set(cell);
        if (isAwaited) {
            awaitedCells.set(cell);
        }
        return isNews;
    }

    boolean keepsWhole(int cell) {
        return wholeCells.get(cell);
    }

    /** True if changes of a key in a cell that it keeps as a whole wait for its answer. */
    boolean isAwaitedIn(int cell) {
        return awaitedCells.get(cell);
    }

    /** Forgets a key; true if its change has to wait. */
    boolean forget(CacheKey key) {
        return Boolean.TRUE.equals(keys.remove(key));
    }

    /** To be told with the next message. */
    void tell(CacheKey key) {
        changed.add(key);
    }

    /** To be told with the next message. */
    void tell(CacheId cache, int cell) {
        cleared.add(new Invalidate.Cleared(cache, cell));
    }

    /** Makes a release wait for the answer to the next message. */
    void await(Release release) {
        release.awaitAnswer();
        waiting.add(release);
    }

    /** Tells what is to be told; gives of how much it has not said that it dropped it. */
    long flush() {
        isDue = false;
        if (!isOver) {
            sendAll();
        }
        changed = new ArrayList<>();
        cleared = new ArrayList<>();
        if (!waiting.isEmpty()) {
            waits.addLast(new Wait(told, leaseEndNanos, waiting));
            waiting = new ArrayList<>();
        }
        return unansweredCount;
    }

    private void sendAll() {
        int most = Invalidate.COUNT_MAX;
        for (int from = 0; from < Math.max(changed.size(), cleared.size()); from += most) {
            List<CacheKey> someKeys = part(changed, from, most);
            List<Invalidate.Cleared> someParts = part(cleared, from, most);
            Sent sent = new Sent(++told, someKeys.size() + someParts.size());
            unanswered.addLast(sent);
            unansweredCount += sent.count();
            link.send(new Invalidate(told, someKeys, someParts));
        }
    }

    private static <T> List<T> part(List<T> all, int from, int most) {
        int start = Math.min(from, all.size());
        return List.copyOf(all.subList(start, Math.min(all.size(), start + most)));
    }

    /** It has dropped all that messages up to {@code number} named. */
    void answered(long number) {
        while (!unanswered.isEmpty() && unanswered.peekFirst().number() <= number) {
            unansweredCount -= unanswered.removeFirst().count();
        }
        letGo(wait -> wait.number() <= number);
    }

    /** Nothing waits for leases that are over by now. */
    void leasesOver(long nowNanos) {
        letGo(wait -> wait.endNanos() - nowNanos <= 0);
    }

    /** It keeps nothing any more: nobody waits for it. */
    void dropAll() {
        hasLease = false;
        keys.clear();
        wholeCells.clear();
        awaitedCells.clear();
        flush();
        letGo(wait -> true);
    }

    private void letGo(Predicate<Wait> isOverNow) {
        while (!waits.isEmpty() && isOverNow.test(waits.peekFirst())) {
            waits.removeFirst().releases().forEach(Release::onAnswer);
        }
    }

    /** True if a release waits for it. */
    boolean isAwaited() {
        return !waits.isEmpty();
    }

    /** When the first wait ends at the latest; only if there {@link #isAwaited is} one. */
    long firstEndNanos() {
        return waits.peekFirst().endNanos();
    }
}
