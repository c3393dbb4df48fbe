package io.kvswarm.api;

import java.util.Arrays;
import java.util.HexFormat;

/** Which swarm a config, a signature or a connection belongs to: 16 bytes, shown as 32 lower-case hex digits. */
public final class SwarmId {
    /** Length of an id in bytes. */
    public static final int BYTES = 16;

    private final byte[] bytes;

    private SwarmId(byte[] bytes) {
        this.bytes = bytes;
    }

    /**
     * The id with these bytes.
     *
     * @param bytes 16 bytes; copied
     * @throws IllegalArgumentException if there are not exactly 16
     */
    public static SwarmId of(byte[] bytes) {
        if (bytes.length != BYTES) {
            throw new IllegalArgumentException("swarm id has " + bytes.length + " bytes, expected " + BYTES);
        }
        return new SwarmId(bytes.clone());
    }

    /**
     * Reads an id.
     *
     * @param text 32 hex digits, upper or lower case
     * @throws IllegalArgumentException if it is anything else; the message shows what was found
     */
    public static SwarmId parse(String text) {
        if (!text.matches("[0-9a-fA-F]{32}")) {
            String shown = text.length() <= 80 ? text : text.substring(0, 80) + "…";
            throw new IllegalArgumentException(
                    "swarm id is \"" + shown + "\" (" + text.length() + " characters), expected 32 hex digits");
        }
        return new SwarmId(HexFormat.of().parseHex(text));
    }

    /** The 16 bytes; a copy. */
    public byte[] toBytes() {
        return bytes.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SwarmId that && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    /** All 32 hex digits, lower case. */
    @Override
    public String toString() {
        return HexFormat.of().formatHex(bytes);
    }
}
