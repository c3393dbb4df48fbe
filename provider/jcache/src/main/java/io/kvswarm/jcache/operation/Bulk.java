package io.kvswarm.jcache.operation;

import io.kvswarm.jcache.listener.Announcement;
import io.kvswarm.jcache.statistics.Tally;
import io.kvswarm.spi.ChangeResult;
import io.kvswarm.spi.EntryChange;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import javax.cache.CacheException;

/**
 * Many steps of different keys: what they read goes in one request per owner, and so does what they change; those that
 * lose a race go on one by one. Safe from any thread.
 */
final class Bulk {
    private final Parts parts;
    private final Runner runner;
    private final Effects effects;

    Bulk(Parts parts, Runner runner) {
        this.parts = parts;
        this.runner = runner;
        this.effects = runner.effects();
    }

    /**
     * Runs the steps, counts them, and tells the listeners.
     *
     * @return what they returned, in their order
     * @throws CacheException if some failed, with how many, after all others were made
     */
    List<Object> run(List<? extends Step> steps) {
        return run(steps, null);
    }

    /**
     * The same for entries that were read just now.
     *
     * @param seen what was read; null to read it
     */
    List<Object> run(List<? extends Step> steps, List<Seen> seen) {
        if (steps.isEmpty()) {
            return List.of();
        }
        long start = runner.nanos();
        List<Key> keys = steps.stream().map(Step::key).toList();
        runner.busy().requireFree(keys);
        Batch batch = new Batch(steps);
        boolean isOrdered = effects.isOrdered() && steps.get(0).isChange();
        KeyPlaces.Place place = runner.places().take(isOrdered ? keys : List.of());
        try {
            if (seen != null || !batch.direct()) {
                batch.round(seen != null && !isOrdered ? seen : parts.entries().readAll(keys));
            }
        } finally {
            place.close();
        }
        return batch.end(start);
    }

    /** One run. Confined to the caller's thread. */
    private final class Batch {
        private final List<? extends Step> steps;
        private final List<Object> results;
        private final Announcement announcement = new Announcement();
        private final List<Throwable> failures = new ArrayList<>();
        private Tally tally = Tally.NONE;

        Batch(List<? extends Step> steps) {
            this.steps = steps;
            this.results = new ArrayList<>(java.util.Collections.nCopies(steps.size(), null));
        }

        /** Sends all changes with nothing read before; false if that is not possible. */
        boolean direct() {
            List<EntryChange> changes = new ArrayList<>(steps.size());
            for (Step step : steps) {
                EntryChange change = runner.direct().change(step);
                if (change == null) {
                    return false;
                }
                changes.add(change);
            }
            List<CompletableFuture<ChangeResult>> sent = parts.entries().sendAll(changes);
            for (int i = 0; i < sent.size(); i++) {
                int index = i;
                guarded(() -> onDirect(index, Await.result(sent.get(index))));
            }
            return true;
        }

        private void onDirect(int index, ChangeResult result) {
            Step step = steps.get(index);
            Seen seen = runner.direct().seen((Call) step, result);
            Decision decision = step.decide(seen);
            if (!result.isApplied() && decision.kind() == Decision.Kind.PUT) {
                end(index, runner.attempt(step, announcement));
                return;
            }
            Effect effect = effects.of(step.key(), seen, decision);
            if (result.isApplied()) {
                effects.announce(step.key(), effect, announcement);
            }
            end(index, new Outcome(decision.result(), effect.tally()));
        }

        /** One round of all. */
        void round(List<Seen> seen) {
            List<Integer> indexes = new ArrayList<>();
            List<Decision> decisions = new ArrayList<>();
            List<Effect> caused = new ArrayList<>();
            List<EntryChange> changes = new ArrayList<>();
            for (int i = 0; i < steps.size(); i++) {
                Step step = steps.get(i);
                Seen here = seen.get(i);
                Decision decision = step.decide(here);
                Effect effect = effects.of(step.key(), here, decision);
                EntryChange change = effects.change(step.key(), here, decision, effect);
                if (change == null) {
                    end(i, new Outcome(decision.result(), effect.tally()));
                } else {
                    indexes.add(i);
                    decisions.add(decision);
                    caused.add(effect);
                    changes.add(change);
                }
            }
            List<CompletableFuture<ChangeResult>> sent = parts.entries().sendAll(changes);
            for (int i = 0; i < sent.size(); i++) {
                int index = i;
                guarded(() -> onRound(
                        indexes.get(index), decisions.get(index), caused.get(index), Await.result(sent.get(index))));
            }
        }

        private void onRound(int index, Decision decision, Effect effect, ChangeResult result) {
            Step step = steps.get(index);
            if (result.isApplied()) {
                effects.announce(step.key(), effect, announcement);
            } else if (!effect.isOptional()) {
                end(index, runner.attempt(step, announcement));
                return;
            }
            end(index, new Outcome(decision.result(), effect.tally()));
        }

        private void end(int index, Outcome outcome) {
            results.set(index, outcome.result());
            tally = tally.and(outcome.tally());
        }

        private void guarded(Runnable one) {
            try {
                one.run();
            } catch (CacheException e) {
                failures.add(e);
            }
        }

        private List<Object> end(long start) {
            parts.counters().add(tally, runner.nanos() - start);
            announcement.await();
            if (!failures.isEmpty()) {
                throw failed();
            }
            return results;
        }

        private CacheException failed() {
            long unknown = failures.stream().filter(Bulk::isUnknown).count();
            CacheException thrown = new CacheException(
                    "of " + steps.size() + " entries " + (steps.size() - failures.size()) + " were done, "
                            + (failures.size() - unknown) + " were not, and of " + unknown + " it is not known",
                    failures.get(0).getCause());
            failures.forEach(thrown::addSuppressed);
            return thrown;
        }
    }

    private static boolean isUnknown(Throwable failure) {
        return failure.getCause() instanceof io.kvswarm.api.SwarmException cause
                && cause.code() == io.kvswarm.api.ErrorCode.OUTCOME_UNKNOWN;
    }
}
