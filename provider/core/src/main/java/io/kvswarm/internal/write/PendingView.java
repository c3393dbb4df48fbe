package io.kvswarm.internal.write;

import io.kvswarm.internal.wire.Answer;
import io.kvswarm.internal.wire.CacheId;
import io.kvswarm.internal.wire.CacheKey;
import io.kvswarm.internal.wire.Condition;
import io.kvswarm.internal.wire.EntryImage;
import io.kvswarm.internal.wire.Mutation;
import io.kvswarm.internal.wire.Version;
import java.util.HashMap;
import java.util.Map;

/**
 * What this node has logged and its owner has not answered yet, as this node's reads have to see it (RULES 6). Confined
 * to the loop.
 *
 * <p>Only mutations at level {@code LOGGED} matter: of a call that still waits nobody has to see anything. So a load of
 * other levels costs one look at an empty map.
 */
public final class PendingView {
    /** Newest pending mutation of each key that has one at level {@code LOGGED}. */
    private final Map<CacheKey, PendingMutation> newest = new HashMap<>();

    private final Map<ClearedCell, PendingMutation> newestClear = new HashMap<>();

    private OwnChanges own = OwnChanges.NOBODY;

    private record ClearedCell(CacheId cache, int cell) {}

    PendingView() {}

    /** Tells {@code listener} of what is under way from now on. */
    void tells(OwnChanges listener) {
        own = listener;
    }

    void begun(PendingMutation mutation) {
        if (mutation.begunAs == null) {
            mutation.begunAs = mutation.mutation();
            own.begun(mutation.begunAs);
        }
    }

    /** Its owner has said how it ended. */
    void ended(PendingMutation mutation) {
        remove(mutation);
        Mutation begun = mutation.begunAs;
        if (begun != null) {
            mutation.begunAs = null;
            own.ended(begun);
        }
    }

    /**
     * What a read of {@code key} in {@code cell} has to answer without asking its owner; null if the owner has to be
     * asked, behind what {@link #isBehind} says.
     *
     * <p>A value from here has no version yet. What earlier starts of this node have logged is asked for at its owner,
     * behind it.
     */
    public Answer find(CacheKey key, int cell) {
        PendingMutation mutation = newestOf(key, cell);
        boolean isKnown = mutation != null && mutation.hasReturned && isPlain(mutation.mutation());
        return isKnown && isNewest(mutation) ? answerOf(mutation.mutation()) : null;
    }

    /** False if a later change may have ended before, and its caller knows: then this one is no news. */
    private static boolean isNewest(PendingMutation mutation) {
        // An earlier start may have been told of what the end of its outbox, which a power cut takes, has named.
        return !mutation.lane.session().isRecovered && !mutation.lane.hasAnsweredBehind(mutation);
    }

    /**
     * Whether a read of {@code key} has to wait until something logged has reached its owner: then {@code whenEnded}
     * runs once it has.
     */
    public boolean isBehind(CacheKey key, int cell, Runnable whenEnded) {
        PendingMutation mutation = newestReturned(newest.get(key));
        PendingMutation cleared = newestClear.get(new ClearedCell(key.cache(), cell));
        if (cleared != null && (mutation == null || isNewer(cleared, mutation))) {
            mutation = cleared;
        }
        if (mutation == null) {
            return false;
        }
        runAfter(mutation, whenEnded);
        return true;
    }

    /**
     * True if something that was logged and never sent will remove what is now under {@code key}, whatever that is: so
     * it need not be removed once more.
     */
    public boolean willRemove(CacheKey key, int cell) {
        PendingMutation newest = newestOf(key, cell);
        return newest != null
                && newest.hasReturned
                && newest.sends == 0
                && !newest.lane.session().isRecovered
                && newest.mutation().kind() != Mutation.Kind.PUT
                && isPlain(newest.mutation());
    }

    /** True if nothing is pending that a read has to see. */
    public boolean isEmpty() {
        return newest.isEmpty() && newestClear.isEmpty();
    }

