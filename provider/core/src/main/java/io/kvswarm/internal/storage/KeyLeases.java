package io.kvswarm.internal.storage;

import io.kvswarm.internal.base.Loop;
import io.kvswarm.internal.wire.Answer.Status;
import io.kvswarm.internal.wire.CacheKey;
import io.kvswarm.internal.wire.KeyLeased;
import io.kvswarm.internal.wire.LeaseKey;
import io.kvswarm.internal.wire.Link;
import io.kvswarm.internal.wire.Mutation;
import io.kvswarm.internal.wire.ReturnKey;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * Which link has the lease of which key, and who waits for it. Confined to the loop.
 *
 * <p>A lease holds off what other links want to change on condition of a version, and nothing else (RULES 5). So it is
 * a courtesy: a change is still decided by the version alone, and a lease that is forgotten, by a crash or with its
 * link, costs its holder a conflict and nobody a wrong result. Therefore it is kept in memory and is no record.
 */
final class KeyLeases {
    /** Most keys of which one link may have the lease or wait for it. */
    static final int KEYS_MAX = 16_384;
    /** The holder counts from before the grant, and its clock may be slower by one in a hundred. */
    static final long LIFE_NANOS = TimeUnit.MILLISECONDS.toNanos(LeaseKey.LIFE_MILLIS + LeaseKey.LIFE_MILLIS / 100);

    private static final long MILLI = TimeUnit.MILLISECONDS.toNanos(1);

    private final Owner owner;
    private final Map<CacheKey, Lease> leases = new HashMap<>();
    private final Map<Link, Set<CacheKey>> byLink = new HashMap<>();

    KeyLeases(Owner owner) {
        this.owner = owner;
    }

    /** A question that waits. */
    private record Waiting(Link link, long requestId, long askedNanos) {}

    /** The lease of one key. */
    private static final class Lease {
        private final ArrayDeque<Waiting> waiting = new ArrayDeque<>(2);
        private Link holder;
        private long endNanos;
        /** Wakes who waits when it runs out; null if nobody waits. */
        private Loop.Timer timer;
    }

    /** How many keys somebody has the lease of, or had and nobody has asked since. */
    int size() {
        return leases.size();
    }

    /** For how long at most a change has to keep off; 0 if it may go on. */
    long busyMillis(Link link, Mutation mutation) {
        if (leases.isEmpty() || !isHeldOff(mutation)) {
            return 0;
        }
        Lease lease = leases.get(new CacheKey(mutation.cache(), mutation.key()));
        long left = lease == null || lease.holder == link ? 0 : lease.endNanos - now();
        return left <= 0 ? 0 : 1 + left / MILLI;
    }

    /** A touch leaves the version: it is in nobody's way. */
    private static boolean isHeldOff(Mutation mutation) {
        return switch (mutation.kind()) {
            case PUT, REMOVE -> Evaluator.comparesVersion(mutation);
            case TOUCH, CLEAR, WITHDRAW, LOST, MESSAGE, SETTINGS, DESTROY -> false;
        };
    }

    void onAsked(Link link, LeaseKey question) {
        CacheKey key = question.key();
        Status refusal = refusal(link, key);
        Lease lease = leases.get(key);
        if (refusal != null) {
            link.send(new KeyLeased(question.requestId(), refusal, 0));
        } else if (lease != null && lease.holder == link && isRunning(lease)) {
            lease.endNanos = now() + LIFE_NANOS;
            link.send(new KeyLeased(question.requestId(), Status.PRESENT, 0));
        } else if (question.isExtension()) {
            link.send(new KeyLeased(question.requestId(), Status.ABSENT, 0));
        } else if (isNoMore(link, key)) {
            link.send(new KeyLeased(question.requestId(), Status.UNUSABLE, 0));
        } else {
            queue(link, question, lease == null ? leases.computeIfAbsent(key, missing -> new Lease()) : lease);
        }
    }

    private Status refusal(Link link, CacheKey key) {
        if (!owner.access().mayWrite(link.principal())) {
            return Status.NOT_AUTHORISED;
        }
        if (owner.cells().find(owner.keys().cells().of(owner.keys().positionOf(key.key()))) == null) {
            return Status.MOVED;
        }
        return owner.node().isDestroyed(key.cache()) ? Status.NO_SUCH_CACHE : null;
    }

