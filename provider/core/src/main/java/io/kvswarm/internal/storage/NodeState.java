package io.kvswarm.internal.storage;

import io.kvswarm.internal.base.BodyReader;
import io.kvswarm.internal.base.ByteSink;
import io.kvswarm.internal.base.Limits;
import io.kvswarm.internal.wire.CacheId;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

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
 * </pre>
 */
final class NodeState {
    private final TreeMap<Integer, Long> owned = new TreeMap<>();
    private final Map<CacheId, CacheSettings> caches = new HashMap<>();

    /** Each cell this node owns, with the epoch under which it took it. */
    SortedMap<Integer, Long> owned() {
        return owned;
    }

    Map<CacheId, CacheSettings> caches() {
        return caches;
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
        in.end();
        return state;
    }
}
