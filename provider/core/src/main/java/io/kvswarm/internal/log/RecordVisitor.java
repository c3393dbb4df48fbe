package io.kvswarm.internal.log;

import java.util.List;
import java.util.concurrent.CompletionStage;

/** Takes the records of a log, in the order they lie in. Called on the log's loop. */
@FunctionalInterface
public interface RecordVisitor {
    /**
     * Takes the next records, never none; 1 MiB and 4,096 of them at most, or one that is larger.
     *
     * <p>The log's own batch marks are left out; heads and checkpoints are among them. The next batch comes only when
     * the stage is complete; a stage that fails ends the visit with its failure.
     */
    CompletionStage<?> onBatch(List<LogRecord> batch);

    /** Bytes that do not verify have been met: in the batch that comes next, or after it, records may be missing. */
    default void onDamage() {}
}
