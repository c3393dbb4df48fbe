package io.kvswarm.cli.args;

/** The words on the command line are not what a command takes; the message says what is, in one line. */
public final class UsageException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** A mistake in use. */
    public UsageException(String message) {
        super(message);
    }
}
