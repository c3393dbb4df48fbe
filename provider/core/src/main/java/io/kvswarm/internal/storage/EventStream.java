package io.kvswarm.internal.storage;

import static io.kvswarm.internal.base.Limits.MIB;

import io.kvswarm.internal.base.Loop;
import io.kvswarm.internal.wire.CacheId;
import io.kvswarm.internal.wire.EntryEvent;
import io.kvswarm.internal.wire.Events;
import io.kvswarm.internal.wire.Link;
import io.kvswarm.internal.wire.Message;
import io.kvswarm.internal.wire.Watched;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * What one link is to be told of the caches it watches, in the order of the records. Confined to the loop.
 *
 * <p>An event goes out once it and every one before it is released, and while the link takes more. So events of a key,
 * a cell and a node stand in the order of their records, whatever the durability of each; one that is to be synced
 * holds up those behind it.
 */
final class EventStream {
    /** Most events that wait for one link. */
    static final int COUNT_MAX = 65_536;
    /** Most bytes of these; the event that passes it is still taken. */
    static final long BYTES_MAX = 32L * MIB;
    /** Nothing is sent while the link holds as much unsent. */
    static final long PENDING_BYTES_MAX = MIB;

    private static final int MESSAGE_BYTES_MAX = MIB;
    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

    private final Loop loop;
    private final Link link;
    private final Runnable beforeSending;
    private final Set<CacheId> caches = new HashSet<>();
    private final ArrayDeque<Item> waiting = new ArrayDeque<>();
    private long waitingBytes;
    private boolean isDue;
    private Loop.Timer timer;

    /**
     * An event on its way, or an answer that has its place among events.
     *
     * @param answer  or the end of a watch; null for an event
     * @param event   null for an answer
     * @param release null if it may go out
     */
    private record Item(CacheId cache, Message answer, EntryEvent event, Release release) {
        boolean isReleased() {
            return release == null || release.isReleased();
        }

        long bytes() {
            return event == null ? 0 : event.bytes();
        }
    }

    /** A stream; {@code beforeSending} may still {@link #clear} it. */
    EventStream(Loop loop, Link link, Runnable beforeSending) {
        this.loop = loop;
        this.link = link;
        this.beforeSending = beforeSending;
    }

    Link link() {
        return link;
    }

    /** The caches watched. */
    Set<CacheId> caches() {
        return caches;
    }

    int waitingCount() {
        return waiting.size();
    }

    boolean isFull() {
        return waiting.size() >= COUNT_MAX || waitingBytes >= BYTES_MAX;
    }

    /** Says, behind all that was recorded before, that a cache is watched. */
    void answer(CacheId cache, Watched answer) {
        add(new Item(cache, answer, null, null));
    }

    /** Says, behind all that was recorded before, that the watch of a cache is over, once {@code release} has come. */
    void end(CacheId cache, Release release) {
        caches.remove(cache);
        add(new Item(cache, new Events(cache, true, List.of()), null, release));
    }

    /** Tells of a change once {@code release} has come; null if it has. */
    void add(CacheId cache, EntryEvent event, Release release) {
        add(new Item(cache, null, event, release));
    }

    private void add(Item item) {
        waiting.addLast(item);
        waitingBytes += item.bytes();
        if (item.release() == null) {
            due();
        } else {
            item.release().then(this::due);
        }
    }

    /** Forgets what was not sent. */
    void clear() {
        waiting.clear();
        waitingBytes = 0;
        if (timer != null) {
            timer.cancel();
            timer = null;
        }
    }

    private void due() {
        if (!isDue && timer == null && isNextReady()) {
            isDue = true;
            loop.atEndOfTurn(this::send);
        }
    }

    private boolean isNextReady() {
        return !waiting.isEmpty() && waiting.peekFirst().isReleased();
    }

    private void send() {
        isDue = false;
        timer = null;
        beforeSending.run();
        while (isNextReady()) {
            if (link.pendingBytes() >= PENDING_BYTES_MAX) {
                timer = loop.schedule(LOOK_NANOS, this::send);
                return;
            }
            Item first = waiting.peekFirst();
            if (first.answer() == null) {
                link.send(new Events(first.cache(), false, takeEvents(first.cache())));
            } else {
                link.send(take().answer());
            }
        }
    }

    private List<EntryEvent> takeEvents(CacheId cache) {
        List<EntryEvent> events = new ArrayList<>();
        long bytes = 0;
        while (isNextOf(cache)
                && events.size() < Events.COUNT_MAX
                && (events.isEmpty() || bytes + waiting.peekFirst().bytes() <= MESSAGE_BYTES_MAX)) {
            Item item = take();
            bytes += item.bytes();
            events.add(item.event());
        }
        return events;
    }

    private boolean isNextOf(CacheId cache) {
        return isNextReady()
                && waiting.peekFirst().event() != null
                && waiting.peekFirst().cache().equals(cache);
    }

    private Item take() {
        Item item = waiting.removeFirst();
        waitingBytes -= item.bytes();
        return item;
    }
}
