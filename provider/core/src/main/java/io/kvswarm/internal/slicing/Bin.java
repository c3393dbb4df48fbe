package io.kvswarm.internal.slicing;

import io.kvswarm.internal.base.Limits;
import java.util.List;

/**
 * What one storage node has.
 *
 * @param size   its capacity, 1 to 2^53-1, which every JSON reader keeps exactly
 * @param slices its part of the key space, in rising order, no two of them touching; may be empty only on the way in
 */
public record Bin(long size, List<Slice> slices) {
    /** Largest capacity. */
    public static final long SIZE_MAX = (1L << 53) - 1;

    /** Checks the size. */
    public Bin {
        Limits.between("size", size, 1, SIZE_MAX);
        slices = List.copyOf(slices);
    }
}
