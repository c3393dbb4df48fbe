package io.kvswarm.internal.read;

import java.util.List;

/** A message that was sent and not answered. Confined to the loop. */
final class Asked {
    private final List<? extends Request> requests;
    private final long sentNanos;
    /** Asked again in another message; an answer to this one is still welcome. */
    boolean isRepeated;

    /** {@code sentNanos} is when it was sent, on the loop's clock. */
    Asked(List<? extends Request> requests, long sentNanos) {
        this.requests = requests;
        this.sentNanos = sentNanos;
    }

    /** What it asks for, in its order. */
    List<? extends Request> requests() {
        return requests;
    }

    long sentNanos() {
        return sentNanos;
    }

    boolean isOver() {
        for (Request request : requests) {
            if (!request.hasEnded) {
                return false;
            }
        }
        return true;
    }
}
