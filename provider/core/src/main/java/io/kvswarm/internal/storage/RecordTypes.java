package io.kvswarm.internal.storage;

/** Types of the records a storage node appends; their numbers never change. */
final class RecordTypes {
    /** How a mutation ended and what it changed; see {@link Effect}. */
    static final byte EFFECT = 1;
    /** A session's first appearance in a cell; see {@link SessionRecords}. */
    static final byte SESSION = 2;
    /** A session that is over; see {@link SessionRecords}. */
    static final byte SESSION_END = 3;
    /** Entries that expired or were evicted; see {@link Removals}. */
    static final byte REMOVALS = 4;
    /** What the node owns and the settings of caches; see {@link NodeState}. */
    static final byte NODE = 5;

    private RecordTypes() {}
}
