package io.kvswarm.internal.store;

import io.kvswarm.api.SwarmException;
import io.kvswarm.internal.base.Loop;
import io.kvswarm.internal.base.Worker;
import java.util.function.BiConsumer;
import java.util.function.Supplier;

/** Asks a worker and hands its answer to the loop. */
final class Background {
    private Background() {}

    /** Runs {@code question} on {@code worker}, then {@code then} on {@code loop} with the answer or the failure. */
    static <T> void ask(Loop loop, Worker worker, Supplier<T> question, BiConsumer<T, SwarmException> then) {
        worker.execute(() -> {
            T answer;
            try {
                answer = question.get();
            } catch (SwarmException failure) {
                loop.execute(() -> then.accept(null, failure));
                return;
            } catch (RuntimeException mistake) {
                // The loop belongs to somebody who can stop the node; the worker does not.
                loop.execute(() -> {
                    throw mistake;
                });
                return;
            }
            loop.execute(() -> then.accept(answer, null));
        });
    }
}
