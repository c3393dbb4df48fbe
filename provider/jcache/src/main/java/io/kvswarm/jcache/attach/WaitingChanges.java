package io.kvswarm.jcache.attach;

import io.kvswarm.api.ErrorCode;
import io.kvswarm.api.SwarmException;
import io.kvswarm.spi.EntryChange;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Changes of a cache whose swarm has not been found yet: the last one of each key. In memory, bounded. Not safe: its
 * owner guards it.
 */
final class WaitingChanges {
    /** Most bytes that wait. */
    static final long BYTES_MAX = 64L << 20;

    private static final int WEIGHT = 96;

    private final Map<ByteBuffer, EntryChange> changes = new LinkedHashMap<>();
    private boolean isCleared;
    private long bytes;

    boolean isEmpty() {
        return changes.isEmpty() && !isCleared;
    }

    /** True if what was there before these changes is to be removed. */
    boolean isCleared() {
        return isCleared;
    }

    /** The last change of a key; null if there is none. */
    EntryChange find(byte[] key) {
        return changes.get(ByteBuffer.wrap(key));
    }

    /**
     * Adds changes, all or none.
     *
     * @throws SwarmException {@code QUEUE_FULL}
     */
    void add(List<EntryChange> added) {
        long more = added.stream().mapToLong(WaitingChanges::weightOf).sum();
        if (bytes + more > BYTES_MAX) {
            throw new SwarmException(
                    ErrorCode.QUEUE_FULL,
                    bytes + " bytes of changes wait until the swarm is found, and " + more
                            + " more would pass the limit of " + BYTES_MAX + "; nothing of this call was taken");
        }
        added.forEach(this::add);
    }

    private void add(EntryChange change) {
        EntryChange before = changes.remove(ByteBuffer.wrap(change.key()));
        changes.put(ByteBuffer.wrap(change.key()), change);
        bytes += weightOf(change) - (before == null ? 0 : weightOf(before));
    }

    /** Everything goes that is there, and all that waits. */
    void clear() {
        changes.clear();
        bytes = 0;
        isCleared = true;
    }

    /** All changes, in the order of the last one of each key. */
    List<EntryChange> all() {
        return new ArrayList<>(changes.values());
    }

    /** Forgets changes that were delivered, unless there are later ones of their keys. */
    void delivered(List<EntryChange> done) {
        for (EntryChange change : done) {
            if (changes.remove(ByteBuffer.wrap(change.key()), change)) {
                bytes -= weightOf(change);
            }
        }
    }

    /** The removal of everything was delivered. */
    void clearDelivered() {
        isCleared = false;
    }

    private static long weightOf(EntryChange change) {
        return WEIGHT + change.key().length + (long) change.value().length;
    }
}
