package io.kvswarm.internal.wire;

import io.kvswarm.internal.base.BodyReader;
import io.kvswarm.internal.base.ByteSink;
import java.util.HexFormat;
import java.util.random.RandomGenerator;

/**
 * One start of a process: 128 random bits. Tells processes apart that share a key.
 *
 * @param high first eight bytes
 * @param low  last eight bytes
 */
public record ProcessId(long high, long low) implements Comparable<ProcessId> {
    /** No process yet. */
    public static final ProcessId NONE = new ProcessId(0, 0);

    /** A new one. */
    public static ProcessId generate(RandomGenerator random) {
        return new ProcessId(random.nextLong(), random.nextLong());
    }

    static ProcessId readFrom(BodyReader in) {
        long high = in.int64("process.high", Long.MIN_VALUE, Long.MAX_VALUE);
        return new ProcessId(high, in.int64("process.low", Long.MIN_VALUE, Long.MAX_VALUE));
    }

    void writeTo(ByteSink out) {
        out.int64(high).int64(low);
    }

    @Override
    public int compareTo(ProcessId other) {
        int byHigh = Long.compareUnsigned(high, other.high);
        return byHigh != 0 ? byHigh : Long.compareUnsigned(low, other.low);
    }

    @Override
    public String toString() {
        return HexFormat.of().toHexDigits(high) + HexFormat.of().toHexDigits(low);
    }
}
