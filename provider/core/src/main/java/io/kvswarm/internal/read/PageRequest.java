package io.kvswarm.internal.read;

import io.kvswarm.api.SwarmException;
import io.kvswarm.internal.wire.CacheId;
import io.kvswarm.internal.wire.Scan;
import java.util.concurrent.CompletableFuture;

/** A page of a cell that is wanted. */
final class PageRequest extends Request {
    private static final byte[] NOTHING = {};

    private final CacheId cache;
    private final byte[] after;
    private final int limit;
    private final boolean valuesWanted;
    private final CompletableFuture<CursorPage> page = new CompletableFuture<>();

    /** {@code after} is the last key of the page before; null on the first. */
    PageRequest(CacheId cache, int cell, byte[] after, int limit, boolean valuesWanted, boolean waitForOwner) {
        super(cell, waitForOwner);
        this.cache = cache;
        this.after = after;
        this.limit = limit;
        this.valuesWanted = valuesWanted;
    }

    Scan scan(long requestId) {
        byte[] behind = after == null ? NOTHING : after;
        return new Scan(requestId, cache, cell(), after != null, behind, limit, valuesWanted);
    }

    CompletableFuture<CursorPage> page() {
        return page;
    }

    @Override
    boolean isBehind(OwnWrites own, Runnable whenEnded) {
        return own.isBehind(cell(), whenEnded);
    }

    @Override
    void fail(SwarmException failure) {
        page.completeExceptionally(failure);
    }
}
