package io.kvswarm.jcache.codec;

/** Inside this package: bytes that are no value here. Becomes an {@link UndecodableException} at its edge. */
final class MalformedValueException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** Without a stack trace: stored bytes can cause as many of these as they like. */
    MalformedValueException(String message, Throwable cause) {
        super(message, cause, false, false);
    }

    MalformedValueException(String message) {
        this(message, null);
    }
}
