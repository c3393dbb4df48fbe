package io.kvswarm.internal.log;

import java.io.IOException;
import java.util.List;

/** Reads records from files in batches. Used on one worker. */
interface RecordSource {
    /** Most records of a batch. */
    int BATCH_RECORDS = 4_096;
    /** A batch is full once its records have this many bytes. */
    int BATCH_BYTES = 1024 * 1024;

    /** The next records; empty at the end. */
    List<LogRecord> nextBatch() throws IOException;

    /** True if records may be missing among or before those of the last batch. */
    boolean lacksRecords();
}
