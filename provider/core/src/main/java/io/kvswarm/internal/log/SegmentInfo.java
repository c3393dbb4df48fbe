package io.kvswarm.internal.log;

/**
 * One segment file.
 *
 * @param number   its number; higher ones are newer
 * @param bytes    its length up to the last record the loop was told of
 * @param isActive true for the one being written, which cannot be deleted
 */
public record SegmentInfo(long number, long bytes, boolean isActive) {}
