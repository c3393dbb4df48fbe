package io.kvswarm.api;

/** What kind of failure a {@link SwarmException} is. */
public enum ErrorCode {
    /** The deadline passed and the request was sent: whether it took effect is not known yet. */
    OUTCOME_UNKNOWN,
    /** The deadline passed, or the owner cannot be reached, and nothing took effect. */
    UNREACHABLE,
    /** This node's key is not allowed to do that. */
    NOT_AUTHORISED,
    /** A key, value, name or batch is larger than allowed. */
    TOO_LARGE,
    /** A file, message or text from outside is not what it should be. */
    MALFORMED,
    /** A swarm config is invalid, of another swarm, older, forked, or would move cells. */
    CONFIG_REFUSED,
    /** Stored bytes do not verify; they are never served. */
    CORRUPT,
    /** The disk of the node named is full; reads go on. */
    STORAGE_FULL,
    /** The disk of the node named failed; its storage role has stopped. */
    DISK_FAILED,
    /** The directory is used by another process. */
    DIRECTORY_IN_USE,
    /** The directory cannot be read or written, or its permissions are too wide. */
    DIRECTORY_UNUSABLE,
    /** The owner refused the mutation for good; it is recorded as refused and applied never. */
    REJECTED,
    /** A limit on memory or disk was reached and the caller asked not to wait. */
    QUEUE_FULL,
    /** The cache or namespace was destroyed; nothing was done. */
    NO_SUCH_CACHE,
    /** The node is closed. */
    CLOSED
}
