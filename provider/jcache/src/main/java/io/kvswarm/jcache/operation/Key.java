package io.kvswarm.jcache.operation;

import java.util.Arrays;

/** A key of the application with its bytes; equal if the bytes are. Immutable, but for the key itself. */
public final class Key implements Comparable<Key> {
    private final Object object;
    private final byte[] bytes;
    private final int hash;

    Key(Object object, byte[] bytes) {
        this.object = object;
        this.bytes = bytes;
        this.hash = Arrays.hashCode(bytes);
    }

    Object object() {
        return object;
    }

    byte[] bytes() {
        return bytes;
    }

    @Override
    public int compareTo(Key other) {
        return Arrays.compare(bytes, other.bytes);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Key that && hash == that.hash && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
        return hash;
    }

    /** Never the key. */
    @Override
    public String toString() {
        return "a key of " + bytes.length + " bytes";
    }
}
