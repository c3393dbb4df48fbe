package io.kvswarm.internal.storage;

import io.kvswarm.api.NodeId;
import io.kvswarm.internal.base.BodyReader;
import io.kvswarm.internal.base.ByteSink;
import io.kvswarm.internal.log.LogRecord;
import io.kvswarm.internal.wire.SessionId;
import java.nio.ByteBuffer;

/**
 * Bodies of the two records of a session in a cell.
 *
 * <pre>
 * SESSION: session 16, writer 32, durable 1, endMillis 8
 * SESSION_END: session 16
 * </pre>
 */
final class SessionRecords {
    private SessionRecords() {}

    static byte[] begin(SessionId session, SessionMark mark) {
        ByteSink out = new ByteSink(64);
        session.writeTo(out);
        out.bytes(mark.writer().toBytes()).flag(mark.isDurable()).int64(mark.endMillis());
        return out.toBytes();
    }

    static byte[] end(SessionId session) {
        return session.toBytes();
    }

    /** Applies a record of type SESSION to the state of its cell. */
    static void applyBegin(CellState cell, LogRecord record) {
        BodyReader in = new BodyReader("Session", ByteBuffer.wrap(record.body()));
        SessionId session = SessionId.readFrom(in);
        NodeId writer = NodeId.of(in.bytes("writer", NodeId.BYTES));
        boolean durable = in.flag("durable");
        long endMillis = in.int64("endMillis", 0, Long.MAX_VALUE);
        in.end();
        cell.sessions().put(session, new SessionMark(writer, durable, endMillis));
    }

    /** Applies a record of type SESSION_END to the state of its cell. */
    static void applyEnd(CellState cell, LogRecord record) {
        cell.sessions().remove(SessionId.of(record.body()));
    }
}
