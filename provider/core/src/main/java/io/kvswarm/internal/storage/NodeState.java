package io.kvswarm.internal.storage;

import io.kvswarm.internal.base.BodyReader;
import io.kvswarm.internal.base.ByteSink;
import io.kvswarm.internal.base.Limits;
import io.kvswarm.internal.wire.CacheId;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What a storage node knows besides its cells: which it owns and since when, and what bounds the caches. The body of a
 * record of type {@link RecordTypes#NODE}; the newest one counts. Confined to the loop.
 *
 * <p>A cell is served because it stands here, not because a config says so (RULES 12).
 *
 * <pre>
 * bytes  field
 *     4  owned   count; each: cell 4, cellEpoch 8
 *     4  caches  count; each: cache id, see {@link CacheSettings}
 *     4  gone    count of destroyed caches, oldest first; each: cache id. Nothing more if there is nothing more
 *     4  broken  count of cells that lost records to damage; each: cell 4. Nothing if there are none
 * </pre>
 */
final class NodeState {
    /** So many destroyed caches are remembered, the newest; who still has an older one open finds it empty. */
    static final int DESTROYED_MAX = 65_536;

    private final TreeMap<Integer, Long> owned = new TreeMap<>();
    private final Map<CacheId, CacheSettings> caches = new HashMap<>();
    private final Set<CacheId> destroyed = new LinkedHashSet<>();
    private final Set<Integer> broken = new TreeSet<>();

    /** Each cell this node owns, with the epoch under which it took it. */
    SortedMap<Integer, Long> owned() {
        return owned;
    }

    Map<CacheId, CacheSettings> caches() {
        return caches;
    }

    /** Ids are never used again: a cache that is destroyed in one cell is so in all. */
    boolean isDestroyed(CacheId cache) {
        return !destroyed.isEmpty() && destroyed.contains(cache);
    }

    /** Takes note that a cache was destroyed; false if that is no news. */
    boolean destroy(CacheId cache) {
        if (!destroyed.add(cache)) {
            return false;
        }
        caches.remove(cache);
        if (destroyed.size() > DESTROYED_MAX) {
            destroyed.remove(destroyed.iterator().next());
        }
        return true;
    }

    /** Cells that lost records to damage: they stay so, also for an index that was made without these records. */
    Set<Integer> broken() {
        return broken;
    }

    /** Takes over what {@code older} knows to be destroyed or broken. */
    void inherit(NodeState older) {
        older.destroyed.forEach(this::destroy);
        broken.addAll(older.broken);
    }

    byte[] toBytes() {
        ByteSink out = new ByteSink(8 + owned.size() * 12);
        out.int32(owned.size());
        owned.forEach((cell, epoch) -> out.int32(cell).int64(epoch));
        out.int32(caches.size());
        caches.forEach((cache, settings) -> {
            cache.writeTo(out);
            settings.writeTo(out);
        });
        if (!destroyed.isEmpty() || !broken.isEmpty()) {
            out.int32(destroyed.size());
            destroyed.forEach(cache -> cache.writeTo(out));
        }
        if (!broken.isEmpty()) {
            out.int32(broken.size());
            broken.forEach(out::int32);
        }
        return out.toBytes();
    }

    static NodeState of(byte[] bytes) {
        NodeState state = new NodeState();
        if (bytes.length == 0) {
            return state;
        }
        BodyReader in = new BodyReader("NodeState", ByteBuffer.wrap(bytes));
        int ownedCount = in.count("owned", Limits.CELLS_MAX, Integer.BYTES + Long.BYTES);
        for (int i = 0; i < ownedCount; i++) {
            int cell = in.int32("cell", 0, Limits.CELLS_MAX - 1);
            state.owned.put(cell, in.int64("cellEpoch", 0, Long.MAX_VALUE));
        }
        int cacheCount = in.count("caches", Limits.CELLS_MAX, 1 + 17);
        for (int i = 0; i < cacheCount; i++) {
            CacheId cache = CacheId.readFrom(in);
            state.caches.put(cache, CacheSettings.readFrom(in));
        }
        int destroyedCount = in.remaining() == 0 ? 0 : in.count("destroyed", DESTROYED_MAX, 1);
        for (int i = 0; i < destroyedCount; i++) {
            state.destroyed.add(CacheId.readFrom(in));
        }
        int brokenCount = in.remaining() == 0 ? 0 : in.count("broken", Limits.CELLS_MAX, Integer.BYTES);
        for (int i = 0; i < brokenCount; i++) {
            state.broken.add(in.int32("cell", 0, Limits.CELLS_MAX - 1));
        }
        in.end();
        return state;
    }
}
