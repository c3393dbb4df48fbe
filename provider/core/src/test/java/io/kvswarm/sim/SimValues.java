package io.kvswarm.sim;

import io.kvswarm.sim.history.Operation;
import java.nio.ByteBuffer;
import java.util.SplittableRandom;

/**
 * Values of a run. Each put has a content of its own, from which every byte of its value follows, so that a wrong byte
 * anywhere is seen; only empty values are all alike.
 */
final class SimValues {
    /** The content of every empty value. */
    static final long EMPTY = 1;

    private static final int LENGTH_BITS = 20;
    private static final int LENGTH_MIN = Long.BYTES;

    private final SplittableRandom random;
    private final int largeMax;
    private long made = 1;

    /**
     * Values of a run.
     *
     * @param largeMax longest value in bytes
     */
    SimValues(SplittableRandom random, int largeMax) {
        this.random = random;
        this.largeMax = largeMax;
    }

    /** A content no put has had: mostly short, sometimes empty, sometimes large. */
    long next() {
        int kind = random.nextInt(100);
        if (kind < 2) {
            return EMPTY;
        }
        int lengthMax = kind < 90 ? 120 : kind < 97 ? Math.min(4_000, largeMax) : largeMax;
        return ++made << LENGTH_BITS | LENGTH_MIN + random.nextInt(Math.max(1, lengthMax - LENGTH_MIN));
    }

    /** The value of a content. */
    static byte[] encode(long content) {
        if (content == EMPTY) {
            return new byte[0];
        }
        byte[] value = new byte[(int) (content & (1 << LENGTH_BITS) - 1)];
        new SplittableRandom(content).nextBytes(value);
        ByteBuffer.wrap(value).putLong(content);
        return value;
    }

    /** The content of a value; fails if no put can have made it. */
    static long decode(byte[] value) {
        if (value.length == 0) {
            return EMPTY;
        }
        long content = value.length < LENGTH_MIN
                ? Operation.ABSENT
                : ByteBuffer.wrap(value).getLong();
        boolean canBe = content >> LENGTH_BITS > 0 && (content & (1 << LENGTH_BITS) - 1) == value.length;
        if (!canBe || !java.util.Arrays.equals(value, encode(content))) {
            throw new AssertionError("a value of " + value.length + " bytes that nobody has put");
        }
        return content;
    }
}
