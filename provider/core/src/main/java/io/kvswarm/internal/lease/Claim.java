package io.kvswarm.internal.lease;

import io.kvswarm.internal.base.Deadlines;
import io.kvswarm.internal.wire.CacheKey;
import io.kvswarm.internal.wire.Link;
import java.util.ArrayDeque;
import java.util.concurrent.CompletableFuture;

/** What this process wants of one key's lease. Confined to the loop. */
final class Claim {
    private final CacheKey key;
    /** Who wants it, longest waiting first. */
    final ArrayDeque<Asker> askers = new ArrayDeque<>(2);
    /** Who has it; null if nobody. */
    Leased leased;
    /** Over which the owner was asked, or gave it; null if it is to be asked. */
    Link link;
    /** Of the question that was not answered; 0 if none is open. */
    long requestId;

    Claim(CacheKey key) {
        this.key = key;
    }

    /** Somebody who wants it. */
    abstract static class Asker extends Deadlines.Entry {
        final CompletableFuture<Leased> answer = new CompletableFuture<>();
    }

    CacheKey key() {
        return key;
    }

    boolean isAsked() {
        return requestId != 0;
    }

    /** True if somebody wants it and the owner does not know. */
    boolean isWanted() {
        return leased == null && !isAsked() && !askers.isEmpty();
    }

    /** True if somebody waits whom no message of the owner may ever help. */
    boolean isLookedAfter() {
        return isWanted() || (leased != null && !askers.isEmpty());
    }
}
