package io.kvswarm.jcache.codec;

/** Bytes that no value can be made of here. A failure of the world: for the caller it is as if there were no entry. */
public final class UndecodableException extends Exception {
    private static final long serialVersionUID = 1;

    /** With what was found and what was expected; never with keys or values. */
    public UndecodableException(String message, Throwable cause) {
        super(message, cause);
    }
}
