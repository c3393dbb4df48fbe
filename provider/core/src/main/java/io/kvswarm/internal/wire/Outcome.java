package io.kvswarm.internal.wire;

/** How a mutation ended (RULES 4). Recorded in the cell; a repeat gets the same again. */
public enum Outcome {
    /** It was applied. */
    APPLIED,
    /** Its condition did not hold; nothing changed. */
    CONDITION_NOT_MET,
    /** Refused for good, for instance because the cache is too small for it or the writer may not; nothing changed. */
    REJECTED,
    /** Another node has the key's lease; nothing changed. Try again, under a new number, once it may have ended. */
    BUSY,
    /** Given up before it was applied; it never will be. */
    WITHDRAWN,
    /** Its cache is destroyed; nothing changed. */
    NO_SUCH_CACHE,
    /** It ended before, and the writer had confirmed that it knows how. */
    ALREADY_CONFIRMED
}
