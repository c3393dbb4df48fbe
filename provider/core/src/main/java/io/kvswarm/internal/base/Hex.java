package io.kvswarm.internal.base;

import java.util.HexFormat;

/** Lower-case hexadecimal text of bytes. */
public final class Hex {
    private static final HexFormat FORMAT = HexFormat.of();

    private Hex() {}

    /** Two lower-case digits a byte. */
    public static String of(byte[] bytes) {
        return FORMAT.formatHex(bytes);
    }

    /** The bytes of {@code text}; upper case is read too. */
    public static byte[] parse(String text) {
        return FORMAT.parseHex(text);
    }
}
