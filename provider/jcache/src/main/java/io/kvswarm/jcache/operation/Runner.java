package io.kvswarm.jcache.operation;

import io.kvswarm.jcache.listener.Announcement;
import java.util.List;
import javax.cache.CacheException;

/** Executes steps: reads, lets decide, changes on condition, again after a lost race. Safe from any thread. */
final class Runner {
    private final Parts parts;
    private final Effects effects;
    private final Direct direct;
    private final KeyPlaces places;
    private final Busy busy = new Busy();
    private final Written written;
    private final Waiting waiting;

    Runner(Parts parts, Waiting waiting) {
        this.parts = parts;
        this.effects = new Effects(parts);
        this.direct = new Direct(parts);
        // The other half of the time is for the owner.
        this.places = new KeyPlaces(parts.entries().patience().deadline().toMillis() / 2, waiting);
        this.written = new Written(parts);
        this.waiting = waiting;
    }

    /** Runs a step to its end, counts it, and returns when this process's synchronous listeners have heard of it. */
    Object run(Step step) {
        long start = waiting.nanos();
        Announcement announcement = new Announcement();
        Outcome outcome = attempt(step, announcement);
        parts.counters().add(outcome.tally(), waiting.nanos() - start);
        announcement.await();
        return outcome.result();
    }

    /** Runs a step to its end; counting and telling is left to the caller. */
    Outcome attempt(Step step, Announcement announcement) {
        busy.requireFree(List.of(step.key()));
        Rounds rounds = new Rounds(this, step, announcement);
        Unreachable unreachable = parts.entries().unreachable();
        if (unreachable.queues() && step.isPlain()) {
            return rounds.logged();
        }
        try {
            return rounds.run();
        } catch (CacheException e) {
            if (unreachable.isMiss(e)) {
                return rounds.missed(e);
            }
            if (rounds.hasWritten()) {
                written.changeFailed(step.key(), e);
            } else if (unreachable.leavesDoubt(e) && step.isChange()) {
                parts.entries().forgetUnwaited(step.key());
            }
            throw e;
        }
    }

    /** What a step makes of an entry; its loader or processor runs on behalf of its key. */
    Decision decide(Step step, Seen seen) {
        return step.callsApplication() ? busy.during(List.of(step.key()), () -> step.decide(seen)) : step.decide(seen);
    }

    Parts parts() {
        return parts;
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

    Written written() {
        return written;
    }

    /** What a call has, from now on. */
    TimeLimit newTimeLimit() {
        return new TimeLimit(waiting, parts.entries().patience().deadline());
    }

    Busy busy() {
        return busy;
    }

    long nanos() {
        return waiting.nanos();
    }
}
