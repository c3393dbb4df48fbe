package io.kvswarm.internal.base;

/** Checks of arguments: a value out of its range is a mistake of the caller and named in the message. */
public final class Limits {
    /** 1,024 bytes. */
    public static final int KIB = 1024;
    /** 1,048,576 bytes. */
    public static final int MIB = 1024 * 1024;
    /** Longest key, in bytes. */
    public static final int KEY_BYTES_MAX = 64 * KIB;
    /** Longest value, in bytes. */
    public static final int VALUE_BYTES_MAX = 64 * MIB;
    /** Most cells a swarm can have: 2^16. */
    public static final int CELLS_MAX = 1 << 16;

    private Limits() {}

    /** Returns {@code value} if it lies in {@code min} to {@code max}, both included. */
    public static long between(String name, long value, long min, long max) {
        if (value < min || value > max) {
            throw new IllegalArgumentException(name + " is " + value + ", expected " + min + " to " + max);
        }
        return value;
    }

    /** Returns {@code value} if it lies in {@code min} to {@code max}, both included. */
    public static int between(String name, int value, int min, int max) {
        between(name, (long) value, min, max);
        return value;
    }
}
