package io.kvswarm.jcache.operation;

import io.kvswarm.jcache.listener.Announcement;
import io.kvswarm.jcache.operation.Decision.Kind;
import io.kvswarm.spi.ChangeResult;
import io.kvswarm.spi.EntryChange;
import io.kvswarm.spi.VersionedValue;
import java.util.List;
import java.util.Objects;
import javax.cache.CacheException;

/**
 * The rounds of one step: the first without ado, the next ones in the key's place, and after the second lost race, or
 * before a writer is called, under the key's lease. Confined to the caller's thread.
 */
final class Rounds {
    private static final int CONFLICTS_MAX = 2;

    private final Runner runner;
    private final Parts parts;
    private final Step step;
    private final Key key;
    private final Announcement announcement;
    private final boolean writesThrough;
    private final boolean loadsWritten;
    private final TimeLimit limit;
    /** Null until it is taken. */
    private KeyPlaces.Place place;

    private boolean isDirectTried;
    private int conflicts;
    private boolean isLeaseWanted;
    /** What the writer was given last, if nothing else can have happened since. */
    private Decision written;

    private boolean hasWritten;
    /** Null if it is to be read. */
    private Seen seen;
    /** True if what was seen is what another caller left, and not read. */
    private boolean isGuess;

    Rounds(Runner runner, Step step, Announcement announcement) {
        this.runner = runner;
        this.parts = runner.parts();
        this.step = step;
        this.key = step.key();
        this.announcement = announcement;
        this.writesThrough = parts.writing().isOn() && step.mayWrite();
        this.loadsWritten = parts.writing().isOn() && step.isRead() && step.callsApplication();
        this.limit = runner.newTimeLimit();
    }

    Outcome run() {
        boolean isOrdered = step.isChange()
                && (runner.effects().isOrdered() || parts.writing().isOn());
        Outcome outcome = isOrdered ? null : first();
        return outcome == null ? inPlace() : outcome;
    }

    /** The change is left in the outbox. */
    Outcome logged() {
        KeyPlaces.Place taken = runner.places().take(parts.writing().isOn() ? List.of(key) : List.of());
        try {
            Decision decision = step.decide(Seen.NOTHING);
            write(decision);
            parts.entries().log(List.of(runner.effects().unseen(key, decision)));
            return new Outcome(decision.result(), Effects.tallyOfUnseen(decision));
        } finally {
            taken.close();
        }
    }

    /** The owner cannot be reached: a read misses, a plain change makes sure that nobody reads the old value. */
    Outcome missed(CacheException failure) {
        if (step.isRead()) {
            Decision decision = runner.decide(step, Seen.UNREACHABLE);
            return new Outcome(decision.result(), decision.gets());
        }
        if (step.isPlain()) {
            Decision decision = step.decide(Seen.NOTHING);
            write(decision);
            parts.entries().forget(List.of(key));
            return new Outcome(decision.result(), decision.gets());
        }
        if (hasWritten || Unreachable.isUnknown(failure)) {
            parts.entries().forget(List.of(key));
        }
        throw failure;
    }

    /** True if the writer has been given something: if the call fails, what is in the entry is not that. */
    boolean hasWritten() {
        return hasWritten || runner.written().hasRunFor(step);
    }

    private Outcome inPlace() {
        place = runner.places().take(key);
        try {
            isLeaseWanted |= writesThrough || place.isHot(key);
            requireLease();
            Outcome outcome = first();
            while (outcome == null) {
                limit.require();
                requireLease();
                outcome = next();
            }
            return outcome;
        } finally {
            place.close();
        }
    }

    /** Whoever has waited for others has less time for owners. */
    private Entries entries() {
        return place == null ? parts.entries() : parts.entries().within(limit.left());
    }

    private Outcome first() {
        Outcome outcome = isDirectTried ? null : direct();
        if (outcome != null) {
            return outcome;
        }
        if (place == null && step.isChange() && runner.places().isTaken(key)) {
            // Others of this process are at it: behind them is quicker than against them.
            return null;
        }
        seen = step.given() == null || conflicts > 0 ? guess() : step.given();
        return next();
    }

    private Outcome next() {
        if (seen == null) {
            seen = look();
        }
        return round();
    }

    /** What a change is decided by comes from the owner: what is near may be a little old. */
    private Seen look() {
        return step.isChange() || conflicts > 0
                ? entries().read(key)
                : entries().look(key);
    }

    /** What the caller before has left of the entry; null if nothing, or it is better not relied on. */
    private Seen guess() {
        VersionedValue known = place == null || !step.isChange() || writesThrough ? null : place.known(key);
        isGuess = known != null;
        return isGuess ? parts.entries().seen(known) : null;
    }