    static void runAfter(PendingMutation mutation, Runnable action) {
        Runnable before = mutation.afterEnd;
        mutation.afterEnd = before == null
                ? action
                : () -> {
                    before.run();
                    action.run();
                };
    }

    /** A mutation was sealed, or is open again. */
    void add(PendingMutation added) {
        begun(added);
        if (isClear(added.mutation()) && added.isLogged) {
            ClearedCell cleared = new ClearedCell(added.mutation().cache(), added.lane.cell());
            newestClear.merge(cleared, added, (old, young) -> isNewer(young, old) ? young : old);
        } else if (isOfKey(added.mutation()) && (added.isLogged || !newest.isEmpty())) {
            addOfKey(added);
        }
    }

    private void addOfKey(PendingMutation added) {
        CacheKey key = new CacheKey(added.mutation().cache(), added.mutation().key());
        PendingMutation newer = null;
        PendingMutation older = newest.get(key);
        if (older == null && !added.isLogged) {
            return;
        }
        while (older != null && isNewer(older, added)) {
            newer = older;
            older = older.olderOfKey;
        }
        added.viewKey = key;
        added.olderOfKey = older;
        added.newerOfKey = newer;
        if (older != null) {
            older.newerOfKey = added;
        }
        if (newer != null) {
            newer.olderOfKey = added;
        } else {
            newest.put(key, added);
        }
    }

    /** A mutation has ended, or was withdrawn. */
    void remove(PendingMutation removed) {
        if (removed.viewKey == null) {
            if (isClear(removed.mutation())) {
                newestClear.remove(new ClearedCell(removed.mutation().cache(), removed.lane.cell()), removed);
            }
            return;
        }
        if (removed.olderOfKey != null) {
            removed.olderOfKey.newerOfKey = removed.newerOfKey;
        }
        if (removed.newerOfKey != null) {
            removed.newerOfKey.olderOfKey = removed.olderOfKey;
        } else if (removed.olderOfKey != null) {
            newest.put(removed.viewKey, removed.olderOfKey);
        } else {
            newest.remove(removed.viewKey);
        }
        removed.viewKey = null;
        removed.olderOfKey = null;
        removed.newerOfKey = null;
    }

    private PendingMutation newestOf(CacheKey key, int cell) {
        PendingMutation ofKey = newest.get(key);
        if (newestClear.isEmpty()) {
            return ofKey;
        }
        PendingMutation cleared = newestClear.get(new ClearedCell(key.cache(), cell));
        return cleared != null && (ofKey == null || isNewer(cleared, ofKey)) ? cleared : ofKey;
    }

    private static PendingMutation newestReturned(PendingMutation from) {
        PendingMutation each = from;
        while (each != null && !each.hasReturned) {
            each = each.olderOfKey;
        }
        return each;
    }

    private static boolean isNewer(PendingMutation one, PendingMutation other) {
        long session = one.lane.session().ordinal();
        long otherSession = other.lane.session().ordinal();
        return session != otherSession ? session > otherSession : one.number > other.number;
    }

    private static boolean isClear(Mutation mutation) {
        return mutation.kind() == Mutation.Kind.CLEAR || mutation.kind() == Mutation.Kind.DESTROY;
    }

    private static boolean isOfKey(Mutation mutation) {
        return switch (mutation.kind()) {
            case PUT, REMOVE, TOUCH -> true;
            case CLEAR, WITHDRAW, LOST, MESSAGE, SETTINGS, DESTROY -> false;
        };
    }

    private static boolean isPlain(Mutation mutation) {
        return mutation.kind() != Mutation.Kind.TOUCH
                && !mutation.keepsEnd()
                && mutation.condition().kind() == Condition.Kind.ALWAYS;
    }

    private static Answer answerOf(Mutation mutation) {
        if (mutation.kind() != Mutation.Kind.PUT) {
            return Answer.ABSENT;
        }
        long lifeMillis = mutation.lifeMillis() == 0 ? EntryImage.FOR_EVER : mutation.lifeMillis();
        return Answer.present(new EntryImage(Version.NONE, lifeMillis, mutation.value()));
    }
}
