package io.kvswarm.jcache.operation;

import io.kvswarm.jcache.listener.Announcement;
import io.kvswarm.jcache.statistics.Tally;
import io.kvswarm.spi.ChangeResult;
import io.kvswarm.spi.EntryChange;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
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
     * How one of the steps ended.
     *
     * @param result  what it returned
     * @param failure null if it did not fail
     */
    record Ended(Object result, RuntimeException failure) {}

    /**
     * Runs the steps, counts them, and tells the listeners.
     *
     * @return what they returned, in their order
     * @throws PartialFailure if some failed, after all others were made
     */
    List<Object> run(List<? extends Step> steps) {
        return results(run(steps, null));
    }

    /** The same for entries that were read just now. */
    List<Object> runOn(List<? extends Step> steps, List<Seen> seen) {
        return results(run(steps, seen));
    }

    /** The same, where each step may fail by itself. */
    List<Ended> runEach(List<? extends Step> steps) {
        return run(steps, null).ended();
    }

    private static List<Object> results(Batch batch) {
        List<RuntimeException> failures = Arrays.asList(batch.failures);
        if (failures.stream().anyMatch(Objects::nonNull)) {
            throw PartialFailure.of(batch.keys(), failures);
        }
        return Collections.unmodifiableList(Arrays.asList(batch.results));
    }

    private Batch run(List<? extends Step> steps, List<Seen> seen) {
        long start = runner.nanos();
        Batch batch = new Batch(steps);
        if (steps.isEmpty()) {
            return batch;
        }
        List<Key> keys = batch.keys();
        runner.busy().requireFree(keys);
        boolean isOrdered = (effects.isOrdered() && steps.get(0).isChange())
                || runner.written().hasRunFor(steps.get(0));
        KeyPlaces.Place place = runner.places().take(isOrdered ? keys : List.of());
        batch.place = place;
        try {
            if (seen != null || !batch.direct()) {
                batch.round(seen != null && !isOrdered ? seen : parts.entries().readAllOrMiss(keys));
            }
            parts.entries().forget(batch.toForget);
        } finally {
            place.close();
        }
        batch.end(start);
        return batch;
    }

    /** One run. Confined to the caller's thread. */
    private final class Batch {
        private final List<? extends Step> steps;
        private final Object[] results;
        private final RuntimeException[] failures;
        private final List<Key> toForget = new ArrayList<>();
        private final Announcement announcement = new Announcement();
        private final Unreachable unreachable = parts.entries().unreachable();
        private Tally tally = Tally.NONE;
        private KeyPlaces.Place place;

        Batch(List<? extends Step> steps) {
            this.steps = steps;
            this.results = new Object[steps.size()];
            this.failures = new RuntimeException[steps.size()];
        }

        List<Key> keys() {
            return steps.stream().map(Step::key).toList();
        }

        /** Sends all changes with nothing read before; false if that is not possible. */
        boolean direct() {
            if (unreachable.queues() && steps.stream().allMatch(Step::isPlain)) {
                log();
                return true;
            }
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
                CompletableFuture<ChangeResult> result = sent.get(i);
                int index = i;
                guarded(i, () -> onDirect(index, Await.result(result)));
            }
            return true;
        }

        /** Leaves all changes in the outbox. */
        private void log() {
            List<EntryChange> changes = new ArrayList<>(steps.size());
            for (int i = 0; i < steps.size(); i++) {
                Step step = steps.get(i);
                Decision decision = step.decide(Seen.NOTHING);
                changes.add(effects.unseen(step.key(), decision));
                end(i, new Outcome(decision.result(), Effects.tallyOfUnseen(decision)));
            }
            parts.entries().log(changes);
        }

        private Outcome onDirect(int index, ChangeResult result) {
            Step step = steps.get(index);
            Seen seen = runner.direct().seen((Call) step, result);
            Decision decision = step.decide(seen);
            if (!result.isApplied() && decision.kind() == Decision.Kind.PUT) {
                return runner.attempt(step, announcement);
            }
            Effect effect = effects.of(step.key(), seen, decision);
            if (result.isApplied()) {
                effects.announce(step.key(), effect, announcement);
            }
            return new Outcome(decision.result(), effect.tally());
        }

        /** One round of all. */
        void round(List<Seen> seen) {
            List<Sent> sent = new ArrayList<>();
            List<EntryChange> changes = new ArrayList<>();
            for (int i = 0; i < steps.size(); i++) {
                int index = i;
                guarded(i, () -> decide(index, seen.get(index), sent, changes));
            }
            List<CompletableFuture<ChangeResult>> answers = parts.entries().sendAll(changes);
            for (int i = 0; i < answers.size(); i++) {
                Sent one = sent.get(i);
                CompletableFuture<ChangeResult> answer = answers.get(i);
                guarded(one.index(), () -> onRound(one, resultOf(one, answer)));
            }
        }

        /** A change on its way. */
        private record Sent(int index, Decision decision, Effect effect) {}

        /** Ends a step, or adds a change to what is to be sent: then it gives null. */
        private Outcome decide(int index, Seen here, List<Sent> sent, List<EntryChange> changes) {
            Step step = steps.get(index);
            if (here.isUnreachable()) {
                throw Unreachable.failure();
            }
            Decision decision = runner.decide(step, here);
            Effect effect = effects.of(step.key(), here, decision);
            EntryChange change = effects.change(step.key(), here, decision, effect);
            if (change == null) {
                return new Outcome(decision.result(), effect.tally());
            }
            if (isLeaseLost(step)) {
                throw runner.written().leaseLost(step.key());
            }
            sent.add(new Sent(index, decision, effect));
            changes.add(change);
            return null;
        }

        private boolean isLeaseLost(Step step) {
            return runner.written().hasRunFor(step) && parts.entries().isShared() && !place.hasLease(step.key());
        }

        private ChangeResult resultOf(Sent one, CompletableFuture<ChangeResult> answer) {
            return one.effect().isOptional() ? parts.entries().optional(answer) : Await.result(answer);
        }

        private Outcome onRound(Sent one, ChangeResult result) {
            Step step = steps.get(one.index());
            if (result.isApplied()) {
                effects.announce(step.key(), one.effect(), announcement);
            } else if (runner.written().hasRunFor(step) && result.isBusy()) {
                throw runner.written().leaseLost(step.key());
            } else if (!one.effect().isOptional()) {
                return runner.attempt(step, announcement);
            }
            return new Outcome(one.decision().result(), one.effect().tally());
        }

        private void end(int index, Outcome outcome) {
            results[index] = outcome.result();
            tally = tally.and(outcome.tally());
        }

        /** Runs what concerns one step; what it throws concerns that one only. */
        private void guarded(int index, Supplier<Outcome> one) {
            try {
                Outcome outcome = one.get();
                if (outcome != null) {
                    end(index, outcome);
                }
            } catch (CacheException e) {
                if (unreachable.isMiss(e)) {
                    missed(index, e);
                } else {
                    failed(steps.get(index), e);
                    failures[index] = e;
                }
            }
        }

        private void failed(Step step, CacheException failure) {
            if (runner.written().hasRunFor(step)) {
                runner.written().changeFailed(step.key(), failure);
            } else if (unreachable.leavesDoubt(failure) && step.isChange()) {
                parts.entries().forgetUnwaited(step.key());
            }
        }

        private void missed(int index, CacheException failure) {
            Step step = steps.get(index);
            if (step.isRead() || step.isPlain()) {
                Decision decision = runner.decide(step, Seen.UNREACHABLE);
                end(index, new Outcome(decision.result(), decision.gets()));
            } else {
                failures[index] = failure;
            }
            boolean isInDoubt = step.isPlain() || step.isWritten() || Unreachable.isUnknown(failure);
            if (!step.isRead() && isInDoubt) {
                toForget.add(step.key());
            }
        }

        void end(long start) {
            parts.counters().add(tally, runner.nanos() - start);
            announcement.await();
        }

        List<Ended> ended() {
            List<Ended> ended = new ArrayList<>(steps.size());
            for (int i = 0; i < steps.size(); i++) {
                ended.add(new Ended(results[i], failures[i]));
            }
            return ended;
        }
    }
}
