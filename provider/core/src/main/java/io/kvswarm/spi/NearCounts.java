package io.kvswarm.spi;

/**
 * How a near view was used since it was made. Views of one cache with equal plans share their entries and counts.
 *
 * @param hits        reads answered from entries kept near, also such that there is none
 * @param misses      reads that went to the owner
 * @param entries     entries and absences kept now
 * @param bytes       of their keys and values
 * @param invalidated entries dropped because owners said that they change
 * @param evicted     entries dropped because of the bounds
 */
public record NearCounts(long hits, long misses, long entries, long bytes, long invalidated, long evicted) {
    /** Of a view that keeps nothing. */
    public static final NearCounts NONE = new NearCounts(0, 0, 0, 0, 0, 0);
}
