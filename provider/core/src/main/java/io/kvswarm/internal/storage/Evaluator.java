package io.kvswarm.internal.storage;

import io.kvswarm.internal.storage.Effect.Change;
import io.kvswarm.internal.wire.BlockEntry;
import io.kvswarm.internal.wire.CacheKey;
import io.kvswarm.internal.wire.Condition;
import io.kvswarm.internal.wire.EntryImage;
import io.kvswarm.internal.wire.Mutation;
import io.kvswarm.internal.wire.Mutation.Kind;
import io.kvswarm.internal.wire.Outcome;
import io.kvswarm.internal.wire.SessionId;
import io.kvswarm.internal.wire.Version;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Objects;

/** Decides what a mutation does. Values in, value out. */
final class Evaluator {
    /**
     * Content of a number that was given up as lost: a writer that was killed before it noted that may have its
     * mutation still, and sends it again.
     */
    static final int ANY_CONTENT = 0;

    private Evaluator() {}

    /**
     * An entry as the decision sees it.
     *
     * @param expiryMillis owner time; 0 for never
     */
    record Current(EntryImage image, long expiryMillis) {}

    /** So many entries, as the result of a CLEAR tells it. */
    static Current counted(long entries) {
        byte[] number = ByteBuffer.allocate(Long.BYTES).putLong(entries).array();
        return new Current(new EntryImage(Version.NONE, EntryImage.FOR_EVER, number), 0);
    }

    /** True if the decision depends on what is there. */
    static boolean needsEntry(Mutation mutation) {
        return switch (mutation.kind()) {
            case PUT, REMOVE ->
                mutation.condition().kind() != Condition.Kind.ALWAYS || mutation.wantsOld() || mutation.keepsEnd();
            case TOUCH -> true;
            case CLEAR, WITHDRAW, LOST, MESSAGE, SETTINGS, DESTROY -> false;
        };
    }

    /** True if the decision, or its result, depends on the value that is there. */
    static boolean needsValue(Mutation mutation) {
        return mutation.wantsOld()
                || comparesVersion(mutation)
                || mutation.condition().kind() == Condition.Kind.VALUE;
    }

    /**
     * Decides.
     *
     * @param current what is there; null if nothing is, or if {@link #needsEntry} is false; for a CLEAR that asks for
     *     it, what {@link #counted} gives
     * @param now     owner time
     */
    static Effect decide(SessionId session, BlockEntry entry, Current current, long now) {
        Mutation mutation = entry.mutation();
        // The condition of a CLEAR is about watchers, not about entries; it has been looked at.
        boolean met = mutation.kind() == Kind.CLEAR || isMet(mutation.condition(), current);
        Outcome outcome = met ? outcomeOf(mutation) : Outcome.CONDITION_NOT_MET;
        Change change = met ? changeOf(mutation.kind(), current) : Change.NONE;
        boolean setsEnd = change == Change.SET || change == Change.EXPIRY;
        long expiryMillis = setsEnd ? expiryOf(now, mutation, current) : 0;
        boolean shows = current != null && (mutation.wantsOld() || (!met && comparesVersion(mutation)));
        return new Effect(
                session,
                mutation.number(),
                entry.confirmed(),
                contentHash(mutation),
                now,
                outcome,
                change,
                mutation.durability(),
                expiryMillis,
                new CacheKey(mutation.cache(), mutation.key()),
                change == Change.SET ? mutation.value() : Effect.NOTHING,
                shows ? current.image() : change == Change.EXPIRY ? versionOnly(current) : null);
    }

    /** A new end says of which version it is: then its record and the one with the value may lie in any order. */
    private static EntryImage versionOnly(Current current) {
        return new EntryImage(current.image().version(), current.image().lifeMillis(), Effect.NOTHING);
    }

    /** The mutation held off: the result says for how long at most. */
    static Effect holdOff(SessionId session, BlockEntry entry, long busyMillis, long now) {
        return refuse(session, entry, Outcome.BUSY, new EntryImage(Version.NONE, busyMillis, Effect.NOTHING), now);
    }

    /** The same mutation refused: it has ended, and nothing has changed. */
    static Effect refuse(SessionId session, BlockEntry entry, Outcome outcome, long now) {
        return refuse(session, entry, outcome, null, now);
    }

    private static Effect refuse(SessionId session, BlockEntry entry, Outcome outcome, EntryImage shown, long now) {
        Mutation mutation = entry.mutation();
        return new Effect(
                session,
                mutation.number(),
                entry.confirmed(),
                contentHash(mutation),
                now,
                outcome,
                Change.NONE,
                mutation.durability(),
                0,
                new CacheKey(mutation.cache(), mutation.key()),
                Effect.NOTHING,
                shown);
    }

    /** Tells a repeat of a mutation from another one under the same number. */
    static int contentHash(Mutation mutation) {
        if (mutation.kind() == Kind.LOST) {
            return ANY_CONTENT;
        }
        return Objects.hash(
                mutation.kind().ordinal(),
                mutation.lifeMillis(),
                mutation.cache().kind(),
                mutation.cache().cell(),
                mutation.cache().version().index(),
                mutation.condition().kind().ordinal(),
                Arrays.hashCode(mutation.condition().value()),
                // The key of a message is given by its receiver.
                mutation.kind() == Kind.MESSAGE ? 0 : Arrays.hashCode(mutation.key()),
                Arrays.hashCode(mutation.value()));
    }

    /** Whoever compares versions is told the one that is there, so that it can try again. */
    static boolean comparesVersion(Mutation mutation) {
        return mutation.condition().kind() == Condition.Kind.VERSION;
    }

    private static boolean isMet(Condition condition, Current current) {
        return switch (condition.kind()) {
            case ALWAYS -> true;
            case ABSENT -> current == null;
            case PRESENT -> current != null;
            case VERSION -> current != null && current.image().version().equals(condition.version());
            case VALUE -> current != null && Arrays.equals(current.image().value(), condition.value());
        };
    }

    private static Outcome outcomeOf(Mutation mutation) {
        return mutation.kind() == Kind.WITHDRAW ? Outcome.WITHDRAWN : Outcome.APPLIED;
    }

    private static Change changeOf(Kind kind, Current current) {
        return switch (kind) {
            case PUT, MESSAGE -> Change.SET;
            case REMOVE -> Change.REMOVED;
            case TOUCH -> current == null ? Change.NONE : Change.EXPIRY;
            case CLEAR -> Change.CLEARED;
            case DESTROY -> Change.DESTROYED;
            case WITHDRAW, LOST, SETTINGS -> Change.NONE;
        };
    }

    private static long expiryOf(long now, Mutation mutation, Current current) {
        if (mutation.keepsEnd()) {
            return current == null ? 0 : current.expiryMillis();
        }
        long lifeMillis = mutation.lifeMillis();
        if (lifeMillis == 0) {
            return 0;
        }
        return now > Long.MAX_VALUE - lifeMillis ? Long.MAX_VALUE : now + lifeMillis;
    }
}
