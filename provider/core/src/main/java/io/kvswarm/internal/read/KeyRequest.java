package io.kvswarm.internal.read;

import io.kvswarm.api.SwarmException;
import io.kvswarm.internal.wire.Answer;
import io.kvswarm.internal.wire.CacheKey;
import io.kvswarm.internal.wire.Link;
import io.kvswarm.internal.wire.Read.Hold;
import java.util.concurrent.CompletableFuture;

/** A key that is wanted. */
final class KeyRequest extends Request {
    private final CacheKey key;
    private final Keep keep;
    private final CompletableFuture<ReadAnswer> answer = new CompletableFuture<>();

    /** {@code keep} may want to keep the answer; null if nobody does. */
    KeyRequest(CacheKey key, int cell, boolean waitForOwner, Keep keep) {
        super(cell, waitForOwner);
        this.key = key;
        this.keep = keep;
    }

    CacheKey key() {
        return key;
    }

    CompletableFuture<ReadAnswer> answer() {
        return answer;
    }

    Hold asking(Link link) {
        return keep == null ? Hold.NO : keep.asking(link);
    }

    void answered(Link link, Answer owners, boolean isHeld) {
        boolean isAnswer = owners.status() == Answer.Status.PRESENT || owners.status() == Answer.Status.ABSENT;
        if (keep != null && isAnswer) {
            keep.answered(link, owners, isHeld);
        }
    }

    @Override
    void ended() {
        if (keep != null) {
            keep.ended();
        }
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
