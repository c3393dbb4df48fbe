package io.kvswarm.jcache.operation;

import io.kvswarm.jcache.listener.Announcement;
import io.kvswarm.jcache.operation.Decision.Kind;
import io.kvswarm.spi.ChangeResult;
import io.kvswarm.spi.EntryChange;
import java.util.List;
import java.util.Objects;
import java.util.function.LongSupplier;
import javax.cache.CacheException;

/** Executes steps: reads, lets decide, changes on condition, again after a lost race. Safe from any thread. */
final class Runner {
    private final Parts parts;
    private final Effects effects;
    private final Direct direct;
    private final KeyPlaces places;
    private final Busy busy = new Busy();
    private final LongSupplier nanos;
    private final long nanosMax;

    Runner(Parts parts, LongSupplier nanos) {
        this.parts = parts;
        this.effects = new Effects(parts);
        this.direct = new Direct(parts);
        this.places = new KeyPlaces(parts.entries().patience().deadline().toMillis());
        this.nanos = nanos;
        this.nanosMax = parts.entries().patience().deadline().toNanos();
    }

    /** Runs a step to its end, counts it, and returns when this process's synchronous listeners have heard of it. */
    Object run(Step step) {
        long start = nanos.getAsLong();
        Announcement announcement = new Announcement();
        Outcome outcome = attempt(step, announcement);
        parts.counters().add(outcome.tally(), nanos.getAsLong() - start);
        announcement.await();
        return outcome.result();
    }

    /** Runs a step to its end; counting and telling is left to the caller. */
    Outcome attempt(Step step, Announcement announcement) {
        busy.requireFree(List.of(step.key()));
        return new Rounds(step, announcement).run();
    }

    Effects effects() {
        return effects;
    }

    Direct direct() {
        return direct;
    }

    KeyPlaces places() {
        return places;
    }

    Busy busy() {
        return busy;
    }

    long nanos() {
        return nanos.getAsLong();
    }

    /** The rounds of one step. Confined to the caller's thread. */
    private final class Rounds {
        private final Step step;
        private final Announcement announcement;
        private final long start = nanos.getAsLong();
        private boolean isDirectTried;
        private Decision written;
        private Seen seen;

        Rounds(Step step, Announcement announcement) {
            this.step = step;
            this.announcement = announcement;
        }

        Outcome run() {
            boolean isOrdered =
                    step.isChange() && (effects.isOrdered() || parts.writing().isOn());
            Outcome outcome = isOrdered ? null : first(false);
            return outcome == null ? inPlace() : outcome;
        }

        private Outcome inPlace() {
            KeyPlaces.Place place = places.take(step.key());
            try {
                Outcome outcome = first(true);
                while (outcome == null) {
                    requireTime();
                    outcome = round(true);
                }
                return outcome;
            } finally {
                place.close();
            }
        }

        private Outcome first(boolean hasPlace) {
            Outcome outcome = isDirectTried ? null : direct();
            if (outcome == null) {
                seen = step.given() == null ? look() : step.given();
                outcome = round(hasPlace);
            }
            return outcome;
        }

        /** What a change is decided by comes from the owner: what is near may be a little old. */
        private Seen look() {
            return step.isChange()
                    ? parts.entries().read(step.key())
                    : parts.entries().look(step.key());
        }

        /** One change without a look before; null if that was not possible, or not enough. */
        private Outcome direct() {
            EntryChange change = direct.change(step);
            if (change == null) {
                return null;
            }
            isDirectTried = true;
            write(step.decide(Seen.NOTHING));
            ChangeResult result = parts.entries().send(change);
            seen = direct.seen((Call) step, result);
            Decision decision = step.decide(seen);
            if (result.isApplied()) {
                return applied(decision, effects.of(step.key(), seen, decision));
            }
            // Refused though it should have held: there is something that cannot be decoded, so look again.
            return decision.kind() == Kind.PUT ? null : settle(decision);
        }

        /** One round with what was seen; null if another change came between. */
        private Outcome round(boolean hasPlace) {
            Decision decision = step.callsApplication()
                    ? busy.during(List.of(step.key()), () -> step.decide(seen))
                    : step.decide(seen);
            if (decision.changes() && !hasPlace && effects.isOrdered()) {
                return null;
            }
            write(decision);
            return settle(decision);
        }

        private Outcome settle(Decision decision) {
            Effect effect = effects.of(step.key(), seen, decision);
            EntryChange change = effects.change(step.key(), seen, decision, effect);
            if (change == null) {
                return new Outcome(decision.result(), effect.tally());
            }
            ChangeResult result = parts.entries().send(change);
            if (result.isApplied()) {
                return applied(decision, effect);
            }
            if (effect.isOptional()) {
                return new Outcome(decision.result(), effect.tally());
            }
            seen = parts.entries().seen(result.old());
            return null;
        }

        private Outcome applied(Decision decision, Effect effect) {
            effects.announce(step.key(), effect, announcement);
            return new Outcome(decision.result(), effect.tally());
        }

        private void write(Decision decision) {
            if (!parts.writing().isOn() || !decision.writes() || !decision.changes() || isWritten(decision)) {
                return;
            }
            Object key = step.key().object();
            busy.during(List.of(step.key()), () -> {
                if (decision.kind() == Kind.PUT) {
                    parts.writing().write(key, decision.value());
                } else {
                    parts.writing().delete(key);
                }
                return null;
            });
            written = decision;
        }

        private boolean isWritten(Decision decision) {
            boolean isSame = written != null
                    && written.kind() == decision.kind()
                    && Objects.deepEquals(written.value(), decision.value());
            return step.isWritten() || isSame;
        }

        private void requireTime() {
            if (nanos.getAsLong() - start > nanosMax) {
                throw new CacheException("other changes of the entry were quicker for "
                        + parts.entries().patience().deadline().toMillis() + " ms; this one was not made");
            }
        }
    }
}
