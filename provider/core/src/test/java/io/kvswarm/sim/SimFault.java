package io.kvswarm.sim;

/** What can go wrong in a run. */
enum SimFault {
    /** Messages are lost on connections that go on. */
    LOSS,
    /** Messages arrive twice. */
    DUPLICATION,
    /** Messages take long. */
    DELAY,
    /** Connections are cut; both ends are told. */
    CUT,
    /** One direction between two nodes is blocked. */
    ONE_WAY,
    /** Some nodes cannot reach the others. */
    PARTITION,
    /** A process ends; what it wrote stays. */
    CRASH,
    /** A process ends in the middle of work with its disk. */
    CRASH_AT_DISK,
    /** A machine goes dark; what was not synced is lost, the last writes are torn. */
    POWER_CUT,
    /** A node is stopped and started. */
    RESTART,
    /** Syncs fail. */
    FAILING_SYNC,
    /** Writes fail. */
    FAILING_WRITE,
    /** A disk has no room for a while. */
    FULL_DISK,
    /** A disk is slow. */
    SLOW_DISK,
    /** A bit of a log flips. */
    BIT_FLIP,
    /** An index is lost with its node's process. */
    LOST_INDEX,
    /** An index does not verify any more. */
    DAMAGED_INDEX,
    /** Commits of an index fail for a while. */
    REFUSING_INDEX,
    /** A wall clock jumps. */
    CLOCK_JUMP,
    /** A writer or the readers lose their rights and get them back. */
    RIGHTS,
    /** Some nodes are offered a config that would move cells. */
    MOVING_CONFIG,
    /** A process stands still for a while, its clocks do not. */
    PAUSE
}
