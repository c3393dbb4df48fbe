package io.kvswarm;

import io.kvswarm.api.Durability;
import io.kvswarm.internal.config.ConfigDocument;
import io.kvswarm.internal.node.SwarmNode;
import io.kvswarm.internal.wire.CacheId;
import io.kvswarm.internal.wire.CacheKey;
import io.kvswarm.internal.wire.Mutation.Kind;
import io.kvswarm.internal.write.Draft;
import io.kvswarm.internal.write.PendingView;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/**
 * Removals of keys whose changes were not made, left in the outbox until the owners can be reached. Confined to the
 * loop.
 *
 * <p>At most {@value #KEYS_MAX} removals of a cache wait; from then on the key's whole cell is cleared, once. A key
 * needs nothing more while something is still unsent that will remove it.
 */
final class Forgetting {
    /** Most removals of one cache that wait. */
    static final int KEYS_MAX = 16_384;

    private final SwarmNode node;
    private final Function<List<Draft>, CompletableFuture<Void>> log;
    private final int keysMax;
    private final Map<CacheId, Integer> waiting = new HashMap<>();

    /** {@code log} leaves drafts in the outbox, on the loop. */
    Forgetting(SwarmNode node, Function<List<Draft>, CompletableFuture<Void>> log, int keysMax) {
        this.node = node;
        this.log = log;
        this.keysMax = keysMax;
    }

    /** Leaves what is needed; completes when it is logged. */
    CompletableFuture<Void> forget(CacheId cache, List<byte[]> keys, Durability durability) {
        List<Draft> drafts = draftsFor(cache, keys, durability);
        return drafts.isEmpty()
                ? CompletableFuture.completedFuture(null)
                : log.apply(drafts).thenRun(() -> count(cache, drafts));
    }

    /** Removals of a cache that wait. */
    int waitingCount(CacheId cache) {
        return waiting.getOrDefault(cache, 0);
    }

    private List<Draft> draftsFor(CacheId cache, List<byte[]> keys, Durability durability) {
        PendingView pending = node.writer().pending();
        List<Draft> drafts = new ArrayList<>(keys.size());
        Set<Integer> cleared = new HashSet<>();
        int room = keysMax - waitingCount(cache);
        for (byte[] key : keys) {
            int cell = cellOf(key);
            if (pending.willRemove(new CacheKey(cache, key), cell) || cleared.contains(cell)) {
                continue;
            }
            if (room-- > 0) {
                drafts.add(Draft.remove(cache, key, durability));
            } else {
                cleared.add(cell);
                drafts.add(Draft.clear(cache, cell, durability));
            }
        }
        return drafts;
    }

    private void count(CacheId cache, List<Draft> drafts) {
        for (Draft draft : drafts) {
            if (draft.kind() == Kind.REMOVE && isWaiting(cache, draft.key())) {
                waiting.merge(cache, 1, Integer::sum);
            }
        }
    }

    private boolean isWaiting(CacheId cache, byte[] key) {
        return node.writer().pending().isBehind(new CacheKey(cache, key), cellOf(key), () -> ended(cache));
    }

    private void ended(CacheId cache) {
        waiting.computeIfPresent(cache, (same, count) -> count == 1 ? null : count - 1);
    }

    private int cellOf(byte[] key) {
        ConfigDocument config = node.config();
        return config.cells().cellOf(config.positions().position(key));
    }
}
