package io.kvswarm.internal.write;

import io.kvswarm.api.Level;
import io.kvswarm.api.NodeId;
import io.kvswarm.api.SwarmException;
import io.kvswarm.internal.base.Deadlines;
import io.kvswarm.internal.wire.Result;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.IntConsumer;

/**
 * Drafts that were submitted together, and how each of them ended. Confined to the loop.
 *
 * <p>A draft ends in one of two ways: as asked for, or with a failure. At levels {@code ACK} and {@code RECEIPT} one
 * that ended as asked for has a {@link #result}, whose outcome says whether it was applied.
 */
public final class Submission extends Deadlines.Entry {
    private final Level level;
    private final Result[] results;
    private final boolean[] ended;
    private SwarmException[] failures;
    private List<Draft> drafts;
    private PendingMutation[] mutations;
    private int left;
    private IntConsumer observer;
    private Runnable givingUp = () -> {};
    private final NodeId node;
    private final Deadlines deadlines;
    private final CompletableFuture<Submission> done = new CompletableFuture<>();

    /** {@code node} is whom messages are for; null for what goes by key or cell. */
    Submission(List<Draft> drafts, Level level, NodeId node, Deadlines deadlines) {
        this.node = node;
        this.deadlines = deadlines;
        this.drafts = drafts;
        this.level = level;
        this.left = drafts.size();
        this.results = new Result[left];
        this.ended = new boolean[left];
    }

    /** How many drafts there are. */
    public int size() {
        return results.length;
    }

    /** How far they are to get. */
    public Level level() {
        return level;
    }

    /** Completes on the loop when every draft has ended in either way; never fails. */
    public CompletableFuture<Submission> done() {
        return done;
    }

    /** Calls {@code newObserver} on the loop with the index of each draft that ends, also of those that have. */
    public void onEach(IntConsumer newObserver) {
        observer = newObserver;
        for (int i = 0; i < ended.length; i++) {
            if (ended[i]) {
                newObserver.accept(i);
            }
        }
    }

    /** The owner's word on a draft; null while there is none, and if it was to be logged only. */
    public Result result(int index) {
        return results[index];
    }

    /** Why a draft did not get as far as asked for; null if it did, or has not ended. */
    public SwarmException failure(int index) {
        return failures == null ? null : failures[index];
    }

    /** The failure of the first draft that has one; null if none has. */
    public SwarmException firstFailure() {
        for (int i = 0; failures != null && i < failures.length; i++) {
            if (failures[i] != null) {
                return failures[i];
            }
        }
        return null;
    }

    /** Gives up what has not ended, as if the deadline had passed: for callers that were interrupted. */
    public void giveUp() {
        if (left > 0) {
            givingUp.run();
        }
    }

    @Override
    protected void onDeadline() {
        giveUp();
    }

    void onGivingUp(Runnable action) {
        givingUp = action;
    }

    NodeId node() {
        return node;
    }

    /** Bytes its drafts count for. */
    long weight() {
        long weight = 0;
        for (Draft draft : drafts) {
            weight += draft.weight();
        }
        return weight;
    }

    /** Null once they are sealed. */
    List<Draft> drafts() {
        return drafts;
    }

    void sealedAs(PendingMutation[] sealed) {
        mutations = sealed;
        drafts = null;
    }

    /** Null before they are sealed. */
    PendingMutation[] mutations() {
        return mutations;
    }

    boolean hasEnded(int index) {
        return ended[index];
    }

    boolean isDone() {
        return left == 0;
    }

    void end(int index, Result result) {
        if (!ended[index]) {
            results[index] = result;
            ended(index);
        }
    }

    void fail(int index, SwarmException failure) {
        if (!ended[index]) {
            if (failures == null) {
                failures = new SwarmException[ended.length];
            }
            failures[index] = failure;
            ended(index);
        }
    }

    private void ended(int index) {
        ended[index] = true;
        left--;
        if (observer != null) {
            observer.accept(index);
        }
        if (left == 0) {
            deadlines.remove(this);
            givingUp = () -> {};
            done.complete(this);
        }
    }
}
