package io.kvswarm.jcache.operation;

import io.kvswarm.jcache.listener.Change;
import io.kvswarm.jcache.statistics.Tally;
import java.util.List;

/**
 * What follows from a decision. Immutable.
 *
 * @param action     what the owner is asked for
 * @param lifeMillis of a put or touch
 * @param tally      what it counts for
 * @param events     what listeners are told once the action is applied
 */
record Effect(Action action, long lifeMillis, Tally tally, List<Change> events) {
    /** What an owner is asked for. */
    enum Action {
        /** Nothing. */
        NONE,
        /** A new value. */
        PUT,
        /** The entry's end. */
        REMOVE,
        /** Another life. */
        LIFE,
        /** Another life; if another change was quicker it does not matter any more. */
        TOUCH,
        /** The entry's end, because it was accessed; if another change was quicker it does not matter any more. */
        TOUCH_AWAY
    }

    boolean isOptional() {
        return action == Action.TOUCH || action == Action.TOUCH_AWAY;
    }
}
