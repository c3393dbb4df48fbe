package io.kvswarm.internal.wire;

import io.kvswarm.internal.base.BodyReader;
import io.kvswarm.internal.base.ByteSink;
import java.util.ArrayList;
import java.util.List;

/**
 * Changes of entries of a watched cache, in the order of their records at the owner; none before its release (RULES 7).
 *
 * @param cache the cache
 * @param isOver true if events behind these were lost and the watch has ended: watch again to go on
 * @param events at most {@value #COUNT_MAX}
 */
public record Events(CacheId cache, boolean isOver, List<EntryEvent> events) implements Message {
    /** Most events of one message. */
    public static final int COUNT_MAX = 4096;

    private static List<EntryEvent> readEvents(BodyReader in) {
        int count = in.count("events", COUNT_MAX, EntryEvent.BYTES_MIN);
        List<EntryEvent> events = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            events.add(EntryEvent.readFrom(in));
        }
        return events;
    }

    static Events readFrom(BodyReader in) {
        CacheId cache = CacheId.readFrom(in);
        boolean isOver = in.flag("isOver");
        return new Events(cache, isOver, readEvents(in));
    }

    @Override
    public MessageType type() {
        return MessageType.EVENTS;
    }

    @Override
    public void writeTo(ByteSink out) {
        cache.writeTo(out);
        out.flag(isOver).int32(events.size());
        for (EntryEvent event : events) {
            event.writeTo(out);
        }
    }
}
