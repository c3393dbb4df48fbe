package io.kvswarm.internal.wire;

import io.kvswarm.internal.base.BodyReader;
import io.kvswarm.internal.base.ByteSink;
import java.util.ArrayList;
import java.util.List;

/**
 * Answers a {@link Scan}.
 *
 * @param requestId chosen by who asks, unique on its connection
 * @param status {@link Answer.Status#PRESENT} if it could be read
 * @param entries at most {@link Scan#LIMIT_MAX}
 * @param last true if the cell has no more
 */
public record Page(long requestId, Answer.Status status, List<PageEntry> entries, boolean last) implements Message {
    private static List<PageEntry> readEntries(BodyReader in) {
        int count = in.count("entries", Scan.LIMIT_MAX, PageEntry.BYTES_MIN);
        List<PageEntry> entries = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            entries.add(PageEntry.readFrom(in));
        }
        return entries;
    }

    static Page readFrom(BodyReader in) {
        long requestId = in.int64("requestId", Long.MIN_VALUE, Long.MAX_VALUE);
        Answer.Status status = Answer.readStatus(in);
        List<PageEntry> entries = readEntries(in);
        boolean last = in.flag("last");
        return new Page(requestId, status, entries, last);
    }

    @Override
    public MessageType type() {
        return MessageType.PAGE;
    }

    @Override
    public void writeTo(ByteSink out) {
        out.int64(requestId);
        out.int8(status.ordinal());
        out.int32(entries.size());
        for (PageEntry entry : entries) {
            entry.writeTo(out);
        }
        out.flag(last);
    }
}
