package io.kvswarm.internal.log;

import io.kvswarm.api.ErrorCode;
import io.kvswarm.api.SwarmException;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** Opens a log: what is in it is read, checked and given out, then it is ready to go on. */
final class LogOpening {
    private final LogSetup setup;
    private final LogScan scan;
    private final Replay replay;

    LogOpening(LogSetup setup, Replay replay) {
        this.setup = setup;
        this.replay = replay;
        this.scan = new LogScan(setup, replay);
    }

    /** Completes on the loop. */
    CompletableFuture<OpenedLog> open() {
        setup.place().loop().assertInside();
        return new RecordPump(setup.place().loop(), setup.place().writer(), scan, replay.visitor())
                .start()
                .thenCompose(done -> finish())
                .exceptionallyCompose(failure -> CompletableFuture.failedFuture(
                        explained(failure, "log " + setup.identity().name() + " cannot be opened")));
    }

    private CompletableFuture<OpenedLog> finish() {
        var opened = new CompletableFuture<OpenedLog>();
        setup.place().writer().execute(() -> {
            try {
                SegmentedLog log = new SegmentedLog(setup, scan.finish(), scan.chain());
                OpenedLog found = found(log);
                setup.place().loop().execute(() -> {
                    log.begin();
                    opened.complete(found);
                });
            } catch (IOException | RuntimeException e) {
                setup.place().loop().execute(() -> opened.completeExceptionally(e));
            }
        });
        return opened;
    }

    private OpenedLog found(SegmentedLog log) {
        CellChain chain = scan.chain();
        return new OpenedLog(
                log,
                log.end(),
                chain.wholeHeads(),
                chain.brokenCells(),
                scan.losses(),
                List.copyOf(scan.damages()),
                scan.cutBytes());
    }

    /** The failure of a read; {@code what} failed. */
    static Throwable explained(Throwable failure, String what) {
        Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
        if (!(cause instanceof IOException)) {
            return cause;
        }
        return new SwarmException(
                ErrorCode.DISK_FAILED,
                what + ": " + cause.getMessage() + "; what is in it was not changed; check the disk",
                cause);
    }
}
