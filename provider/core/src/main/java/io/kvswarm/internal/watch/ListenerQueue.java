package io.kvswarm.internal.watch;

import io.kvswarm.api.EntryVersion;
import io.kvswarm.internal.wire.EntryEvent;
import io.kvswarm.internal.wire.Version;
import io.kvswarm.spi.StoreEvent;
import io.kvswarm.spi.StoreListener;
import java.util.ArrayDeque;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Changes on their way to one listener: they come in on the loop, wait in a bounded queue, and are told on an executor,
 * one after the other. Safe from any thread.
 */
public final class ListenerQueue implements ChangeSink {
    /** Most events that wait for a listener. */
    static final int WAITING_MAX = 65_536;
    /** Most bytes of these; the event that passes it is still taken. */
    static final long WAITING_BYTES_MAX = 64L << 20;

    private static final Logger LOG = LoggerFactory.getLogger(ListenerQueue.class);
    private static final int TOLD_AT_ONCE = 256;

    private final StoreListener listener;
    private final Executor executor;
    private final ArrayDeque<Item> waiting = new ArrayDeque<>();
    private long waitingBytes;
    private long dropped;
    private boolean isBusy;
    private boolean isClosed;

    /** An event, or a gap, or the end. */
    private record Item(EntryEvent event, boolean isOwn) {
        private static final Item GAP = new Item(null, false);
        private static final Item END = new Item(null, true);

        long bytes() {
            return event == null ? 0 : event.bytes();
        }
    }

    /** A queue; {@code executor} runs application code. */
    public ListenerQueue(StoreListener listener, Executor executor) {
        this.listener = listener;
        this.executor = executor;
    }

    /** Tells nothing more. */
    public synchronized void close() {
        isClosed = true;
        waiting.clear();
        waitingBytes = 0;
    }

    @Override
    public void onChange(EntryEvent event, boolean isOwn) {
        add(new Item(event, isOwn));
    }

    @Override
    public void onGap() {
        add(Item.GAP);
    }

    @Override
    public void onEnd() {
        add(Item.END);
    }

    private void add(Item item) {
        synchronized (this) {
            if (isClosed) {
                return;
            }
            if (waiting.size() >= WAITING_MAX || waitingBytes >= WAITING_BYTES_MAX) {
                drop();
                return;
            }
            if (dropped > 0) {
                LOG.warn("a listener was too slow: {} events were not told to it", dropped);
                dropped = 0;
            }
            waiting.addLast(item);
            waitingBytes += item.bytes();
            if (isBusy) {
                return;
            }
            isBusy = true;
        }
        executor.execute(this::tell);
    }

    private void drop() {
        if (dropped++ == 0) {
            LOG.warn("a listener is too slow: {} events wait for it, others are dropped", waiting.size());
            waiting.addLast(Item.GAP);
        }
    }

    /** Tells some, then lets others have the thread. */
    private void tell() {
        for (int told = 0; told < TOLD_AT_ONCE; told++) {
            Item item = next();
            if (item == null) {
                return;
            }
            tell(item);
        }
        executor.execute(this::tell);
    }

    private synchronized Item next() {
        Item item = waiting.pollFirst();
        isBusy = item != null;
        waitingBytes -= item == null ? 0 : item.bytes();
        return item;
    }

    private void tell(Item item) {
        try {
            if (item == Item.END) {
                listener.onEnd();
            } else if (item.event() == null) {
                listener.onGap();
            } else {
                listener.onEvent(eventOf(item));
            }
        } catch (RuntimeException failure) {
            LOG.warn("a listener failed; it is told of the next change all the same", failure);
        }
    }

    private static StoreEvent eventOf(Item item) {
        EntryEvent event = item.event();
        Version version = event.version();
        return new StoreEvent(
                StoreEvent.Kind.valueOf(event.kind().name()),
                event.key(),
                event.oldValue(),
                event.newValue(),
                new EntryVersion(version.cellEpoch(), version.term(), version.index()),
                item.isOwn());
    }
}
