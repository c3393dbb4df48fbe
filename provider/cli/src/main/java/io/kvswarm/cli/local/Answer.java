package io.kvswarm.cli.local;

/**
 * How a command ended, or did not.
 *
 * @param kind whether it ended
 * @param code its exit code; 0 unless it did
 */
public record Answer(Kind kind, int code) {
    /** Not now: the process that holds the directory does not do this; ask again. */
    public static final Answer RETRY = new Answer(Kind.RETRY, 0);

    /** The process that ran it ends: go on with it yourself. */
    public static final Answer HANDOVER = new Answer(Kind.HANDOVER, 0);

    /** The connection broke before there was an answer. */
    public static final Answer LOST = new Answer(Kind.LOST, 0);

    /** Whether a command ended. */
    public enum Kind {
        /** It ended with a code. */
        EXIT,
        /** It was not begun. */
        RETRY,
        /** It was begun and goes on elsewhere. */
        HANDOVER,
        /** Nobody knows. */
        LOST
    }

    /** It ended with that code. */
    public static Answer exit(int code) {
        return new Answer(Kind.EXIT, code);
    }
}
