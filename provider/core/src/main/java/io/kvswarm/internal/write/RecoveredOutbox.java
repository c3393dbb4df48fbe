package io.kvswarm.internal.write;

import io.kvswarm.internal.log.Damage;
import io.kvswarm.internal.log.LogRecord;
import io.kvswarm.internal.log.OpenedLog;
import io.kvswarm.internal.log.RecordLog;
import io.kvswarm.internal.wire.Mutation;
import io.kvswarm.internal.wire.SessionId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What was found in one outbox. */
final class RecoveredOutbox {
    private static final Logger LOG = LoggerFactory.getLogger(RecoveredOutbox.class);

    private final SessionId session;
    /** The newest record of each number counts: a withdrawal stands for what it withdraws. */
    private final TreeMap<Long, Found> mutations = new TreeMap<>();

    private final List<OutboxRecord> records = new ArrayList<>();
    private OutboxFormat.Marks marks = new OutboxFormat.Marks(0, List.of());
    private OpenedLog opened;

    /** A mutation and the record it lies in. */
    record Found(OutboxFormat.LaneKey lane, Mutation mutation, OutboxRecord record) {}

    RecoveredOutbox(SessionId session) {
        this.session = session;
    }

    void take(List<LogRecord> batch) {
        for (LogRecord record : batch) {
            OutboxRecord kept = new OutboxRecord(record, 0);
            if (record.type() == OutboxFormat.MUTATIONS) {
                records.add(kept);
                for (OutboxFormat.Logged logged : OutboxFormat.readMutations(record)) {
                    OutboxFormat.LaneKey lane = new OutboxFormat.LaneKey(
                            logged.node(), logged.mutation().cell());
                    mutations.put(logged.mutation().number(), new Found(lane, logged.mutation(), kept));
                }
            } else if (record.type() == OutboxFormat.MARKS) {
                marks = OutboxFormat.readMarks(record);
            }
        }
    }

    RecoveredOutbox opened(OpenedLog log) {
        opened = log;
        return this;
    }

    SessionId session() {
        return session;
    }

    RecordLog log() {
        return opened.log();
    }

    long ordinal() {
        return marks.ordinal();
    }

    List<OutboxFormat.Mark> marks() {
        return marks.marks();
    }

    Collection<Found> mutations() {
        return mutations.values();
    }

    List<OutboxRecord> records() {
        return records;
    }

    void warnOfDamage() {
        for (Damage damage : opened.damages()) {
            LOG.warn("the outbox of session {} is damaged, changes in it may be lost: {}", session, damage.message());
        }
    }
}
