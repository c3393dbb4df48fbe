package io.kvswarm.internal.storage;

import java.util.ArrayList;
import java.util.List;

/**
 * What waits for one record: nothing that shows it leaves the node before (RULES 7, 19, P9). Confined to the loop.
 *
 * <p>It is released once the mark its durability names has reached its record, every earlier change of the same keys is
 * released, and everybody who keeps one of them near has dropped it or may not use it any more.
 */
final class Release {
    /** Where a release stands. */
    private enum State {
        /** The mark has not reached the record. */
        WAITING_FOR_MARK,
        /** It has, but an earlier change of a key has not been released, or somebody has not answered. */
        WAITING_FOR_EARLIER,
        /** What waited has run. Final. */
        RELEASED
    }

    private final long sequence;
    private final List<Runnable> waiting = new ArrayList<>(2);
    private final List<Release> later = new ArrayList<>(0);
    private int earlier;
    private int answers;
    private State state = State.WAITING_FOR_MARK;

    Release(long sequence) {
        this.sequence = sequence;
    }

    long sequence() {
        return sequence;
    }

    boolean isReleased() {
        return state == State.RELEASED;
    }

    /** Makes this wait for {@code other} too, which came before it. */
    void after(Release other) {
        if (other != null && !other.isReleased()) {
            other.later.add(this);
            earlier++;
        }
    }

    /** Makes this wait for somebody's answer too: for {@link #onAnswer}, as often as this was called. */
    void awaitAnswer() {
        if (isReleased()) {
            throw new IllegalStateException("released already");
        }
        earlier++;
        answers++;
    }

    /** True if it was made to wait for an answer. */
    boolean awaitsAnswers() {
        return answers > 0;
    }

    void onAnswer() {
        onEarlierReleased();
    }

    /** Runs {@code action} once released; at once if it is. */
    void then(Runnable action) {
        if (isReleased()) {
            action.run();
        } else {
            waiting.add(action);
        }
    }

    void onMark() {
        if (state == State.WAITING_FOR_MARK) {
            state = State.WAITING_FOR_EARLIER;
            releaseIfReady();
        }
    }

    private void onEarlierReleased() {
        earlier--;
        releaseIfReady();
    }

    private void releaseIfReady() {
        if (state != State.WAITING_FOR_EARLIER || earlier > 0) {
            return;
        }
        state = State.RELEASED;
        for (Runnable action : waiting) {
            action.run();
        }
        for (Release next : later) {
            next.onEarlierReleased();
        }
        waiting.clear();
        later.clear();
    }
}
