package io.kvswarm.internal.read;

import io.kvswarm.internal.base.Limits;

/**
 * Settings of the read path.
 *
 * @param outstandingMax keys and pages asked for at a time; 1 to 1,048,576
 * @param queuedMax      more that wait for their turn; beyond it reads fail with {@code QUEUE_FULL}; 0 to 16,777,216
 * @param resendMillis   what is unanswered for so long on a live link is asked for again; 10 to 600,000
 */
public record ReadSettings(int outstandingMax, int queuedMax, int resendMillis) {
    /** 65,536 at a time, 262,144 waiting, asked for again after 2 s. */
    public static final ReadSettings DEFAULT = new ReadSettings(65_536, 262_144, 2_000);

    /** Checks every range. */
    public ReadSettings {
        Limits.between("read.outstandingMax", outstandingMax, 1, 1 << 20);
        Limits.between("read.queuedMax", queuedMax, 0, 1 << 24);
        Limits.between("read.resendMillis", resendMillis, 10, 600_000);
    }
}
