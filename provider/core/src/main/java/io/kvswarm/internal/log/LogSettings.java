package io.kvswarm.internal.log;

import static io.kvswarm.internal.base.Limits.KIB;
import static io.kvswarm.internal.base.Limits.MIB;

import io.kvswarm.internal.base.Limits;

/**
 * Settings of a log.
 *
 * @param segmentBytesMax a segment is closed once it would grow past this; a larger record gets one of its own; 4 KiB
 *     to 1 GiB
 * @param segmentsMax     a log with four less than this many segments counts as full until some are deleted;
 *     8 to {@value #SEGMENTS_MAX}
 * @param queueBytesMax   appends are refused while this much waits to be written; 1 KiB to 4 GiB
 * @param ballastBytes    file that is deleted when the disk is full, to make room for what frees space; 0 to 1 GiB
 * @param tickMillis      what is written is synced and signed at the latest after this; 1 to 10,000
 */
public record LogSettings(int segmentBytesMax, int segmentsMax, long queueBytesMax, long ballastBytes, int tickMillis) {
    /** Most segments a log can have. */
    public static final int SEGMENTS_MAX = 65_536;

    /**
     * Segments of 16 MiB, at most 256 MiB waiting, a ballast of 64 MiB. The tick leaves the sync itself 20 of the
     * 100 ms in which what was written is synced.
     */
    public static final LogSettings DEFAULT = new LogSettings(16 * MIB, SEGMENTS_MAX, 256L * MIB, 64L * MIB, 80);

    /** Checks every range. */
    public LogSettings {
        Limits.between("log.segmentBytesMax", segmentBytesMax, 4 * KIB, 1024 * MIB);
        Limits.between("log.segmentsMax", segmentsMax, 8, SEGMENTS_MAX);
        Limits.between("log.queueBytesMax", queueBytesMax, KIB, 4096L * MIB);
        Limits.between("log.ballastBytes", ballastBytes, 0, 1024L * MIB);
        Limits.between("log.tickMillis", tickMillis, 1, 10_000);
    }

    /** The same with another segment size. */
    public LogSettings withSegmentBytesMax(int bytes) {
        return new LogSettings(bytes, segmentsMax, queueBytesMax, ballastBytes, tickMillis);
    }

    /** The same with another bound of the number of segments. */
    public LogSettings withSegmentsMax(int count) {
        return new LogSettings(segmentBytesMax, count, queueBytesMax, ballastBytes, tickMillis);
    }

    /** The same with another bound of what waits. */
    public LogSettings withQueueBytesMax(long bytes) {
        return new LogSettings(segmentBytesMax, segmentsMax, bytes, ballastBytes, tickMillis);
    }

    /** The same with another ballast. */
    public LogSettings withBallastBytes(long bytes) {
        return new LogSettings(segmentBytesMax, segmentsMax, queueBytesMax, bytes, tickMillis);
    }
}
