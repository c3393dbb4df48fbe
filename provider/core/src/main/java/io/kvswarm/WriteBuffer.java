package io.kvswarm;

import io.kvswarm.api.ErrorCode;
import io.kvswarm.api.SwarmException;
import io.kvswarm.internal.wire.CacheKey;
import io.kvswarm.internal.write.Draft;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * Changes of this process that are not flushed yet; the last of several for one key counts. Safe from any thread.
 *
 * <p>Buffer and outbox together are bounded: at the bound whoever puts waits, or fails if the swarm was opened so.
 */
final class WriteBuffer {
    private final long bytesMax;
    private final boolean failsWhenFull;
    private final LongSupplier queuedBytes;
    private Map<CacheKey, Draft> drafts = new LinkedHashMap<>();
    private long bytes;
    private volatile boolean hasDrafts;
    private boolean closed;
    /** How many callers wait for room, or look whether they have to. */
    private volatile int callers;

    /**
     * An empty buffer.
     *
     * @param queuedBytes bytes in the outbox; asked from any thread
     */
    WriteBuffer(long bytesMax, boolean failsWhenFull, LongSupplier queuedBytes) {
        this.bytesMax = bytesMax;
        this.failsWhenFull = failsWhenFull;
        this.queuedBytes = queuedBytes;
    }

    /** Adds a change, in place of an earlier one of its key. */
    synchronized void add(Draft draft) {
        awaitRoom(weightOf(draft));
        CacheKey key = new CacheKey(draft.cache(), draft.key());
        Draft before = drafts.remove(key);
        bytes += weightOf(draft) - (before == null ? 0 : weightOf(before));
        drafts.put(key, draft);
        hasDrafts = true;
    }

    /** Takes everything, in the order of the last change of each key. */
    synchronized List<Draft> take() {
        List<Draft> taken = new ArrayList<>(drafts.values());
        drafts = new LinkedHashMap<>();
        bytes = 0;
        hasDrafts = false;
        notifyAll();
        return taken;
    }

    /** Puts back what could not be submitted; what was buffered for a key since then counts more. */
    synchronized void giveBack(List<Draft> taken) {
        Map<CacheKey, Draft> newer = drafts;
        drafts = new LinkedHashMap<>();
        for (Draft draft : taken) {
            drafts.put(new CacheKey(draft.cache(), draft.key()), draft);
        }
        newer.forEach((key, draft) -> {
            drafts.remove(key);
            drafts.put(key, draft);
        });
        bytes = drafts.values().stream().mapToLong(WriteBuffer::weightOf).sum();
        hasDrafts = !drafts.isEmpty();
    }

    /** The buffered change of a key, or null; costs next to nothing while nothing is buffered. */
    Draft find(CacheKey key) {
        return hasDrafts ? look(key) : null;
    }

    private synchronized Draft look(CacheKey key) {
        return drafts.get(key);
    }

    /** Wakes who waits for room; to be called from time to time as the outbox empties, and after it has. */
    void onRoom() {
        if (callers > 0) {
            wake();
        }
    }

    private synchronized void wake() {
        notifyAll();
    }

    /** Fails who waits, and every later change. */
    synchronized void close() {
        closed = true;
        notifyAll();
    }

    private synchronized void awaitRoom(long more) {
        // Before it looks: whoever makes room sees it, or has made the room that it is going to see.
        callers++;
        try {
            awaitRoomCounted(more);
        } finally {
            callers--;
        }
    }

    private synchronized void awaitRoomCounted(long more) {
        boolean interrupted = false;
        // A change larger than the bound itself is let in when everything else has left.
        while (!closed && bytes + queuedBytes.getAsLong() + more > bytesMax && bytes + queuedBytes.getAsLong() > 0) {
            if (failsWhenFull) {
                throw new SwarmException(
                        ErrorCode.QUEUE_FULL,
                        "buffer and outbox hold " + (bytes + queuedBytes.getAsLong()) + " of at most " + bytesMax
                                + " bytes; this change was not buffered; flush, or wait for owners to confirm");
            }
            if (bytes > 0 && queuedBytes.getAsLong() == 0) {
                throw new SwarmException(
                        ErrorCode.QUEUE_FULL,
                        "the buffer holds " + bytes + " of at most " + bytesMax
                                + " bytes and nobody flushes it; this change was not buffered; flush first");
            }
            try {
                wait();
            } catch (InterruptedException e) {
                interrupted = true;
                break;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
            throw new SwarmException(
                    ErrorCode.QUEUE_FULL, "interrupted while waiting for room; this change was not buffered");
        }
        if (closed) {
            throw Failures.closed();
        }
    }

    private static long weightOf(Draft draft) {
        return 96L + draft.key().length + draft.value().length;
    }
}
