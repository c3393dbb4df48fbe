package io.kvswarm.internal.storage;

import io.kvswarm.api.ErrorCode;
import io.kvswarm.api.SwarmException;
import io.kvswarm.internal.log.LogRecord;
import io.kvswarm.internal.log.RecordLog;
import io.kvswarm.internal.store.StoredEntry;
import io.kvswarm.internal.wire.Version;
import java.util.concurrent.CompletionStage;

/** Reads values that are only in the log, and checks that they are what the index says. Confined to the loop. */
final class LogValues {
    private final RecordLog log;

    LogValues(RecordLog log) {
        this.log = log;
    }

    CompletionStage<byte[]> read(StoredEntry entry) {
        return log.read(entry.record()).thenApply(record -> valueOf(entry, record));
    }

    private static byte[] valueOf(StoredEntry entry, LogRecord record) {
        Version version = new Version(record.cellEpoch(), record.term(), record.index());
        if (record.type() == RecordTypes.EFFECT && version.equals(entry.version())) {
            Effect effect = Effect.of(record);
            if (effect.key().equals(entry.key()) && effect.value().length == entry.valueBytes()) {
                return effect.value();
            }
        }
        throw new SwarmException(
                ErrorCode.CORRUPT,
                "the index points to " + record + " for " + entry
                        + ", which is another one; the value is not given out");
    }
}
