package io.kvswarm.internal.config;

import io.kvswarm.internal.base.Hex;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;

/** SHA-256 of a config's canonical form: two configs say the same if and only if their hashes are equal. Immutable. */
public final class ConfigHash {
    /** Length in bytes. */
    public static final int BYTES = 32;

    private final byte[] bytes;

    private ConfigHash(byte[] bytes) {
        this.bytes = bytes;
    }

    /** The hash with these 32 bytes; copied. */
    public static ConfigHash of(byte[] bytes) {
        if (bytes.length != BYTES) {
            throw new IllegalArgumentException("config hash has " + bytes.length + " bytes, expected " + BYTES);
        }
        return new ConfigHash(bytes.clone());
    }

    static ConfigHash ofForm(byte[] canonicalForm) {
        return new ConfigHash(sha256(canonicalForm));
    }

    static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /** The 32 bytes; a copy. */
    public byte[] toBytes() {
        return bytes.clone();
    }

    /** The first eight hex digits, for messages. */
    public String shortForm() {
        return toString().substring(0, 8);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ConfigHash that && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    /** All 64 hex digits, lower case. */
    @Override
    public String toString() {
        return Hex.of(bytes);
    }
}
