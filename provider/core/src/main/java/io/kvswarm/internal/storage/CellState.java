package io.kvswarm.internal.storage;

import io.kvswarm.internal.base.BodyReader;
import io.kvswarm.internal.base.ByteSink;
import io.kvswarm.internal.base.Limits;
import io.kvswarm.internal.log.LogRecord;
import io.kvswarm.internal.wire.CacheId;
import io.kvswarm.internal.wire.SessionId;
import io.kvswarm.internal.wire.Version;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;

/**
 * What is known of one cell besides its entries: how far its log is, which sessions wrote to it, what was cleared.
 * Confined to the loop. It is part of checkpoints and of the index.
 *
 * <pre>
 * bytes  field
 *     8  cellEpoch    epoch under which this node took the cell
 *     8  index        of the newest record
 *     8  ownerMillis  owner time of the newest record
 *     4  sessions     count; each: id 16, see {@link SessionMark}
 *     4  floors       count; each: cache id, version 24: entries of that cache below it are absent
 * </pre>
 */
final class CellState {
    private static final int SESSIONS_MAX = 1 << 20;

    private final int cell;
    private final long cellEpoch;
    private final Map<SessionId, SessionMark> sessions = new HashMap<>();
    private final Map<CacheId, Version> floors = new HashMap<>();
    private long index;
    private long ownerMillis;

    CellState(int cell, long cellEpoch) {
        this.cell = cell;
        this.cellEpoch = cellEpoch;
    }

    int cell() {
        return cell;
    }

    long cellEpoch() {
        return cellEpoch;
    }

    /** Index of the newest record; 0 before the first. */
    long index() {
        return index;
    }

    long ownerMillis() {
        return ownerMillis;
    }

    /** The mark of a session, or null if it never wrote here. */
    SessionMark session(SessionId id) {
        return sessions.get(id);
    }

    Map<SessionId, SessionMark> sessions() {
        return sessions;
    }

    Map<CacheId, Version> floors() {
        return floors;
    }

    /** A record of this cell to append: the next index under this cell's epoch. */
    LogRecord next(byte type, long term, byte[] body) {
        return new LogRecord(type, false, cell, cellEpoch, term, index + 1, body);
    }

    /** Takes note of a record that was appended. */
    void advanceTo(LogRecord record) {
        if (record.index() != index + 1) {
            throw new IllegalStateException("cell " + cell + ": index " + record.index() + " follows " + index);
        }
        index = record.index();
    }

    /** Takes note of a record that is replayed; records before it may be gone behind a checkpoint. */
    void replayed(LogRecord record) {
        index = Math.max(index, record.index());
    }

    void timeIs(long newOwnerMillis) {
        ownerMillis = Math.max(ownerMillis, newOwnerMillis);
    }

    byte[] toBytes() {
        ByteSink out = new ByteSink(256);
        out.int64(cellEpoch).int64(index).int64(ownerMillis).int32(sessions.size());
        sessions.forEach((id, mark) -> {
            id.writeTo(out);
            mark.writeTo(out);
        });
        out.int32(floors.size());
        floors.forEach((cache, floor) -> {
            cache.writeTo(out);
            floor.writeTo(out);
        });
        return out.toBytes();
    }

    static CellState of(int cell, byte[] bytes) {
        BodyReader in = new BodyReader("CellState", ByteBuffer.wrap(bytes));
        CellState state = new CellState(cell, in.int64("cellEpoch", 0, Long.MAX_VALUE));
        state.index = in.int64("index", 0, Long.MAX_VALUE);
        state.ownerMillis = in.int64("ownerMillis", 0, Long.MAX_VALUE);
        int sessionCount = in.count("sessions", SESSIONS_MAX, SessionId.BYTES);
        for (int i = 0; i < sessionCount; i++) {
            SessionId id = SessionId.readFrom(in);
            state.sessions.put(id, SessionMark.readFrom(in));
        }
        int floorCount = in.count("floors", Limits.CELLS_MAX, 1 + Version.BYTES);
        for (int i = 0; i < floorCount; i++) {
            CacheId cache = CacheId.readFrom(in);
            state.floors.put(cache, Version.readFrom(in));
        }
        in.end();
        return state;
    }
}
