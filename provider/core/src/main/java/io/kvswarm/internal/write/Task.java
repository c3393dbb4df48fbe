package io.kvswarm.internal.write;

import io.kvswarm.internal.base.Deadlines;

/** Something to do at a time, by {@link Deadlines}. */
final class Task extends Deadlines.Entry {
    private final Runnable action;

    Task(Runnable action) {
        this.action = action;
    }

    @Override
    protected void onDeadline() {
        action.run();
    }
}
