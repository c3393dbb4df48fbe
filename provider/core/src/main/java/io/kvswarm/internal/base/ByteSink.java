package io.kvswarm.internal.base;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** A growing array of bytes to write fields into, big-endian. Not shared between threads. */
public final class ByteSink {
    private byte[] bytes;
    private int length;

    /** An empty sink with room for {@code capacity} bytes before it grows. */
    public ByteSink(int capacity) {
        bytes = new byte[Math.max(16, capacity)];
    }

    /** Appends one byte. */
    public ByteSink int8(int value) {
        need(1);
        bytes[length++] = (byte) value;
        return this;
    }

    /** Appends 0 or 1. */
    public ByteSink flag(boolean value) {
        return int8(value ? 1 : 0);
    }

    /** Appends two bytes. */
    public ByteSink int16(int value) {
        return int8(value >>> 8).int8(value);
    }

    /** Appends four bytes. */
    public ByteSink int32(int value) {
        need(Integer.BYTES);
        put32(length, value);
        length += Integer.BYTES;
        return this;
    }

    /** Appends eight bytes. */
    public ByteSink int64(long value) {
        return int32((int) (value >>> 32)).int32((int) value);
    }

    /** Appends all of {@code more}. */
    public ByteSink bytes(byte[] more) {
        return bytes(more, 0, more.length);
    }

    /** Appends a part of {@code more}. */
    public ByteSink bytes(byte[] more, int offset, int count) {
        need(count);
        System.arraycopy(more, offset, bytes, length, count);
        length += count;
        return this;
    }

    /** Appends a four-byte length and the bytes. */
    public ByteSink bytes32(byte[] more) {
        return int32(more.length).bytes(more);
    }

    /** Appends a two-byte length and the text as UTF-8; at most 65,535 bytes. */
    public ByteSink text(String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        Limits.between("text.length", utf8.length, 0, 0xffff);
        return int16(utf8.length).bytes(utf8);
    }

    /** Bytes written so far. */
    public int length() {
        return length;
    }

    /** Overwrites four bytes at {@code position}, such as a length known only at the end. */
    public void setInt32(int position, int value) {
        if (position < 0 || position + Integer.BYTES > length) {
            throw new IllegalArgumentException("position is " + position + ", written are " + length + " bytes");
        }
        put32(position, value);
    }

    /** Forgets everything; keeps the array. */
    public void clear() {
        length = 0;
    }

    /** Forgets what was written from {@code newLength} on. */
    public void truncate(int newLength) {
        length = Limits.between("newLength", newLength, 0, length);
    }

    /** The array behind the sink; its first {@link #length()} bytes count, for reading, until the next write. */
    public byte[] array() {
        return bytes;
    }

    /** A copy of what was written. */
    public byte[] toBytes() {
        return Arrays.copyOf(bytes, length);
    }

    /** A view of what was written, valid until the next write. */
    public ByteBuffer view() {
        return ByteBuffer.wrap(bytes, 0, length);
    }

    private void put32(int at, int value) {
        bytes[at] = (byte) (value >>> 24);
        bytes[at + 1] = (byte) (value >>> 16);
        bytes[at + 2] = (byte) (value >>> 8);
        bytes[at + 3] = (byte) value;
    }

    private void need(int more) {
        if (bytes.length - length < more) {
            int wanted = Math.addExact(length, more);
            bytes = Arrays.copyOf(bytes, Math.max(wanted, (int) Math.min(Integer.MAX_VALUE - 8L, bytes.length * 2L)));
        }
    }
}
