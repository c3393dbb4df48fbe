package io.kvswarm.internal.wire;

import io.kvswarm.internal.base.BodyReader;
import io.kvswarm.internal.base.ByteSink;
import java.nio.ByteBuffer;
import java.util.HexFormat;

/**
 * One start of a writer's process: 128 random bits, never used before (RULES 1).
 *
 * @param high first eight bytes
 * @param low  last eight bytes
 */
public record SessionId(long high, long low) {
    /** Length in bytes. */
    public static final int BYTES = 16;

    /** The id in {@code bytes}, which are exactly {@value #BYTES}. */
    public static SessionId of(byte[] bytes) {
        if (bytes.length != BYTES) {
            throw new IllegalArgumentException("session id has " + bytes.length + " bytes, expected " + BYTES);
        }
        ByteBuffer in = ByteBuffer.wrap(bytes);
        return new SessionId(in.getLong(), in.getLong());
    }

    /** Reads an id. */
    public static SessionId readFrom(BodyReader in) {
        long high = in.int64("session.high", Long.MIN_VALUE, Long.MAX_VALUE);
        return new SessionId(high, in.int64("session.low", Long.MIN_VALUE, Long.MAX_VALUE));
    }

    /** Writes the id. */
    public void writeTo(ByteSink out) {
        out.int64(high).int64(low);
    }

    /** The {@value #BYTES} bytes. */
    public byte[] toBytes() {
        return ByteBuffer.allocate(BYTES).putLong(high).putLong(low).array();
    }

    @Override
    public String toString() {
        return HexFormat.of().toHexDigits(high) + HexFormat.of().toHexDigits(low);
    }
}
