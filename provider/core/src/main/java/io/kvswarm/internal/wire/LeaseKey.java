package io.kvswarm.internal.wire;

import io.kvswarm.internal.base.BodyReader;
import io.kvswarm.internal.base.ByteSink;

/**
 * Asks an owner for the lease of a key, or for more time of one this link has. Answered with {@link KeyLeased}: an
 * extension at once, a lease once no other link has the key, in the order of the questions. Asking again while the
 * question waits leaves it its place and counts as the only one. It ends with the link.
 *
 * @param requestId   chosen by who asks, unique on its connection
 * @param key         the key
 * @param isExtension true for more time of a lease that is held; never waits
 */
public record LeaseKey(long requestId, CacheKey key, boolean isExtension) implements Message {
    /** How long a lease lasts: at the client from when it asked, at the owner from when it answers. */
    public static final int LIFE_MILLIS = 2_000;

    static LeaseKey readFrom(BodyReader in) {
        long requestId = in.int64("requestId", Long.MIN_VALUE, Long.MAX_VALUE);
        CacheKey key = CacheKey.readFrom(in);
        return new LeaseKey(requestId, key, in.flag("isExtension"));
    }

    @Override
    public MessageType type() {
        return MessageType.LEASE_KEY;
    }

    @Override
    public void writeTo(ByteSink out) {
        out.int64(requestId);
        key.writeTo(out);
        out.flag(isExtension);
    }
}