    private boolean isNoMore(Link link, CacheKey key) {
        Set<CacheKey> keys = byLink.computeIfAbsent(link, missing -> new HashSet<>());
        if (keys.size() >= KEYS_MAX) {
            dropOver(link, keys);
        }
        return keys.size() >= KEYS_MAX && !keys.contains(key);
    }

    /** Forgets leases that have run out and were never given back. */
    private void dropOver(Link link, Set<CacheKey> keys) {
        keys.removeIf(key -> {
            Lease lease = leases.get(key);
            boolean isOver = lease.holder == link && !isRunning(lease) && lease.waiting.isEmpty();
            if (isOver) {
                leases.remove(key);
            }
            return isOver;
        });
    }

    private void queue(Link link, LeaseKey question, Lease lease) {
        CacheKey key = question.key();
        Waiting asked = new Waiting(link, question.requestId(), now());
        if (lease.holder == link) {
            lease.holder = null;
        }
        boolean isRepeat = replace(lease, asked);
        if (!isRepeat) {
            byLink.get(link).add(key);
            lease.waiting.addLast(asked);
        }
        if (!isRunning(lease)) {
            next(key, lease);
        } else if (lease.timer == null) {
            wake(key, lease);
        }
    }

    private static boolean replace(Lease lease, Waiting asked) {
        List<Waiting> before = List.copyOf(lease.waiting);
        if (before.stream().noneMatch(waiting -> waiting.link() == asked.link())) {
            return false;
        }
        lease.waiting.clear();
        before.forEach(waiting -> lease.waiting.addLast(waiting.link() == asked.link() ? asked : waiting));
        return true;
    }

    private boolean isRunning(Lease lease) {
        return lease.holder != null && lease.endNanos - now() > 0;
    }

    /** Gives a key to who has waited longest; forgets it if nobody does. */
    private void next(CacheKey key, Lease lease) {
        if (lease.holder != null) {
            forget(lease.holder, key);
        }
        Waiting first = lease.waiting.pollFirst();
        if (first == null) {
            stop(lease);
            leases.remove(key);
            return;
        }
        lease.holder = first.link();
        lease.endNanos = now() + LIFE_NANOS;
        long waitedMillis = (now() - first.askedNanos()) / MILLI;
        first.link().send(new KeyLeased(first.requestId(), Status.PRESENT, waitedMillis));
        if (lease.waiting.isEmpty()) {
            stop(lease);
        } else if (lease.timer == null) {
            wake(key, lease);
        }
    }

    private void wake(CacheKey key, Lease lease) {
        lease.timer = owner.loop().schedule(lease.endNanos - now(), () -> {
            lease.timer = null;
            if (isRunning(lease)) {
                wake(key, lease);
            } else {
                next(key, lease);
            }
        });
    }

    private static void stop(Lease lease) {
        if (lease.timer != null) {
            lease.timer.cancel();
            lease.timer = null;
        }
    }

    void onReturned(Link link, ReturnKey returned) {
        Set<CacheKey> keys = byLink.get(link);
        if (keys != null && keys.contains(returned.key())) {
            giveBack(link, returned.key());
        }
    }

    private void giveBack(Link link, CacheKey key) {
        Lease lease = leases.get(key);
        if (lease.holder == link) {
            next(key, lease);
        } else {
            lease.waiting.removeIf(waiting -> waiting.link() == link);
            forget(link, key);
            if (lease.waiting.isEmpty()) {
                stop(lease);
            }
        }
    }

    private void forget(Link link, CacheKey key) {
        Set<CacheKey> keys = byLink.get(link);
        if (keys != null && keys.remove(key) && keys.isEmpty()) {
            byLink.remove(link);
        }
    }

    /** Gives back whatever a link has or waits for. */
    void onLinkEnd(Link link) {
        for (CacheKey key : List.copyOf(byLink.getOrDefault(link, Set.of()))) {
            giveBack(link, key);
        }
        byLink.remove(link);
    }

    /** Nobody is given a key any more. */
    void close() {
        leases.values().forEach(KeyLeases::stop);
        leases.clear();
        byLink.clear();
    }

    private long now() {
        return owner.clock().nanos();
    }
}
