package io.kvswarm.internal.wire;

import io.kvswarm.internal.base.BodyReader;
import io.kvswarm.internal.base.ByteSink;

/**
 * Asks an owner to tell of every change of a cache's entries on this link, or to stop. Watching what is watched already
 * is answered once more, and has no other effect. It ends with the link.
 *
 * @param requestId chosen by who asks, unique on its connection
 * @param cache the cache
 * @param on false to stop, which is not answered
 */
public record Watch(long requestId, CacheId cache, boolean on) implements Message {
    static Watch readFrom(BodyReader in) {
        long requestId = in.int64("requestId", Long.MIN_VALUE, Long.MAX_VALUE);
        CacheId cache = CacheId.readFrom(in);
        return new Watch(requestId, cache, in.flag("on"));
    }

    @Override
    public MessageType type() {
        return MessageType.WATCH;
    }

    @Override
    public void writeTo(ByteSink out) {
        out.int64(requestId);
        cache.writeTo(out);
        out.flag(on);
    }
}
