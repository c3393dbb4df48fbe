package io.kvswarm.internal.storage;

import io.kvswarm.internal.base.Loop;
import io.kvswarm.internal.storage.Effect.Change;
import io.kvswarm.internal.storage.Evaluator.Current;
import io.kvswarm.internal.storage.SessionMark.Recorded;
import io.kvswarm.internal.wire.Answer;
import io.kvswarm.internal.wire.CacheId;
import io.kvswarm.internal.wire.CacheKey;
import io.kvswarm.internal.wire.EntryEvent;
import io.kvswarm.internal.wire.Events;
import io.kvswarm.internal.wire.Link;
import io.kvswarm.internal.wire.Version;
import io.kvswarm.internal.wire.Watch;
import io.kvswarm.internal.wire.Watched;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who is told of the changes of which cache. Confined to the loop.
 *
 * <p>A cache that nobody watches costs one look at a map. Touches, clears and evictions are not told. Whoever takes its
 * events too slowly loses them, and is told so, instead of holding up the owner.
 */
final class Watches {
    /** Most caches one link may watch. */
    static final int CACHES_MAX = 4096;

    private static final Logger LOG = LoggerFactory.getLogger(Watches.class);

    private final Loop loop;
    private final Access access;
    private final Predicate<CacheId> isDestroyed;
    private final Map<CacheId, List<EventStream>> byCache = new HashMap<>();
    private final Map<Link, EventStream> byLink = new HashMap<>();
    private long lost;

    /** {@code isDestroyed} tells of caches that are no more. */
    Watches(Loop loop, Access access, Predicate<CacheId> isDestroyed) {
        this.loop = loop;
        this.access = access;
        this.isDestroyed = isDestroyed;
    }

    boolean isWatched(CacheId cache) {
        return !byCache.isEmpty() && byCache.containsKey(cache);
    }

    /** Events that watchers were too slow for. */
    long lostCount() {
        return lost;
    }

    void onWatch(Link link, Watch watch) {
        if (!watch.on()) {
            EventStream stream = byLink.get(link);
            if (stream != null && stream.caches().remove(watch.cache())) {
                forget(stream, watch.cache());
            }
        } else if (!access.mayRead(link.principal())) {
            link.send(new Watched(watch.requestId(), Answer.Status.NOT_AUTHORISED));
        } else if (isDestroyed.test(watch.cache())) {
            link.send(new Watched(watch.requestId(), Answer.Status.NO_SUCH_CACHE));
        } else {
            begin(byLink.computeIfAbsent(link, this::newStream), watch);
        }
    }

    private EventStream newStream(Link link) {
        return new EventStream(loop, link, () -> requireRight(link));
    }

    private void begin(EventStream stream, Watch watch) {
        if (stream.caches().size() >= CACHES_MAX && !stream.caches().contains(watch.cache())) {
            stream.link().send(new Watched(watch.requestId(), Answer.Status.UNUSABLE));
            return;
        }
        if (stream.caches().add(watch.cache())) {
            byCache.computeIfAbsent(watch.cache(), cache -> new ArrayList<>(1)).add(stream);
        }
        stream.answer(watch.cache(), new Watched(watch.requestId(), Answer.Status.PRESENT));
    }

    void onLinkEnd(Link link) {
        EventStream stream = byLink.remove(link);
        if (stream != null) {
            stream.caches().forEach(cache -> forget(stream, cache));
            stream.caches().clear();
            stream.clear();
        }
    }

    private void forget(EventStream stream, CacheId cache) {
        List<EventStream> streams = byCache.get(cache);
        streams.remove(stream);
        if (streams.isEmpty()) {
            byCache.remove(cache);
        }
    }

    /**
     * Tells of what a mutation of a watched cache did.
     *
     * @param before what was there, with its value if that can be read; null if nothing was
     */
    void recorded(Effect effect, Current before, Recorded recorded) {
        EntryEvent.Kind kind = kindOf(effect.change(), before);
        if (kind != null) {
            Version version = recorded.result().version();
            byte[] oldValue = before == null ? null : Lookup.valueOf(before);
            byte[] newValue = effect.change() == Change.SET ? effect.value() : null;
            byte[] key = effect.key().key();
            EntryEvent event = new EntryEvent(kind, effect.session(), version, key, oldValue, newValue);
            tell(effect.key().cache(), event, recorded.release());
        }
    }

    private static EntryEvent.Kind kindOf(Change change, Current before) {
        return switch (change) {
            case SET -> before == null ? EntryEvent.Kind.CREATED : EntryEvent.Kind.UPDATED;
            case REMOVED -> before == null ? null : EntryEvent.Kind.REMOVED;
            case NONE, EXPIRY, CLEARED, DESTROYED -> null;
        };
    }

    /**
     * Tells that an entry's life has ended, if somebody watches its cache.
     *
     * @param value null if it is not known
     */
    void expired(CacheKey key, byte[] value, Version version, Release release) {
        if (isWatched(key.cache())) {
            EntryEvent event =
                    new EntryEvent(EntryEvent.Kind.EXPIRED, EntryEvent.OWNER, version, key.key(), value, null);
            tell(key.cache(), event, release);
        }
    }

    private void tell(CacheId cache, EntryEvent event, Release release) {
        List<EventStream> full = new ArrayList<>(0);
        for (EventStream stream : byCache.get(cache)) {
            if (stream.isFull()) {
                full.add(stream);
            } else {
                stream.add(cache, event, release);
            }
        }
        full.forEach(this::lose);
    }

    /** A watched cache is destroyed: its watches end, and who asks for them anew is told why. */
    void destroyed(CacheId cache, Release release) {
        for (EventStream stream : byCache.remove(cache)) {
            stream.end(cache, release);
        }
    }

    private void lose(EventStream stream) {
        int dropped = stream.waitingCount() + 1;
        lost += dropped;
        LOG.warn(
                "node {} is too slow for the changes it watches: {} events are dropped, and it is told to watch anew",
                stream.link().peer().shortForm(),
                dropped);
        end(stream);
    }

    /** Who may no longer read is told no more. */
    private void requireRight(Link link) {
        if (!access.mayRead(link.principal()) && byLink.containsKey(link)) {
            end(byLink.get(link));
        }
    }

    /** Ends all watches of a link and says so. */
    private void end(EventStream stream) {
        stream.clear();
        for (CacheId cache : List.copyOf(stream.caches())) {
            forget(stream, cache);
            stream.link().send(new Events(cache, true, List.of()));
        }
        stream.caches().clear();
    }
}
