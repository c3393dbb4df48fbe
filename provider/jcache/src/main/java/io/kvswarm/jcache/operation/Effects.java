package io.kvswarm.jcache.operation;

import io.kvswarm.jcache.expiry.Lives;
import io.kvswarm.jcache.listener.Announcement;
import io.kvswarm.jcache.listener.Change;
import io.kvswarm.jcache.operation.Effect.Action;
import io.kvswarm.jcache.statistics.Tally;
import io.kvswarm.spi.EntryChange;
import java.util.List;
import javax.cache.event.EventType;

/** Turns decisions into changes, counts and events. Safe from any thread. */
final class Effects {
    private static final Tally PUT = new Tally(0, 0, 1, 0);
    private static final Tally REMOVAL = new Tally(0, 0, 0, 1);

    private final Parts parts;

    Effects(Parts parts) {
        this.parts = parts;
    }

    /** True if changes of one key have to be announced in their order. */
    boolean isOrdered() {
        return parts.listeners().isAnnounced();
    }

    /** The change to leave in the outbox for a decision about an entry that nobody has seen. */
    EntryChange unseen(Key key, Decision decision) {
        // Whether there is an entry is not known: a put gives it the life of a new one.
        boolean isPut = decision.kind() == Decision.Kind.PUT;
        long life = isPut ? decision.lifeOr(parts.lives()::onCreation) : Lives.OVER;
        return life == Lives.OVER
                ? EntryChange.remove(key.bytes())
                : EntryChange.put(key.bytes(), parts.entries().codecs().encodeValue(decision.value()))
                        .living(life);
    }

    /** What a change counts for that was left in the outbox. */
    static Tally tallyOfUnseen(Decision decision) {
        boolean isPut = decision.kind() == Decision.Kind.PUT && decision.writes();
        return isPut ? decision.gets().and(PUT) : decision.gets();
    }

    /** What follows from a decision about an entry that was seen. */
    Effect of(Key key, Seen seen, Decision decision) {
        return switch (decision.kind()) {
            case LEFT -> new Effect(Action.NONE, 0, decision.gets(), List.of());
            case TOUCHED -> touched(key, seen, decision);
            case GIVEN_LIFE -> lives(key, seen, decision);
            case PUT -> put(key, seen, decision);
            case REMOVED -> removed(key, seen, decision);
        };
    }

    /** The change to send for an effect, on condition that the entry is still the one that was seen; null for none. */
    EntryChange change(Key key, Seen seen, Decision decision, Effect effect) {
        return switch (effect.action()) {
            case NONE -> null;
            case PUT ->
                seen.unchanged(
                        EntryChange.put(key.bytes(), parts.entries().codecs().encodeValue(decision.value()))
                                .living(effect.lifeMillis()));
            case REMOVE, TOUCH_AWAY -> seen.unchanged(EntryChange.remove(key.bytes()));
            case TOUCH, LIFE ->
                EntryChange.touch(
                        key.bytes(), effect.lifeMillis(), seen.stored().version());
        };
    }

    /** Puts the events of an effect in order. */
    void announce(Key key, Effect effect, Announcement announcement) {
        for (Change event : effect.events()) {
            parts.listeners().announce(key.hashCode(), event, announcement);
        }
    }

    private Effect touched(Key key, Seen seen, Decision decision) {
        long life = parts.lives().onAccess();
        if (life == Lives.OVER) {
            return new Effect(Action.TOUCH_AWAY, 0, decision.gets(), events(EventType.EXPIRED, key, seen, null));
        }
        // The life of what is on its way begins when its owner has got it.
        boolean isWorth = seen.stored() != null
                && !seen.isOnItsWay()
                && Lives.isWorthTouching(life, seen.stored().lifeMillis());
        return new Effect(isWorth ? Action.TOUCH : Action.NONE, life, decision.gets(), List.of());
    }

    private Effect lives(Key key, Seen seen, Decision decision) {
        return decision.life() == Lives.OVER
                ? new Effect(Action.REMOVE, 0, decision.gets(), events(EventType.EXPIRED, key, seen, null))
                : new Effect(Action.LIFE, decision.life(), decision.gets(), List.of());
    }

    private Effect put(Key key, Seen seen, Decision decision) {
        Tally tally = decision.writes() ? decision.gets().and(PUT) : decision.gets();
        Object value = decision.value();
        if (!seen.isFound()) {
            long life = decision.lifeOr(parts.lives()::onCreation);
            if (life == Lives.OVER) {
                return new Effect(undecodableGoes(seen), 0, decision.gets(), List.of());
            }
            return new Effect(Action.PUT, life, tally, events(EventType.CREATED, key, seen, value));
        }
        long life = decision.lifeOr(parts.lives()::onUpdate);
        if (life == Lives.OVER) {
            return new Effect(Action.REMOVE, 0, tally, updatedAndOver(key, seen, value));
        }
        return new Effect(Action.PUT, life, tally, events(EventType.UPDATED, key, seen, value));
    }

    private Effect removed(Key key, Seen seen, Decision decision) {
        if (!seen.isFound()) {
            return new Effect(undecodableGoes(seen), 0, decision.gets(), List.of());
        }
        return new Effect(Action.REMOVE, 0, decision.gets().and(REMOVAL), events(EventType.REMOVED, key, seen, null));
    }

    private static Action undecodableGoes(Seen seen) {
        return seen.stored() == null ? Action.NONE : Action.REMOVE;
    }

    private List<Change> events(EventType type, Key key, Seen seen, Object value) {
        if (!isOrdered()) {
            return List.of();
        }
        return List.of(
                new Change(type, key.object(), seen.value(), parts.entries().copy(value)));
    }

    private List<Change> updatedAndOver(Key key, Seen seen, Object value) {
        if (!isOrdered()) {
            return List.of();
        }
        Object copy = parts.entries().copy(value);
        return List.of(
                new Change(EventType.UPDATED, key.object(), seen.value(), copy),
                new Change(EventType.EXPIRED, key.object(), copy, null));
    }
}
