package io.kvswarm.internal.config;

import io.kvswarm.internal.base.Limits;

/**
 * How many copies of each cell there are to be.
 *
 * @param copies the owner's and its mirrors', 1 to {@value #COPIES_MAX}
 * @param sync   how many mirrors have a change before it commits, 0 to {@code copies} - 1
 */
public record Redundancy(int copies, int sync) {
    /** Owners only. */
    public static final Redundancy NONE = new Redundancy(1, 0);

    /** Most copies. */
    public static final int COPIES_MAX = 16;

    /** Checks both. */
    public Redundancy {
        Limits.between("redundancy.copies", copies, 1, COPIES_MAX);
        Limits.between("redundancy.sync", sync, 0, copies - 1);
    }
}
