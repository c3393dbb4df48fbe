package io.kvswarm.internal.identity;

import io.kvswarm.internal.base.Hex;
import java.util.Arrays;
import java.util.Random;

/** Names one start of a writer's process: 16 random bytes, never used before. Immutable, ordered as unsigned bytes. */
public final class SessionId implements Comparable<SessionId> {
    /** Length of an id in bytes. */
    public static final int BYTES = 16;

    private final byte[] bytes;

    private SessionId(byte[] bytes) {
        this.bytes = bytes;
    }

    /** The id with these 16 bytes; copied. */
    public static SessionId of(byte[] bytes) {
        if (bytes.length != BYTES) {
            throw new IllegalArgumentException("session id has " + bytes.length + " bytes, expected " + BYTES);
        }
        return new SessionId(bytes.clone());
    }

    /** A new id; {@code random} is a {@link java.security.SecureRandom} outside of tests. */
    public static SessionId generate(Random random) {
        byte[] bytes = new byte[BYTES];
        random.nextBytes(bytes);
        return new SessionId(bytes);
    }

    /** The 16 bytes; a copy. */
    public byte[] toBytes() {
        return bytes.clone();
    }

    @Override
    public int compareTo(SessionId other) {
        return Arrays.compareUnsigned(bytes, other.bytes);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SessionId that && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    /** All 32 hex digits. */
    @Override
    public String toString() {
        return Hex.of(bytes);
    }
}
