package io.kvswarm;

import io.kvswarm.api.ErrorCode;
import io.kvswarm.api.SwarmException;
import io.kvswarm.internal.wire.Outcome;
import io.kvswarm.internal.wire.Result;
import io.kvswarm.spi.CacheStore;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** What clearing a cache cell by cell has come to. */
final class ClearedCells {
    private ClearedCells() {}

    /**
     * What was removed.
     *
     * @param cells one for each cell; all of them have ended
     * @throws SwarmException as the first that failed; if only some did, with how many cells were cleared
     */
    static CacheStore.Cleared of(List<? extends CompletableFuture<Result>> cells) {
        SwarmException first = null;
        int failed = 0;
        int unknown = 0;
        for (CompletableFuture<Result> cell : cells) {
            if (cell.isCompletedExceptionally()) {
                SwarmException failure = failureOf(cell);
                failed++;
                unknown += failure.code() == ErrorCode.OUTCOME_UNKNOWN ? 1 : 0;
                first = first == null ? failure : first;
            }
        }
        if (failed > 0) {
            throw failed == cells.size() && (unknown == 0 || unknown == failed)
                    ? first
                    : partly(cells.size(), failed, unknown, first);
        }
        return sumOf(cells);
    }

    private static CacheStore.Cleared sumOf(List<? extends CompletableFuture<Result>> cells) {
        long sum = 0;
        boolean isWhole = true;
        for (CompletableFuture<Result> cell : cells) {
            Result result = cell.join();
            if (result.outcome() == Outcome.APPLIED) {
                sum += ByteBuffer.wrap(result.entry().value()).getLong();
            } else {
                isWhole = false;
            }
        }
        return new CacheStore.Cleared(sum, isWhole);
    }

    private static SwarmException partly(int cells, int failed, int unknown, SwarmException first) {
        return new SwarmException(
                unknown > 0 ? ErrorCode.OUTCOME_UNKNOWN : first.code(),
                "of the cache's " + cells + " cells " + (cells - failed) + " were cleared, " + (failed - unknown)
                        + " were not, and of " + unknown + " it is not known: " + first.getMessage(),
                first);
    }

    private static SwarmException failureOf(CompletableFuture<Result> cell) {
        Throwable failure =
                cell.handle((result, thrown) -> Failures.unwrapped(thrown)).join();
        return failure instanceof SwarmException known
                ? known
                : new SwarmException(ErrorCode.OUTCOME_UNKNOWN, String.valueOf(failure.getMessage()), failure);
    }
}
