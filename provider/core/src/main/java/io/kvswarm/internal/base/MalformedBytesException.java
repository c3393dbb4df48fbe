package io.kvswarm.internal.base;

/** Bytes from outside that are not what they should be; says which field, what was found and what was expected. */
public final class MalformedBytesException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** Without a stack trace: peers can cause as many of these as they like. */
    public MalformedBytesException(String message) {
        super(message, null, false, false);
    }
}
