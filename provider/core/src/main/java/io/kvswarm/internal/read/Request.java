package io.kvswarm.internal.read;

import io.kvswarm.api.SwarmException;
import io.kvswarm.internal.base.Deadlines;
import io.kvswarm.internal.wire.Answer;
import java.util.function.Consumer;

/** One key or page that is wanted. Confined to the loop; ends once. */
abstract class Request extends Deadlines.Entry {
    private final int cell;
    private final boolean waitForOwner;
    /** Whom it waits for or was sent to; null until it is routed. */
    Asking asking;
    /** The message it was sent in and is unanswered; null while it waits to be sent. */
    Asked asked;

    boolean hasEnded;
    /** True while it counts as outstanding. */
    boolean isOutstanding;
    /** How often it was asked again for want of an answer. */
    int repeats;
    /** How often it was refused in a row. */
    int refusals;
    /** What last kept it from being answered; null if nothing has. */
    Answer.Status obstacle;

    /** What happens at its deadline. */
    Consumer<Request> late;

    Request(int cell, boolean waitForOwner) {
        this.cell = cell;
        this.waitForOwner = waitForOwner;
    }

    int cell() {
        return cell;
    }

    boolean waitForOwner() {
        return waitForOwner;
    }

    @Override
    protected void onDeadline() {
        late.accept(this);
    }

    /** Whether it has to wait for own writes, which then run {@code whenEnded}. */
    abstract boolean isBehind(OwnWrites own, Runnable whenEnded);

    /** It has ended; who waits is told besides. */
    void ended() {}

    abstract void fail(SwarmException failure);
}
