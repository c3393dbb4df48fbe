package io.kvswarm.internal.store;

/** Bytes of an index file that do not verify. Never leaves this room: the index tells it as {@code CORRUPT}. */
final class DamagedIndexException extends RuntimeException {
    private static final long serialVersionUID = 1;

    DamagedIndexException(String message) {
        super(message);
    }
}
