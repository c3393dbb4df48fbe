package io.kvswarm.internal.node;

import io.kvswarm.api.ErrorCode;
import io.kvswarm.api.SwarmException;
import io.kvswarm.internal.base.Loop;
import io.kvswarm.internal.wire.Link;
import io.kvswarm.internal.wire.Message;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongFunction;

/** Questions to peers that wait for their answers. Confined to the loop. */
final class Requests<T> {
    private final Loop loop;
    private final Map<Long, Waiting<T>> waiting = new HashMap<>();
    private long lastId;

    /** One question. */
    private record Waiting<T>(Link link, CompletableFuture<T> answer, Loop.Timer timer) {}

    Requests(Loop loop) {
        this.loop = loop;
    }

    /** Sends a question; fails with {@code UNREACHABLE} without an answer in time. */
    CompletableFuture<T> ask(Link link, LongFunction<Message> question, long timeoutNanos) {
        long id = ++lastId;
        CompletableFuture<T> answer = new CompletableFuture<>();
        Loop.Timer timer = loop.schedule(timeoutNanos, () -> fail(id, "did not answer in time"));
        waiting.put(id, new Waiting<>(link, answer, timer));
        link.send(question.apply(id));
        return answer;
    }

    /** Takes an answer; one that nobody waits for any more is ignored. */
    void onAnswer(Link link, long id, T answer) {
        Waiting<T> asked = waiting.get(id);
        if (asked != null && asked.link() == link) {
            waiting.remove(id);
            asked.timer().cancel();
            asked.answer().complete(answer);
        }
    }

    /** Fails what was asked over a link that is over. */
    void onLinkEnd(Link link) {
        List<Long> ids = waiting.entrySet().stream()
                .filter(entry -> entry.getValue().link() == link)
                .map(Map.Entry::getKey)
                .toList();
        ids.forEach(id -> fail(id, "ended the connection"));
    }

    private void fail(long id, String what) {
        Waiting<T> asked = waiting.remove(id);
        if (asked != null) {
            asked.timer().cancel();
            asked.answer()
                    .completeExceptionally(new SwarmException(
                            ErrorCode.UNREACHABLE, "node " + asked.link().peer().shortForm() + " " + what));
        }
    }
}
