package io.kvswarm.internal.storage;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Holds blocks and compaction back while too much waits for the log or the index. Confined to the loop. */
final class Throttle {
    private final Owner owner;
    private final Map<Object, Runnable> waiting = new LinkedHashMap<>();

    Throttle(Owner owner) {
        this.owner = owner;
        owner.log().onMarks(this::look);
    }

    boolean isOn() {
        if (owner.table().isFull()) {
            if (owner.committer().failure() != null) {
                // Nobody knows for how long: whoever sends more is told.
                return false;
            }
            owner.committer().hurry();
            owner.committer().onceCommitted(this, this::look);
            return true;
        }
        return owner.log().pendingBytes() > owner.settings().queuedBytesMax();
    }

    /** Runs {@code action} once there is room; a second call of the same waiter replaces the first. */
    void whenOff(Object waiter, Runnable action) {
        waiting.put(waiter, action);
    }

    /** Runs {@code action} once there is room, at once if there is. */
    void whenRoom(Object waiter, Runnable action) {
        if (isOn()) {
            whenOff(waiter, action);
        } else {
            action.run();
        }
    }

    private void look() {
        if (!waiting.isEmpty() && !isOn()) {
            List<Runnable> actions = new ArrayList<>(waiting.values());
            waiting.clear();
            actions.forEach(Runnable::run);
        }
    }
}
