package io.kvswarm.jcache.operation;

import io.kvswarm.jcache.operation.Decision.Kind;
import io.kvswarm.spi.ChangeResult;
import io.kvswarm.spi.EntryChange;
import io.kvswarm.spi.VersionedValue;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Function;

/**
 * Calls that no thread waits for: a look or a change, sent, and decided when the answer is there. Those that need
 * application code, an order of events or another round are run by an executor. Safe from any thread.
 */
final class Unwaited {
    private final Parts parts;
    private final Runner runner;

    Unwaited(Parts parts, Runner runner) {
        this.parts = parts;
        this.runner = runner;
    }

    /** Begins a call; it counts when it is over. What follows on the future never runs on a thread of the network. */
    CompletableFuture<Object> begin(Call call, Executor executor) {
        runner.busy().requireFree(List.of(call.key()));
        return new Begun(call, executor).begin();
    }

    /** One call. */
    private final class Begun {
        private final Call call;
        private final Executor executor;
        private final long start = runner.nanos();

        Begun(Call call, Executor executor) {
            this.call = call;
            this.executor = executor;
        }

        CompletableFuture<Object> begin() {
            boolean isSimple =
                    parts.entries().unreachable().fails() && !parts.listeners().isAny();
            if (!isSimple || call.callsApplication()) {
                return waited();
            }
            if (!call.isChange()) {
                Seen here = parts.entries().peek(call.key());
                return here == null
                        ? then(parts.entries().lookLater(call.key()), this::onLook)
                        : settle(here, call.decide(here));
            }
            EntryChange change = parts.writing().isOn() ? null : runner.direct().change(call);
            return change == null ? waited() : then(parts.entries().sendLater(change), this::onDirect);
        }

        private CompletableFuture<Object> onLook(VersionedValue stored) {
            Seen seen = parts.entries().seen(stored);
            return settle(seen, call.decide(seen));
        }

        private CompletableFuture<Object> onDirect(ChangeResult result) {
            Seen seen = runner.direct().seen(call, result);
            Decision decision = call.decide(seen);
            if (result.isApplied()) {
                return ended(decision, runner.effects().of(call.key(), seen, decision));
            }
            // Refused though it should have held: there is something that cannot be decoded.
            return decision.kind() == Kind.PUT ? waited() : settle(seen, decision);
        }

        private CompletableFuture<Object> settle(Seen seen, Decision decision) {
            Effect effect = runner.effects().of(call.key(), seen, decision);
            EntryChange change = runner.effects().change(call.key(), seen, decision, effect);
            if (change == null) {
                return ended(decision, effect);
            }
            return then(
                    parts.entries().sendLater(change),
                    result -> result.isApplied() || effect.isOptional() ? ended(decision, effect) : waited());
        }

        private CompletableFuture<Object> ended(Decision decision, Effect effect) {
            parts.counters().add(effect.tally(), runner.nanos() - start);
            return CompletableFuture.completedFuture(decision.result());
        }

        private CompletableFuture<Object> waited() {
            return CompletableFuture.supplyAsync(() -> runner.run(call), executor);
        }
    }

    /** An answer comes on a thread of the network, which must not do this. */
    private static <T> CompletableFuture<Object> then(
            CompletableFuture<T> asked, Function<T, CompletableFuture<Object>> next) {
        return asked.isDone() ? asked.thenCompose(next) : asked.thenComposeAsync(next);
    }
}
