package io.kvswarm.internal.store;

/** Why {@link EntryTable#find} gives no entry. */
public enum NotFound implements Found {
    /** There is none: never was, removed, or cleared. */
    ABSENT,
    /** Only the index knows; {@link EntryTable#fetch} asks it. */
    NOT_RESIDENT
}
