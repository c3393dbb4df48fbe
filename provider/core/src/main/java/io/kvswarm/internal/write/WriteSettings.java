package io.kvswarm.internal.write;

import static io.kvswarm.internal.base.Limits.MIB;

import io.kvswarm.api.Durability;
import io.kvswarm.internal.base.Limits;

/**
 * Settings of the write path.
 *
 * @param queueBytesMax what is submitted and not yet at its owner, in memory and in the outbox; drafts beyond it are
 *     refused with {@code QUEUE_FULL}; 1 MiB to 64 GiB
 * @param windowBytes   sent to one owner and not answered; 64 KiB to 256 MiB; a larger mutation goes alone
 * @param blockBytes    a block is closed once it holds this much; 4 KiB to 16 MiB
 * @param loggedAs      what the outbox has to have done before {@code LOGGED} is told
 * @param resendMillis  a mutation unanswered for so long on a live link is sent again; 10 to 600,000
 * @param confirmMillis an idle writer tells its owners what it knows after so long; 1 to 1,000
 * @param sessionMillis a session without a data directory ends after so long, and is renewed at half of it; 1 s to 24 h
 */
public record WriteSettings(
        long queueBytesMax,
        long windowBytes,
        int blockBytes,
        Durability loggedAs,
        int resendMillis,
        int confirmMillis,
        long sessionMillis) {
    /** 256 MiB queued, 4 MiB in flight per owner, blocks of 1 MiB, logged when synced, sent again after 2 s. */
    public static final WriteSettings DEFAULT =
            new WriteSettings(256L * MIB, 4L * MIB, MIB, Durability.FSYNC, 2_000, 500, 86_400_000);

    /** Checks every range. */
    public WriteSettings {
        Limits.between("write.queueBytesMax", queueBytesMax, MIB, 65_536L * MIB);
        Limits.between("write.windowBytes", windowBytes, 64 * Limits.KIB, 256L * MIB);
        Limits.between("write.blockBytes", blockBytes, 4 * Limits.KIB, 16 * MIB);
        Limits.between("write.resendMillis", resendMillis, 10, 600_000);
        Limits.between("write.confirmMillis", confirmMillis, 1, 1_000);
        Limits.between("write.sessionMillis", sessionMillis, 1_000, 86_400_000);
    }

    /** The same with another bound of what is queued. */
    public WriteSettings withQueueBytesMax(long bytes) {
        return new WriteSettings(bytes, windowBytes, blockBytes, loggedAs, resendMillis, confirmMillis, sessionMillis);
    }

    /** The same with another window per owner. */
    public WriteSettings withWindowBytes(long bytes) {
        return new WriteSettings(
                queueBytesMax, bytes, blockBytes, loggedAs, resendMillis, confirmMillis, sessionMillis);
    }

    /** The same with another meaning of {@code LOGGED}. */
    public WriteSettings withLoggedAs(Durability durability) {
        return new WriteSettings(
                queueBytesMax, windowBytes, blockBytes, durability, resendMillis, confirmMillis, sessionMillis);
    }

    /** The same with another length of sessions. */
    public WriteSettings withSessionMillis(long millis) {
        return new WriteSettings(queueBytesMax, windowBytes, blockBytes, loggedAs, resendMillis, confirmMillis, millis);
    }
}
