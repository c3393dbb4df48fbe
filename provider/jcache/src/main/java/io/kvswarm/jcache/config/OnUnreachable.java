package io.kvswarm.jcache.config;

/** What operations do that cannot reach the storage nodes they need. */
public enum OnUnreachable {
    /** Fail at their deadline. */
    FAIL,
    /** Reads find nothing, plain changes remove the entry later; what needs an answer fails. */
    MISS,
    /** Plain changes are delivered later; what needs an answer fails. */
    QUEUE
}
