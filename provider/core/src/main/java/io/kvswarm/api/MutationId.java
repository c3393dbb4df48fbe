package io.kvswarm.api;

import java.util.HexFormat;

/**
 * Names one change that this process asked for, so that its outcome can be asked about later. Immutable.
 *
 * @param sessionHigh first half of the session's id
 * @param sessionLow  second half of the session's id
 * @param number      number of the change in its session, from 1
 */
public record MutationId(long sessionHigh, long sessionLow, long number) {
    /** Session and number, for logs. */
    @Override
    public String toString() {
        HexFormat hex = HexFormat.of();
        return hex.toHexDigits(sessionHigh) + hex.toHexDigits(sessionLow) + ":" + number;
    }
}
