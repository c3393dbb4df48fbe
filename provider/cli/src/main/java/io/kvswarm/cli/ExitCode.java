package io.kvswarm.cli;

import io.kvswarm.api.ErrorCode;

/** What the command tells the shell at its end. */
final class ExitCode {
    /** Done. */
    static final int DONE = 0;
    /** There is no such entry. */
    static final int NOT_FOUND = 1;
    /** The command line is wrong. */
    static final int USAGE = 2;
    /** A node that is needed cannot be reached. */
    static final int UNREACHABLE = 3;
    /** This node may not do that. */
    static final int NOT_AUTHORISED = 4;
    /** Something is wrong with data, a file or a disk. */
    static final int DATA = 5;
    /** Stopped by a signal. */
    static final int STOPPED = 130;

    private ExitCode() {}

    static int of(ErrorCode code) {
        return switch (code) {
            case UNREACHABLE, OUTCOME_UNKNOWN -> UNREACHABLE;
            case NOT_AUTHORISED -> NOT_AUTHORISED;
            default -> DATA;
        };
    }
}
