package io.kvswarm.internal.slicing;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * SipHash-2-4 under one key: from the bytes of a key to its position in the key space. Immutable; shared between
 * threads.
 *
 * <p>A position is the hash's 8 bytes, in the order in which libsodium returns them, read as a big-endian number
 * without sign; as a fraction of 2^64 it lies in [0,1).
 */
public final class SipHash {
    /** Length of the hash's own key in bytes. */
    public static final int KEY_BYTES = 16;

    private static final VarHandle LITTLE_ENDIAN =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private final long k0;
    private final long k1;

    /** A hash under {@code hashKey}, 16 bytes. */
    public SipHash(byte[] hashKey) {
        if (hashKey.length != KEY_BYTES) {
            throw new IllegalArgumentException("hash key has " + hashKey.length + " bytes, expected " + KEY_BYTES);
        }
        k0 = (long) LITTLE_ENDIAN.get(hashKey, 0);
        k1 = (long) LITTLE_ENDIAN.get(hashKey, 8);
    }

    /** Position of {@code key}, unsigned. */
    public long position(byte[] key) {
        return position(key, 0, key.length);
    }

    /** Position of the key that is a part of {@code bytes}, unsigned. */
    public long position(byte[] bytes, int offset, int length) {
        long v0 = k0 ^ 0x736f6d6570736575L;
        long v1 = k1 ^ 0x646f72616e646f6dL;
        long v2 = k0 ^ 0x6c7967656e657261L;
        long v3 = k1 ^ 0x7465646279746573L;
        int words = length >>> 3;
        // After the whole words comes one with the bytes left over, then four rounds to finish: two empty words.
        for (int i = 0; i < words + 3; i++) {
            long word = i < words ? (long) LITTLE_ENDIAN.get(bytes, offset + 8 * i) : 0;
            if (i == words) {
                word = last(bytes, offset + 8 * i, length);
            } else if (i == words + 1) {
                v2 ^= 0xff;
            }
            v3 ^= word;
            for (int round = 0; round < 2; round++) {
                v0 += v1;
                v1 = Long.rotateLeft(v1, 13) ^ v0;
                v0 = Long.rotateLeft(v0, 32);
                v2 += v3;
                v3 = Long.rotateLeft(v3, 16) ^ v2;
                v0 += v3;
                v3 = Long.rotateLeft(v3, 21) ^ v0;
                v2 += v1;
                v1 = Long.rotateLeft(v1, 17) ^ v2;
                v2 = Long.rotateLeft(v2, 32);
            }
            v0 ^= word;
        }
        return Long.reverseBytes(v0 ^ v1 ^ v2 ^ v3);
    }

    /** The bytes after the last whole word, and the length of all in the highest byte. */
    private static long last(byte[] bytes, int at, int length) {
        long word = (long) length << 56;
        for (int i = (length & 7) - 1; i >= 0; i--) {
            word |= (bytes[at + i] & 0xffL) << (8 * i);
        }
        return word;
    }
}