    /** One change without a look before; null if that was not possible, or not enough. */
    private Outcome direct() {
        EntryChange change = runner.direct().change(step);
        if (change == null) {
            return null;
        }
        isDirectTried = true;
        write(step.decide(Seen.NOTHING));
        ChangeResult result = entries().send(change);
        seen = runner.direct().seen((Call) step, result);
        Decision decision = step.decide(seen);
        if (result.isApplied()) {
            return applied(decision, runner.effects().of(key, seen, decision));
        }
        // Refused though it should have held: there is something that cannot be decoded, so look again.
        return decision.kind() == Kind.PUT ? null : settle(decision);
    }

    /** One round with what was seen; null if another change came between. */
    private Outcome round() {
        if (loadsNow() && hasLostLease()) {
            isLeaseWanted = true;
            seen = null;
            return null;
        }
        Decision decision = decide();
        if (decision == null
                || (decision.changes() && place == null && runner.effects().isOrdered())) {
            return null;
        }
        if (isWrittenNow(decision)) {
            if (hasLostLease()) {
                // It ran out while the entry was read or decided about: from the start, under another one.
                isLeaseWanted = true;
                seen = null;
                return null;
            }
            write(decision);
        } else if (runner.written().hasRunFor(step) && hasLostLease()) {
            throw runner.written().leaseLost(key);
        }
        return settle(decision);
    }

    /** True if it asks a loader for what others may write in that moment: what it is given could be an older value. */
    private boolean loadsNow() {
        return loadsWritten && !seen.isFound();
    }

    private boolean hasLostLease() {
        return parts.entries().isShared() && (place == null || !place.hasLease(key));
    }

    /** What the entry becomes; null if only a guess says so. */
    private Decision decide() {
        try {
            return runner.decide(step, seen);
        } catch (RuntimeException e) {
            if (!isGuess) {
                throw e;
            }
            forgetGuess();
            return null;
        }
    }

    private Outcome settle(Decision decision) {
        Effect effect = runner.effects().of(key, seen, decision);
        EntryChange change = runner.effects().change(key, seen, decision, effect);
        if (isGuess && (change == null || effect.isOptional())) {
            // Only a change that is applied proves that the guess was right.
            forgetGuess();
            return null;
        }
        if (change == null) {
            return new Outcome(decision.result(), effect.tally());
        }
        ChangeResult result =
                effect.isOptional() ? entries().sendOptional(change) : entries().send(change);
        if (result.isApplied()) {
            leave(change, result);
            return applied(decision, effect);
        }
        if (effect.isOptional() && !result.isBusy()) {
            return new Outcome(decision.result(), effect.tally());
        }
        lost(result, isWrittenNow(decision) || runner.written().hasRunFor(step));
        return null;
    }

    private void forgetGuess() {
        isGuess = false;
        seen = null;
    }

    /** Tells the next caller of this process what the entry is now. */
    private void leave(EntryChange change, ChangeResult result) {
        if (place != null) {
            boolean isKnown = change.kind() == EntryChange.Kind.PUT && change.lifeMillis() != EntryChange.UNCHANGED;
            place.knows(
                    key, isKnown ? new VersionedValue(change.value(), result.version(), change.lifeMillis()) : null);
        }
    }

    private Outcome applied(Decision decision, Effect effect) {
        runner.effects().announce(key, effect, announcement);
        return new Outcome(decision.result(), effect.tally());
    }

    /** Another change was quicker, or another process keeps this one off. */
    private void lost(ChangeResult result, boolean isWritten) {
        if (isWritten && parts.entries().isShared() && (result.isBusy() || !place.hasLease(key))) {
            throw runner.written().leaseLost(key);
        }
        conflicts++;
        isLeaseWanted |= result.isBusy() || conflicts >= CONFLICTS_MAX;
        isGuess = false;
        seen = result.isBusy() ? null : parts.entries().seen(result.old());
        // Whoever was quicker may have written something else since.
        written = null;
    }

    private boolean isWrittenNow(Decision decision) {
        return parts.writing().isOn() && decision.writes() && decision.changes() && !step.isWritten();
    }

    private void write(Decision decision) {
        if (!isWrittenNow(decision) || isSame(decision)) {
            return;
        }
        Object object = key.object();
        runner.busy().during(List.of(key), () -> {
            if (decision.kind() == Kind.PUT) {
                parts.writing().write(object, decision.value());
            } else {
                parts.writing().delete(object);
            }
            return null;
        });
        written = decision;
        hasWritten = true;
    }

    private boolean isSame(Decision decision) {
        return written != null
                && written.kind() == decision.kind()
                && Objects.deepEquals(written.value(), decision.value());
    }

    /** Sees to it that the lease is held if it is wanted and other processes exist. */
    private void requireLease() {
        if (!isLeaseWanted || !parts.entries().isShared()) {
            return;
        }
        if (!place.hasLease(key)) {
            runner.written().lease(place, key, limit);
            forgetGuess();
        }
        if (writesThrough || loadsWritten) {
            place.lease(key).keep();
        }
    }
}
