package io.kvswarm.jcache.attach;

import io.kvswarm.spi.CacheStore;
import io.kvswarm.spi.StoreListener;
import java.util.concurrent.CompletableFuture;

/** Watches a cache as soon as it is attached: what was changed before is a gap. Safe from any thread. */
final class LateWatch implements CacheStore.Watch {
    private final StoreListener listener;
    private CacheStore.Watch watch;
    private boolean isClosed;

    LateWatch(CompletableFuture<CacheStore> attached, StoreListener listener) {
        this.listener = listener;
        attached.thenAccept(this::begin);
    }

    private synchronized void begin(CacheStore store) {
        if (!isClosed) {
            watch = store.watch(listener);
            listener.onGap();
        }
    }

    /** Complete: owners that cannot be reached are not waited for. */
    @Override
    public CompletableFuture<Void> ready() {
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public synchronized void close() {
        isClosed = true;
        if (watch != null) {
            watch.close();
        }
    }
}
