package io.kvswarm.internal.store;

import io.kvswarm.api.SwarmException;
import io.kvswarm.internal.log.LogRecord;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;

/** One commit after the other, and reads that know as of which commit they are. Confined to the loop. */
final class Commits {
    /** A read that so many commits have overtaken holds up the next one. */
    private static final int TRIES_BEFORE_HOLD = 3;

    private final StorePlace place;
    private final Index index;
    private final Overlay overlay;
    private final TableSettings settings;
    private final Deque<Runnable> held = new ArrayDeque<>();
    private PreparedCommit prepared;
    private long done;
    private int holds;

    Commits(StorePlace place, Index index, Overlay overlay, TableSettings settings) {
        this.place = place;
        this.index = index;
        this.overlay = overlay;
        this.settings = settings;
        this.done = index.commits();
    }

    boolean isUnderWay() {
        return prepared != null;
    }

    PreparedCommit prepare(LogRecord last, Map<Integer, byte[]> cellStates, byte[] nodeState) {
        if (prepared != null) {
            throw new IllegalStateException("a commit is under way");
        }
        prepared = new PreparedCommit(last, overlay.take(), cellStates, nodeState);
        return prepared;
    }

    /** Commits what was prepared; {@code then} is given what was committed and the result, or the failure. */
    void commit(BiConsumer<Done, SwarmException> then) {
        if (prepared == null || prepared.isRunning()) {
            throw new IllegalStateException(prepared == null ? "no commit is prepared" : "the commit is running");
        }
        prepared.run();
        if (holds > 0) {
            held.add(() -> start(then));
        } else {
            start(then);
        }
    }

    private void start(BiConsumer<Done, SwarmException> then) {
        IndexBatch batch = prepared.batch(settings.inlineBytesMax());
        Background.ask(place.loop(), place.writer(), () -> index.commit(batch), (result, failure) -> {
            PreparedCommit commit = prepared;
            if (failure != null) {
                commit.failed();
                then.accept(null, failure);
                return;
            }
            prepared = null;
            done = result.commits();
            then.accept(new Done(commit.taken(), batch, result), null);
        });
    }

    void sync(Consumer<SwarmException> then) {
        Supplier<Boolean> sync = () -> {
            index.sync();
            return true;
        };
        Background.ask(place.loop(), place.writer(), sync, (done, failure) -> then.accept(failure));
    }

    /**
     * Reads the index in the background. {@code then} gets an answer that lacks nothing but what the overlay has: one
     * that a commit has overtaken, so that the overlay has forgotten what it lacks, is asked for again.
     */
    <T> void readAsOfNow(Supplier<T> question, ToLongFunction<T> commitsOf, BiConsumer<T, SwarmException> then) {
        read(question, commitsOf, then, 1);
    }

    private <T> void read(
            Supplier<T> question, ToLongFunction<T> commitsOf, BiConsumer<T, SwarmException> then, int tries) {
        if (tries == TRIES_BEFORE_HOLD) {
            holds++;
        }
        Background.ask(place.loop(), place.reader(), question, (answer, failure) -> {
            if (failure == null && commitsOf.applyAsLong(answer) < done) {
                read(question, commitsOf, then, tries + 1);
                return;
            }
            if (tries >= TRIES_BEFORE_HOLD) {
                release();
            }
            then.accept(answer, failure);
        });
    }

    private void release() {
        holds--;
        while (holds == 0 && !held.isEmpty()) {
            held.remove().run();
        }
    }

    /**
     * A commit that is done.
     *
     * @param taken  what went into it
     * @param batch  what was given to the index
     * @param result what the index found out
     */
    record Done(Overlay.Taken taken, IndexBatch batch, CommitResult result) {}
}
