package io.kvswarm.api;

import java.util.Arrays;
import java.util.HexFormat;

/** Who a node is: its Ed25519 public key, shown as 64 lower-case hex digits. Immutable, ordered as unsigned bytes. */
public final class NodeId implements Comparable<NodeId> {
    /** Length of an id in bytes. */
    public static final int BYTES = 32;

    private final byte[] publicKey;
    private final int hash;

    private NodeId(byte[] publicKey) {
        this.publicKey = publicKey;
        this.hash = Arrays.hashCode(publicKey);
    }

    /**
     * The id with this public key.
     *
     * @param publicKey 32 bytes; copied
     * @throws IllegalArgumentException if there are not exactly 32
     */
    public static NodeId of(byte[] publicKey) {
        if (publicKey.length != BYTES) {
            throw new IllegalArgumentException("node id has " + publicKey.length + " bytes, expected " + BYTES);
        }
        return new NodeId(publicKey.clone());
    }

    /**
     * Reads an id.
     *
     * @param text 64 hex digits, upper or lower case
     * @throws IllegalArgumentException if it is anything else; the message shows what was found
     */
    public static NodeId parse(String text) {
        if (!text.matches("[0-9a-fA-F]{64}")) {
            String shown = text.length() <= 80 ? text : text.substring(0, 80) + "…";
            throw new IllegalArgumentException(
                    "node id is \"" + shown + "\" (" + text.length() + " characters), expected 64 hex digits");
        }
        return new NodeId(HexFormat.of().parseHex(text));
    }

    /** The 32 bytes of the public key; a copy. */
    public byte[] toBytes() {
        return publicKey.clone();
    }

    /** The first eight hex digits, for messages and logs. */
    public String shortForm() {
        return toString().substring(0, 8);
    }

    @Override
    public int compareTo(NodeId other) {
        return Arrays.compareUnsigned(publicKey, other.publicKey);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof NodeId that && Arrays.equals(publicKey, that.publicKey);
    }

    @Override
    public int hashCode() {
        return hash;
    }

    /** All 64 hex digits, lower case. */
    @Override
    public String toString() {
        return HexFormat.of().formatHex(publicKey);
    }
}
