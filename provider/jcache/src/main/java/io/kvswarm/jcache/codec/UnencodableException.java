package io.kvswarm.jcache.codec;

/** Inside this package: an object that has no bytes. Becomes a {@code CacheException} at its edge. */
final class UnencodableException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** A part has no compact form, so that the whole is better serialized. Not an error, and made once. */
    @SuppressWarnings("StaticAssignmentOfThrowable")
    static final UnencodableException NOT_COMPACT = new UnencodableException("has no compact form", null, false);

    UnencodableException(String message, Throwable cause) {
        this(message, cause, true);
    }

    private UnencodableException(String message, Throwable cause, boolean hasTrace) {
        super(message, cause, false, hasTrace);
    }
}
