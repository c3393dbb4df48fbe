package io.kvswarm.internal.wire;

import io.kvswarm.internal.base.BodyReader;
import io.kvswarm.internal.base.ByteSink;
import io.kvswarm.internal.base.Limits;

/**
 * Mutations that have not ended, and what the writer is to do. Silence and this are not ends (RULES 4).
 *
 * @param session the session
 * @param cell the cell it is about
 * @param reason what kept it from going on
 * @param number for {@link Reason#GAP} the last number of the session the cell has, else the first that did not end
 * @param waitMillis wait that long before sending again
 * @param detail one line for logs and errors
 */
public record Nack(SessionId session, int cell, Reason reason, long number, int waitMillis, String detail)
        implements Message {
    /** Why mutations have not ended. */
    public enum Reason {
        /** Numbers before it are missing; send again from behind {@code number}. */
        GAP,
        /** The cell has another owner; take the newer config and route again. */
        MOVED,
        /** The owner's disk is full. */
        STORAGE_FULL,
        /** The owner is over a limit. */
        RETRY_AFTER,
        /** The session's writer may not write, or no longer. */
        NOT_AUTHORISED,
        /** The cell's data is damaged, or its owner's disk failed. */
        UNUSABLE
    }

    static Nack readFrom(BodyReader in) {
        SessionId session = SessionId.readFrom(in);
        int cell = in.int32("cell", 0, Limits.CELLS_MAX - 1);
        Reason reason = Reason.values()[in.int8("reason", 0, Reason.values().length - 1)];
        long number = in.int64("number", 0, Long.MAX_VALUE);
        int waitMillis = in.int32("waitMillis", 0, 60_000);
        String detail = in.text("detail", 1024);
        return new Nack(session, cell, reason, number, waitMillis, detail);
    }

    @Override
    public MessageType type() {
        return MessageType.NACK;
    }

    @Override
    public void writeTo(ByteSink out) {
        session.writeTo(out);
        out.int32(cell);
        out.int8(reason.ordinal());
        out.int64(number);
        out.int32(waitMillis);
        out.text(detail);
    }
}
