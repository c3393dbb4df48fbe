package io.kvswarm.internal.wire;

import io.kvswarm.internal.base.BodyReader;
import io.kvswarm.internal.base.ByteSink;
import io.kvswarm.internal.base.Limits;
import java.util.ArrayList;
import java.util.List;

/**
 * Up to which number an idle writer holds all results of its session, cell by cell (RULES 11): the owner need not keep
 * those results. Says no more than {@link BlockEntry#confirmed()} does; not answered.
 *
 * @param session the session
 * @param marks 1 to {@value #COUNT_MAX}
 */
public record Confirm(SessionId session, List<Mark> marks) implements Message {
    /** Most marks of one message. */
    public static final int COUNT_MAX = 4096;

    private static final int MARK_BYTES = Integer.BYTES + Long.BYTES;

    /**
     * How far one cell is confirmed.
     *
     * @param cell      the cell
     * @param confirmed number up to which all results are held
     */
    public record Mark(int cell, long confirmed) {
        /** Checks both. */
        public Mark {
            Limits.between("mark.cell", cell, 0, Limits.CELLS_MAX - 1);
            Limits.between("mark.confirmed", confirmed, 1, Long.MAX_VALUE);
        }
    }

    static Confirm readFrom(BodyReader in) {
        SessionId session = SessionId.readFrom(in);
        int count = in.count("marks", COUNT_MAX, MARK_BYTES);
        List<Mark> marks = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            int cell = in.int32("mark.cell", 0, Limits.CELLS_MAX - 1);
            marks.add(new Mark(cell, in.int64("mark.confirmed", 1, Long.MAX_VALUE)));
        }
        return new Confirm(session, marks);
    }

    @Override
    public MessageType type() {
        return MessageType.CONFIRM;
    }

    @Override
    public void writeTo(ByteSink out) {
        session.writeTo(out);
        out.int32(marks.size());
        for (Mark mark : marks) {
            out.int32(mark.cell()).int64(mark.confirmed());
        }
    }
}
