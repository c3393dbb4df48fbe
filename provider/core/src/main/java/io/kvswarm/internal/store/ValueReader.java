package io.kvswarm.internal.store;

import java.util.concurrent.CompletionStage;

/** Reads values that are only in the log. */
@FunctionalInterface
public interface ValueReader {
    /**
     * Reads the value of {@code entry} out of the record at {@link StoredEntry#record()} and checks that record, key
     * and version are those of the entry. Called on the loop; the stage completes there, too, with a failure of {@code
     * CORRUPT} if anything does not verify or there is no such record.
     */
    CompletionStage<byte[]> read(StoredEntry entry);
}
