package io.kvswarm.internal.wire;

import io.kvswarm.internal.base.BodyReader;
import io.kvswarm.internal.base.ByteSink;
import java.util.ArrayList;
import java.util.List;

/**
 * An envelope: mutations of one session for one owner, in rising order; it may be made again with any subset (RULES 3).
 *
 * @param session the session
 * @param durable whether the session is durable: its writer has a data directory (RULES 10)
 * @param endMillis when a volatile session ends, in wall milliseconds; 0 for a durable one
 * @param entries 1 to {@value #COUNT_MAX}, numbers rising
 */
public record Block(SessionId session, boolean durable, long endMillis, List<BlockEntry> entries) implements Message {
    /** Most mutations of one block. */
    public static final int COUNT_MAX = 4096;

    private static List<BlockEntry> readEntries(BodyReader in) {
        int count = in.count("entries", COUNT_MAX, BlockEntry.BYTES_MIN);
        List<BlockEntry> entries = new ArrayList<>(count);
        long last = 0;
        for (int i = 0; i < count; i++) {
            BlockEntry entry = BlockEntry.readFrom(in);
            if (entry.mutation().number() <= last) {
                throw in.malformed("entries: number " + entry.mutation().number() + " follows " + last);
            }
            last = entry.mutation().number();
            entries.add(entry);
        }
        return entries;
    }

    static Block readFrom(BodyReader in) {
        SessionId session = SessionId.readFrom(in);
        boolean durable = in.flag("durable");
        long endMillis = in.int64("endMillis", 0, Long.MAX_VALUE);
        List<BlockEntry> entries = readEntries(in);
        return new Block(session, durable, endMillis, entries);
    }

    @Override
    public MessageType type() {
        return MessageType.BLOCK;
    }

    @Override
    public void writeTo(ByteSink out) {
        session.writeTo(out);
        out.flag(durable);
        out.int64(endMillis);
        out.int32(entries.size());
        for (BlockEntry entry : entries) {
            entry.writeTo(out);
        }
    }
}
