package io.kvswarm.jcache.codec;

import java.nio.charset.StandardCharsets;

/** Bytes to read fields from, each checked before anything is allocated for it. Not shared between threads. */
final class Source {
    private final byte[] bytes;
    private int position;

    Source(byte[] bytes) {
        this.bytes = bytes;
    }

    int int8() {
        need(1);
        return bytes[position++];
    }

    int uint8() {
        return int8() & 0xff;
    }

    int int16() {
        need(2);
        return (int8() << 8) | uint8();
    }

    int int32() {
        need(4);
        return (int16() << 16) | (int16() & 0xffff);
    }

    long int64() {
        need(8);
        return ((long) int32() << 32) | (int32() & 0xffffffffL);
    }

    /** A count of things that take at least {@code itemBytes} bytes each: one that the rest cannot hold is refused. */
    int count(int itemBytes) {
        long value = 0;
        for (int shift = 0; shift < 35; shift += 7) {
            int part = uint8();
            value |= (long) (part & 0x7f) << shift;
            if (part < 0x80) {
                if (value * itemBytes > remaining()) {
                    throw new MalformedValueException("a count is " + value + ", but " + remaining() + " bytes follow");
                }
                return (int) value;
            }
        }
        throw new MalformedValueException("a count has more than 5 bytes");
    }

    byte[] raw(int length) {
        need(length);
        byte[] copy = new byte[length];
        System.arraycopy(bytes, position, copy, 0, length);
        position += length;
        return copy;
    }

    byte[] block() {
        return raw(count(1));
    }

    String text() {
        int length = count(1);
        position += length;
        return Texts.wide(bytes, position - length, length);
    }

    String narrow() {
        int length = count(1);
        position += length;
        return new String(bytes, position - length, length, StandardCharsets.ISO_8859_1);
    }

    int remaining() {
        return bytes.length - position;
    }

    void end() {
        if (remaining() > 0) {
            throw new MalformedValueException(remaining() + " bytes are left over");
        }
    }

    private void need(int length) {
        if (length > remaining()) {
            throw new MalformedValueException("needs " + length + " bytes, " + remaining() + " left");
        }
    }
}
