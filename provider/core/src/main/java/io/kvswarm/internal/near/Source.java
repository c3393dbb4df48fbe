package io.kvswarm.internal.near;

import io.kvswarm.internal.wire.LeaseAsk;
import io.kvswarm.internal.wire.Link;
import java.util.concurrent.TimeUnit;

/**
 * One owner over one link, as far as it may be believed. Changed on the loop alone; safe to look at from any thread.
 *
 * <p>It ends with the link, at a gap, and with the owner's term; all entries that came from it end with it.
 */
final class Source {
    /** How long a lease counts here, from when it was asked for. */
    static final long LEASE_NANOS = TimeUnit.SECONDS.toNanos(2);

    private static final long ASK_AGAIN_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

    private final Link link;
    /** When the lease was asked for; null while there is none. */
    private volatile LeaseTime lease;

    private volatile boolean isAlive = true;
    private volatile boolean isUsed;
    private LeaseTime asked;
    private long term;
    private long seen;
    /** It looks from time to time whether its lease is to be renewed. */
    boolean isWatched;

    /** A source that has seen all that was told up to number {@code seen}. */
    Source(Link link, long seen) {
        this.link = link;
        this.seen = seen;
    }

    Link link() {
        return link;
    }

    boolean isAlive() {
        return isAlive;
    }

    /** True if what came from it may be used: it has a lease on both clocks. */
    boolean isLeased(long nowNanos, long nowWallMillis) {
        return isFresh(LEASE_NANOS, nowNanos, nowWallMillis);
    }

    /** True if the owner has been heard of less than {@code spanNanos} ago. */
    boolean isFresh(long spanNanos, long nowNanos, long nowWallMillis) {
        LeaseTime last = lease;
        return last != null && last.isWithin(spanNanos, nowNanos, nowWallMillis);
    }

    /** Notes that it was of use; from any thread. */
    void use() {
        if (!isUsed) {
            isUsed = true;
        }
    }

    boolean wasUsed() {
        boolean was = isUsed;
        isUsed = false;
        return was;
    }

    /** Asks for a lease unless an answer is on its way. */
    void ask(LeaseTime now) {
        if (asked == null || now.nanos() - asked.nanos() >= ASK_AGAIN_NANOS) {
            asked = now;
            link.send(new LeaseAsk(now.nanos()));
        }
    }

    boolean isAsked() {
        return asked != null;
    }

    /** Takes a lease; false if it is not the one that was asked for last. */
    boolean take(long stamp) {
        if (!isAlive || asked == null || asked.nanos() != stamp) {
            return false;
        }
        lease = asked;
        asked = null;
        return true;
    }

    /** True if the owner is in another term than it was. */
    boolean isOfOtherTerm(long newTerm) {
        boolean isOther = term != 0 && term != newTerm;
        term = newTerm;
        return isOther;
    }

    /** Number of the last message of which it knows. */
    long seen() {
        return seen;
    }

    void sees(long number) {
        seen = Math.max(seen, number);
    }

    /** Nothing that came from it may be used any more. */
    void end() {
        isAlive = false;
        lease = null;
    }
}
