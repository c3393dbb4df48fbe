package io.kvswarm.jcache.codec;

import java.nio.charset.StandardCharsets;

/**
 * Strings as bytes: every string, also one with a surrogate that stands alone, has its own, and gets back from them.
 * Nothing is allocated but the result for strings of characters below U+0100.
 */
final class Texts {
    private static final int HEADER = 2;

    private Texts() {}

    /** True if every character fits into a byte. */
    static boolean isNarrow(String text) {
        for (int at = 0; at < text.length(); at++) {
            if (text.charAt(at) > 0xff) {
                return false;
            }
        }
        return true;
    }

    /** Puts the low byte of each character; gives the position behind. */
    @SuppressWarnings("deprecation") // Does what is wanted: takes the low bytes, without a copy between.
    static int putNarrow(String text, byte[] bytes, int at) {
        text.getBytes(0, text.length(), bytes, at);
        return at + text.length();
    }

    /** A framed string, in an array of its size; null if it is not narrow. */
    static byte[] frame(String text) {
        if (!isNarrow(text)) {
            return null;
        }
        int rest = text.length();
        byte[] bytes = new byte[HEADER + countBytes(rest) + rest];
        bytes[0] = CodecNumber.STRING;
        bytes[1] = CodecNumber.VERSION;
        int at = HEADER;
        while (rest > 0x7f) {
            bytes[at++] = (byte) (rest | 0x80);
            rest >>>= 7;
        }
        bytes[at++] = (byte) rest;
        putNarrow(text, bytes, at);
        return bytes;
    }

    /** The string of a frame shorter than 128 characters; null if it is something else. */
    static String unframe(byte[] bytes) {
        if (bytes.length < HEADER + 1 || bytes[0] != CodecNumber.STRING || bytes[1] != CodecNumber.VERSION) {
            return null;
        }
        int length = bytes.length - HEADER - 1;
        return bytes[HEADER] == length ? new String(bytes, HEADER + 1, length, StandardCharsets.ISO_8859_1) : null;
    }

    /** How many bytes {@link #putWide} puts. */
    static int wideBytes(String text) {
        long size = 0;
        for (int at = 0; at < text.length(); at++) {
            char letter = text.charAt(at);
            if (isPair(text, at)) {
                size += 4;
                at++;
            } else {
                size += letter < 0x80 ? 1 : letter < 0x800 ? 2 : 3;
            }
        }
        return (int) Math.min(size, Integer.MAX_VALUE);
    }

    /** Puts UTF-8, with three bytes for a surrogate that stands alone; gives the position behind. */
    static int putWide(String text, byte[] bytes, int start) {
        int to = start;
        for (int at = 0; at < text.length(); at++) {
            int letter = text.charAt(at);
            if (letter < 0x80) {
                bytes[to++] = (byte) letter;
            } else if (letter < 0x800) {
                bytes[to++] = (byte) (0xc0 | (letter >> 6));
                bytes[to++] = (byte) (0x80 | (letter & 0x3f));
            } else if (isPair(text, at)) {
                int point = text.codePointAt(at++);
                bytes[to++] = (byte) (0xf0 | (point >> 18));
                bytes[to++] = (byte) (0x80 | ((point >> 12) & 0x3f));
                bytes[to++] = (byte) (0x80 | ((point >> 6) & 0x3f));
                bytes[to++] = (byte) (0x80 | (point & 0x3f));
            } else {
                bytes[to++] = (byte) (0xe0 | (letter >> 12));
                bytes[to++] = (byte) (0x80 | ((letter >> 6) & 0x3f));
                bytes[to++] = (byte) (0x80 | (letter & 0x3f));
            }
        }
        return to;
    }

    /** What {@link #putWide} put. */
    static String wide(byte[] bytes, int start, int length) {
        char[] letters = new char[length];
        int count = 0;
        int end = start + length;
        for (int at = start; at < end; ) {
            int first = bytes[at] & 0xff;
            int size = first < 0x80 ? 1 : first < 0xc0 ? 0 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
            if (size == 0 || at + size > end) {
                throw new MalformedValueException("a text is not UTF-8");
            }
            int point = size == 1 ? first : first & (0x7f >> size);
            for (int next = at + 1; next < at + size; next++) {
                if ((bytes[next] & 0xc0) != 0x80) {
                    throw new MalformedValueException("a text is not UTF-8");
                }
                point = (point << 6) | (bytes[next] & 0x3f);
            }
            if (!Character.isValidCodePoint(point)) {
                throw new MalformedValueException("a text is not UTF-8");
            }
            count += Character.toChars(point, letters, count);
            at += size;
        }
        return new String(letters, 0, count);
    }

    private static boolean isPair(String text, int at) {
        return Character.isHighSurrogate(text.charAt(at))
                && at + 1 < text.length()
                && Character.isLowSurrogate(text.charAt(at + 1));
    }

    private static int countBytes(int value) {
        return value < 1 << 7 ? 1 : value < 1 << 14 ? 2 : value < 1 << 21 ? 3 : value < 1 << 28 ? 4 : 5;
    }
}
