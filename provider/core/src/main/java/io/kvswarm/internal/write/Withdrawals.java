package io.kvswarm.internal.write;

import io.kvswarm.api.ErrorCode;
import io.kvswarm.api.MutationId;
import io.kvswarm.api.SwarmException;
import io.kvswarm.internal.wire.Result;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** The last mutations whose callers were told that the outcome is unknown, and how they ended. Confined to the loop. */
final class Withdrawals {
    /** How many are remembered. */
    static final int COUNT_MAX = 65_536;

    private final Map<MutationId, CompletableFuture<Result>> outcomes = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<MutationId, CompletableFuture<Result>> eldest) {
            if (size() <= COUNT_MAX) {
                return false;
            }
            eldest.getValue().completeExceptionally(unknown(eldest.getKey()));
            return true;
        }
    };

    void remember(MutationId id) {
        outcomes.putIfAbsent(id, new CompletableFuture<>());
    }

    void ended(MutationId id, Result result) {
        CompletableFuture<Result> outcome = outcomes.get(id);
        if (outcome != null) {
            outcome.complete(result);
        }
    }

    /** Completes when the owner has told; fails if the id is none of those remembered. */
    CompletableFuture<Result> outcome(MutationId id) {
        CompletableFuture<Result> outcome = outcomes.get(id);
        return outcome != null ? outcome : CompletableFuture.failedFuture(unknown(id));
    }

    private static SwarmException unknown(MutationId id) {
        return new SwarmException(
                ErrorCode.OUTCOME_UNKNOWN,
                "the outcome of " + id + " cannot be told: it is none of the last " + COUNT_MAX
                        + " changes of this process that were given up");
    }
}
