package io.kvswarm.internal.storage;

import io.kvswarm.api.ErrorCode;
import io.kvswarm.api.SwarmException;
import io.kvswarm.internal.log.LogState;
import io.kvswarm.internal.storage.Evaluator.Current;
import io.kvswarm.internal.store.PlacedKey;
import io.kvswarm.internal.wire.Answer;
import io.kvswarm.internal.wire.CacheKey;
import io.kvswarm.internal.wire.Entries;
import io.kvswarm.internal.wire.Link;
import io.kvswarm.internal.wire.Read;
import io.kvswarm.internal.wire.Read.Hold;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;

/**
 * One read: answers key by key as of one moment each, and goes out when every change it shows is released. Confined to
 * the loop.
 */
final class ReadTask {
    /** Values of one answer, but for its first; what is left is asked for again. */
    private static final long ANSWER_BYTES_MAX = 4 << 20;

    private final Owner owner;
    private final Link link;
    private final Read read;
    private final Lookup lookup;
    private final Answer[] answers;
    private final Release shown = new Release(0);
    private final BitSet held;
    private long answerBytes;

    ReadTask(Owner owner, Link link, Read read) {
        this.owner = owner;
        this.link = link;
        this.read = read;
        this.lookup = new Lookup(owner);
        this.answers = new Answer[read.keys().size()];
        this.held = read.hold() == Hold.NO ? null : new BitSet(answers.length);
    }

    void run() {
        if (!owner.access().mayRead(link.principal())) {
            Arrays.fill(answers, Answer.without(Answer.Status.NOT_AUTHORISED));
            send();
            return;
        }
        List<PlacedKey> missing = new ArrayList<>(0);
        for (int i = 0; i < answers.length; i++) {
            if (answers[i] == null) {
                answer(i, missing);
            }
        }
        if (missing.isEmpty()) {
            shown.onMark();
            shown.then(this::send);
        } else {
            lookup.fetch(missing, true, this::onFetched);
        }
    }

    private void answer(int i, List<PlacedKey> missing) {
        CacheKey key = read.keys().get(i);
        PlacedKey placed = owner.placed(key);
        CellState cell = owner.cells().find(owner.keys().cells().of(placed.position()));
        if (cell == null) {
            answers[i] = Answer.without(Answer.Status.MOVED);
        } else if (owner.cells().isBroken(cell.cell())) {
            answers[i] = Answer.without(Answer.Status.CORRUPT);
        } else if (owner.node().isDestroyed(key.cache())) {
            shown.after(owner.releases().all());
            answers[i] = Answer.without(Answer.Status.NO_SUCH_CACHE);
        } else if (answerBytes > ANSWER_BYTES_MAX) {
            answers[i] = Answer.without(Answer.Status.LATER);
        } else {
            answerHeld(i, cell, placed, missing);
        }
    }

    private void answerHeld(int i, CellState cell, PlacedKey placed, List<PlacedKey> missing) {
        long now = owner.time().millis();
        Current current = lookup.find(placed, true, now);
        if (Lookup.isMissing(current)) {
            missing.add(placed);
            return;
        }
        if (current != null && current.expiryMillis() != 0 && current.expiryMillis() <= now) {
            if (!expire(cell, placed.key(), current.image().value(), now)) {
                answers[i] = Answer.without(Answer.Status.UNUSABLE);
                return;
            }
            current = null;
        }
        shown.after(owner.releases().changing(placed.key()));
        shown.after(owner.releases().clearing(cell.cell(), placed.key().cache()));
        shown.after(owner.releases()
                .recovered(current == null ? null : current.image().version()));
        keep(i, cell.cell(), placed.key());
        answers[i] = current == null ? Answer.ABSENT : Answer.present(current.image());
        answerBytes += current == null ? 0 : current.image().value().length;
    }

    /** What is changing is shown once, and not kept: who asks is told of the next change only if he asks after it. */
    private void keep(int i, int cell, CacheKey key) {
        boolean isChanging = owner.releases().changing(key) != null
                || owner.releases().clearing(cell, key.cache()) != null
                || !owner.releases().start().isReleased();
        if (held != null && !isChanging) {
            held.set(i, owner.holders().keep(cell, key, link, read.hold() == Hold.AWAITED));
        }
    }

    /**
     * Whoever sees that an entry is overdue makes that a change (RULES 14); false if the log takes none: an absence
     * that nobody wrote down could be undone by a start with another clock.
     */
    private boolean expire(CellState cell, CacheKey key, byte[] value, long now) {
        if (owner.log().state() != LogState.OPEN && owner.log().state() != LogState.FULL) {
            return false;
        }
        owner.expire(cell, key, value, now);
        owner.committer().changed();
        return true;
    }

    private void onFetched(SwarmException failure) {
        if (failure != null) {
            Answer.Status status = failure.code() == ErrorCode.CORRUPT ? Answer.Status.CORRUPT : Answer.Status.UNUSABLE;
            for (int i = 0; i < answers.length; i++) {
                answers[i] = answers[i] == null ? Answer.without(status) : answers[i];
            }
        }
        run();
    }

    private void send() {
        link.send(new Entries(read.requestId(), owner.access().epoch(), List.of(answers), held));
    }
}
