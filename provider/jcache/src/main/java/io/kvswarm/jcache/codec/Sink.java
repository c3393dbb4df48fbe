package io.kvswarm.jcache.codec;

import java.util.Arrays;

/** A growing, bounded array of bytes to write fields into, big-endian. Not shared between threads. */
final class Sink {
    private final int bytesMax;
    private byte[] bytes = new byte[64];
    private int length;

    Sink(int bytesMax) {
        this.bytesMax = bytesMax;
    }

    Sink int8(int value) {
        need(1);
        bytes[length++] = (byte) value;
        return this;
    }

    Sink int16(int value) {
        return int8(value >>> 8).int8(value);
    }

    Sink int32(int value) {
        return int16(value >>> 16).int16(value);
    }

    Sink int64(long value) {
        return int32((int) (value >>> 32)).int32((int) value);
    }

    /** A length or count. */
    Sink count(int value) {
        int rest = value;
        while (rest > 0x7f) {
            int8(rest | 0x80);
            rest >>>= 7;
        }
        return int8(rest);
    }

    Sink raw(byte[] more) {
        need(more.length);
        System.arraycopy(more, 0, bytes, length, more.length);
        length += more.length;
        return this;
    }

    /** A length and the bytes. */
    Sink block(byte[] more) {
        return count(more.length).raw(more);
    }

    /** A text, whatever characters it has. */
    Sink text(String text) {
        int size = Texts.wideBytes(text);
        count(size);
        need(size);
        length = Texts.putWide(text, bytes, length);
        return this;
    }

    /** A number, and a text in the shorter of the two forms. */
    Sink string(String text) {
        if (!Texts.isNarrow(text)) {
            return int8(CodecNumber.WIDE_STRING).text(text);
        }
        int8(CodecNumber.STRING).count(text.length());
        need(text.length());
        length = Texts.putNarrow(text, bytes, length);
        return this;
    }

    int length() {
        return length;
    }

    byte[] toBytes() {
        return Arrays.copyOf(bytes, length);
    }

    /** A copy with a byte put in behind the first one. */
    byte[] toFrame(int version) {
        byte[] frame = new byte[length + 1];
        frame[0] = bytes[0];
        frame[1] = (byte) version;
        System.arraycopy(bytes, 1, frame, 2, length - 1);
        return frame;
    }

    private void need(int more) {
        if (more > bytesMax - length) {
            throw new UnencodableException("takes more than " + bytesMax + " bytes", null);
        }
        if (bytes.length - length < more) {
            bytes = Arrays.copyOf(bytes, (int) Math.min(bytesMax, Math.max(length + (long) more, bytes.length * 2L)));
        }
    }
}
