package io.kvswarm.internal.write;

import io.kvswarm.internal.log.LogRecord;

/** One record of an outbox and how many of its mutations are not forgotten. Confined to the loop. */
final class OutboxRecord {
    final LogRecord record;
    int live;

    OutboxRecord(LogRecord record, int live) {
        this.record = record;
        this.live = live;
    }
}
