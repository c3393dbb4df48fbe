package io.kvswarm.internal.write;

import io.kvswarm.api.NodeId;
import io.kvswarm.internal.base.BodyReader;
import io.kvswarm.internal.base.ByteSink;
import io.kvswarm.internal.base.Limits;
import io.kvswarm.internal.log.LogRecord;
import io.kvswarm.internal.wire.Mutation;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * The records of an outbox.
 *
 * <p>Type {@value #MUTATIONS}, mutations in the order of their numbers; a later one of the same number replaces it:
 *
 * <pre>
 * bytes  field
 *     4  count
 *        for each:
 *     1  hasNode   1 for a message
 *    32  node      only then: whom it is for
 *     n  mutation  see {@link Mutation}
 * </pre>
 *
 * <p>Type {@value #MARKS}, what is done with; the first record of every outbox, and made again when segments go:
 *
 * <pre>
 * bytes  field
 *     8  ordinal   how many sessions the directory had before this one
 *     4  count     lanes
 *        for each:
 *     1  hasNode   1 for messages
 *    32  node      only then
 *     4  cell
 *     8  forgotten all numbers of the lane up to this one are done with
 * </pre>
 */
final class OutboxFormat {
    static final byte MUTATIONS = 1;
    static final byte MARKS = 2;
    /** Fewest bytes of a mutation in a record. */
    private static final int MUTATION_BYTES_MIN = 30;

    private static final int MARK_BYTES_MIN = 1 + Integer.BYTES + Long.BYTES;
    private static final int MARKS_MAX = 1 << 20;

    /** A mutation as it was read back; {@code node} is null unless it is a message. */
    record Logged(NodeId node, Mutation mutation) {}

    /** How far one lane is done with; {@code node} is null unless it is of messages. */
    record Mark(NodeId node, int cell, long forgotten) {}

    /** Which lane of a session: {@code node} is null unless it is of messages. */
    record LaneKey(NodeId node, int cell) {}

    /** What is done with in a session. */
    record Marks(long ordinal, List<Mark> marks) {}

    private OutboxFormat() {}

    static void writeMutation(Mutation mutation, NodeId node, ByteSink out) {
        writeNode(node, out);
        mutation.writeTo(out);
    }

    static List<Logged> readMutations(LogRecord record) {
        BodyReader in = new BodyReader("OutboxMutations", ByteBuffer.wrap(record.body()));
        int count = in.count("count", Integer.MAX_VALUE, MUTATION_BYTES_MIN);
        List<Logged> mutations = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            NodeId node = readNode(in);
            mutations.add(new Logged(node, Mutation.readFrom(in)));
        }
        in.end();
        return mutations;
    }

    static LogRecord marks(Marks marks) {
        ByteSink out = new ByteSink(Long.BYTES + Integer.BYTES + marks.marks().size() * MARK_BYTES_MIN);
        out.int64(marks.ordinal()).int32(marks.marks().size());
        for (Mark mark : marks.marks()) {
            writeNode(mark.node(), out);
            out.int32(mark.cell()).int64(mark.forgotten());
        }
        return LogRecord.ofNode(MARKS, out.toBytes());
    }

    static Marks readMarks(LogRecord record) {
        BodyReader in = new BodyReader("OutboxMarks", ByteBuffer.wrap(record.body()));
        long ordinal = in.int64("ordinal", 0, Long.MAX_VALUE);
        int count = in.count("count", MARKS_MAX, MARK_BYTES_MIN);
        List<Mark> marks = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            NodeId node = readNode(in);
            int cell = in.int32("cell", 0, Limits.CELLS_MAX - 1);
            marks.add(new Mark(node, cell, in.int64("forgotten", 0, Long.MAX_VALUE)));
        }
        in.end();
        return new Marks(ordinal, marks);
    }

    private static void writeNode(NodeId node, ByteSink out) {
        out.flag(node != null);
        if (node != null) {
            out.bytes(node.toBytes());
        }
    }

    private static NodeId readNode(BodyReader in) {
        return in.flag("hasNode") ? NodeId.of(in.bytes("node", NodeId.BYTES)) : null;
    }
}
