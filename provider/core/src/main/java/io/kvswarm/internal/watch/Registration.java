package io.kvswarm.internal.watch;

import io.kvswarm.internal.wire.CacheId;
import java.util.concurrent.CompletableFuture;

/** One sink that is told of one cache. Confined to the loop. */
public final class Registration {
    private final Watching watching;
    private final CacheId cache;
    private final ChangeSink sink;
    private final long patientUntilNanos;
    private final CompletableFuture<Void> ready = new CompletableFuture<>();

    Registration(Watching watching, CacheId cache, ChangeSink sink, long patientUntilNanos) {
        this.watching = watching;
        this.cache = cache;
        this.sink = sink;
        this.patientUntilNanos = patientUntilNanos;
    }

    CacheId cache() {
        return cache;
    }

    ChangeSink sink() {
        return sink;
    }

    /** Until when {@link #ready} waits for owners that do not answer. */
    long patientUntilNanos() {
        return patientUntilNanos;
    }

    /**
     * Completes, on the loop, when every owner tells of the cache's changes; those that cannot be reached are not
     * waited for longer than {@link Watching#PATIENCE_NANOS}, and tell as soon as they can be. Fails with {@code
     * NOT_AUTHORISED} if one of them does not let this node read, {@code CLOSED} if this node closes before.
     */
    public CompletableFuture<Void> ready() {
        return ready;
    }

    /** Ends it: the sink is told nothing more. */
    public void close() {
        watching.end(this);
    }
}
