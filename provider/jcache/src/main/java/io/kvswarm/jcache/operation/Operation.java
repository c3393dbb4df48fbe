package io.kvswarm.jcache.operation;

import static io.kvswarm.jcache.operation.Operation.Does.NOTHING;
import static io.kvswarm.jcache.operation.Operation.Does.PUT;
import static io.kvswarm.jcache.operation.Operation.Does.REMOVE;
import static io.kvswarm.jcache.operation.Operation.Does.SET_LIFE;
import static io.kvswarm.jcache.operation.Operation.Returns.OLD_VALUE;
import static io.kvswarm.jcache.operation.Operation.Returns.VOID;
import static io.kvswarm.jcache.operation.Operation.Returns.WHETHER;
import static io.kvswarm.jcache.operation.Operation.Side.COUNTS_GET;
import static io.kvswarm.jcache.operation.Operation.Side.LOADS;
import static io.kvswarm.jcache.operation.Operation.Side.TOUCHES;
import static io.kvswarm.jcache.operation.Operation.Side.TOUCHES_UNEQUAL;
import static io.kvswarm.jcache.operation.Operation.Side.WRITES;
import static io.kvswarm.jcache.operation.Operation.When.ABSENT;
import static io.kvswarm.jcache.operation.Operation.When.ALWAYS;
import static io.kvswarm.jcache.operation.Operation.When.EQUAL;
import static io.kvswarm.jcache.operation.Operation.When.PRESENT;

import java.util.EnumSet;
import java.util.Set;

/**
 * The operations of one key: the specification's tables of expiry, events and statistics in one. A put asks the expiry
 * policy for the life of a new or of an updated entry, counts a put and announces CREATED or UPDATED; a remove of an
 * entry that is there counts a removal and announces REMOVED; a touch asks for the life of an accessed entry.
 */
public enum Operation {
    // when, does, returns, and besides
    CONTAINS_KEY(ALWAYS, NOTHING, WHETHER),
    GET(ALWAYS, NOTHING, OLD_VALUE, COUNTS_GET, TOUCHES, LOADS),
    PUT_VALUE(ALWAYS, PUT, VOID, WRITES),
    GET_AND_PUT(ALWAYS, PUT, OLD_VALUE, COUNTS_GET, WRITES),
    PUT_IF_ABSENT(ABSENT, PUT, WHETHER, COUNTS_GET, WRITES),
    REPLACE(PRESENT, PUT, WHETHER, COUNTS_GET, WRITES),
    REPLACE_EQUAL(EQUAL, PUT, WHETHER, COUNTS_GET, WRITES, TOUCHES_UNEQUAL),
    GET_AND_REPLACE(PRESENT, PUT, OLD_VALUE, COUNTS_GET, WRITES),
    REMOVE_KEY(ALWAYS, REMOVE, WHETHER, WRITES),
    REMOVE_EQUAL(EQUAL, REMOVE, WHETHER, COUNTS_GET, WRITES, TOUCHES_UNEQUAL),
    GET_AND_REMOVE(ALWAYS, REMOVE, OLD_VALUE, COUNTS_GET, WRITES),
    EXPIRE(PRESENT, SET_LIFE, WHETHER),
    LOAD_ABSENT(ABSENT, PUT, VOID),
    LOAD(ALWAYS, PUT, VOID);

    /** What has to hold for an operation to do what it does. */
    enum When {
        /** Nothing. */
        ALWAYS,
        /** There is no entry. */
        ABSENT,
        /** There is an entry. */
        PRESENT,
        /** There is an entry with a value equal to the one given. */
        EQUAL
    }

    /** What an operation does to the entry. */
    enum Does {
        /** Leaves it. */
        NOTHING,
        /** Gives it another life. */
        SET_LIFE,
        /** Gives it a value. */
        PUT,
        /** Removes it. */
        REMOVE
    }

    /** What the caller gets. */
    enum Returns {
        /** Nothing. */
        VOID,
        /** The value before; null if there was none, or the condition did not hold. */
        OLD_VALUE,
        /** Whether the condition held; without a condition, whether there was an entry. */
        WHETHER
    }

    /** What else belongs to an operation. */
    enum Side {
        /** A hit if there is an entry, else a miss. */
        COUNTS_GET,
        /** An entry that is found is accessed. */
        TOUCHES,
        /** An entry that is found and not equal is accessed. */
        TOUCHES_UNEQUAL,
        /** If there is no entry the loader is asked, with read-through. */
        LOADS,
        /** What it does is written through first, and a put counts. */
        WRITES
    }

    private final When when;
    private final Does does;
    private final Returns returns;

    @SuppressWarnings("ImmutableEnumChecker") // nobody changes it
    private final Set<Side> sides;

    Operation(When when, Does does, Returns returns, Side... sides) {
        this.when = when;
        this.does = does;
        this.returns = returns;
        this.sides = sides.length == 0 ? EnumSet.noneOf(Side.class) : EnumSet.of(sides[0], sides);
    }

    When when() {
        return when;
    }

    Does does() {
        return does;
    }

    Returns returns() {
        return returns;
    }

    boolean has(Side side) {
        return sides.contains(side);
    }
}
