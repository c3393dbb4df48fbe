package io.kvswarm.internal.near;

import io.kvswarm.internal.wire.CacheId;
import io.kvswarm.internal.wire.CacheKey;
import io.kvswarm.internal.wire.Mutation;
import io.kvswarm.internal.write.OwnChanges;
import java.util.HashMap;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * Which keys, and which caches' parts in cells, this node's own changes are under way to: nothing of them is kept until
 * owners have answered, since owners do not tell a node of its own changes (RULES 7). Confined to the loop.
 */
final class Changing implements OwnChanges {
    private final Consumer<CacheKey> drop;
    private final BiConsumer<CacheId, Integer> clear;
    private final Map<CacheKey, Integer> keys = new HashMap<>();
    private final Map<Part, Integer> parts = new HashMap<>();

    private record Part(CacheId cache, int cell) {}

    Changing(Consumer<CacheKey> drop, BiConsumer<CacheId, Integer> clear) {
        this.drop = drop;
        this.clear = clear;
    }

    @Override
    public void begun(Mutation mutation) {
        switch (mutation.kind()) {
            case PUT, REMOVE, TOUCH -> {
                CacheKey key = new CacheKey(mutation.cache(), mutation.key());
                keys.merge(key, 1, Integer::sum);
                drop.accept(key);
            }
            case CLEAR, DESTROY -> {
                parts.merge(new Part(mutation.cache(), mutation.cell()), 1, Integer::sum);
                clear.accept(mutation.cache(), mutation.cell());
            }
            case WITHDRAW, LOST, MESSAGE, SETTINGS -> {}
        }
    }

    @Override
    public void ended(Mutation mutation) {
        switch (mutation.kind()) {
            case PUT, REMOVE, TOUCH ->
                keys.computeIfPresent(new CacheKey(mutation.cache(), mutation.key()), Changing::oneLess);
            case CLEAR, DESTROY ->
                parts.computeIfPresent(new Part(mutation.cache(), mutation.cell()), Changing::oneLess);
            case WITHDRAW, LOST, MESSAGE, SETTINGS -> {}
        }
    }

    private static <K> Integer oneLess(K key, Integer count) {
        return count == 1 ? null : count - 1;
    }

    boolean concerns(CacheKey key, int cell) {
        return (!keys.isEmpty() && keys.containsKey(key))
                || (!parts.isEmpty() && parts.containsKey(new Part(key.cache(), cell)));
    }
}
