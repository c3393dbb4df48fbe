package io.kvswarm.internal.peer;

/** How many bytes of unfinished messages all peers of a node together may make it keep. Confined to the loop. */
public final class ReassemblyBudget {
    private final long bytesMax;
    private long bytes;

    /** Nothing is taken of {@code bytesMax}. */
    public ReassemblyBudget(long bytesMax) {
        this.bytesMax = bytesMax;
    }

    /** Takes {@code count} bytes, all or none; false if they are not there. */
    boolean tryTake(int count) {
        if (count > bytesMax - bytes) {
            return false;
        }
        bytes += count;
        return true;
    }

    void giveBack(long count) {
        bytes -= count;
    }

    /** Bytes taken now. */
    public long bytes() {
        return bytes;
    }
}
