package io.kvswarm.internal.read;

import io.kvswarm.api.SwarmException;
import io.kvswarm.internal.wire.CacheKey;
import java.util.concurrent.CompletableFuture;

/** A key that is wanted. */
final class KeyRequest extends Request {
    private final CacheKey key;
    private final CompletableFuture<ReadAnswer> answer = new CompletableFuture<>();

    KeyRequest(CacheKey key, int cell, boolean waitForOwner) {
        super(cell, waitForOwner);
        this.key = key;
    }

    CacheKey key() {
        return key;
    }

    CompletableFuture<ReadAnswer> answer() {
        return answer;
    }

    @Override
    boolean isBehind(OwnWrites own, Runnable whenEnded) {
        return own.isBehind(key, cell(), whenEnded);
    }

    @Override
    void fail(SwarmException failure) {
        answer.completeExceptionally(failure);
    }
}
