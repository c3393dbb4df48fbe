package io.kvswarm.internal.near;

import io.kvswarm.api.EntryVersion;
import io.kvswarm.api.GetOptions;
import io.kvswarm.api.NodeId;
import io.kvswarm.internal.base.Loop;
import io.kvswarm.internal.read.ReadAnswer;
import io.kvswarm.internal.read.Reader;
import io.kvswarm.internal.wire.CacheId;
import io.kvswarm.internal.wire.CacheKey;
import io.kvswarm.internal.wire.EntryImage;
import io.kvswarm.internal.wire.Invalidate;
import io.kvswarm.internal.wire.Invalidated;
import io.kvswarm.internal.wire.Lease;
import io.kvswarm.internal.wire.Link;
import io.kvswarm.internal.wire.Routing;
import io.kvswarm.internal.write.OwnChanges;
import io.kvswarm.spi.EntryChange;
import io.kvswarm.spi.VersionedValue;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** All that this node keeps near, and from whom. Confined to its loop. */
public final class Near {
    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(250);

    private final Loop loop;
    private final Reader reader;
    private final Routing routing;
    private final NearCaches caches = new NearCaches();
    private final Consumer<OwnChanges> attach;
    private final Changing changing = new Changing(this::dropOwn, this::clearOwn);
    private final Map<NodeId, Source> sources = new LinkedHashMap<>();
    private final Map<CacheKey, Set<Fill>> fills = new HashMap<>();

    private boolean isAttached;

    /**
     * Nothing yet.
     *
     * @param attach begins, with the first read, to tell of this node's own changes, also of those under way
     */
    public Near(Loop loop, Reader reader, Routing routing, Consumer<OwnChanges> attach) {
        this.loop = loop;
        this.reader = reader;
        this.routing = routing;
        this.attach = attach;
    }

    /** Reads a key from its owner, behind what this node has written, and keeps the answer in {@code cache}. */
    public CompletableFuture<ReadAnswer> get(NearCache cache, CacheKey key, GetOptions options) {
        loop.assertInside();
        if (!isAttached) {
            isAttached = true;
            attach.accept(changing);
        }
        caches.add(cache);
        cache.missed();
        return reader.get(key, options, new Fill(this, cache, key, routing.cellOf(key.key())));
    }

    /** Reads keys; the answers are in their order. Fails if one fails. */
    public CompletableFuture<List<ReadAnswer>> getAll(NearCache cache, List<CacheKey> keys, GetOptions options) {
        List<CompletableFuture<ReadAnswer>> answers = new ArrayList<>(keys.size());
        for (CacheKey key : keys) {
            answers.add(get(cache, key, options));
        }
        return CompletableFuture.allOf(answers.toArray(CompletableFuture[]::new))
                .thenApply(all -> answers.stream().map(CompletableFuture::join).toList());
    }

    LeaseTime now() {
        return LeaseTime.now(loop.clock());
    }

    /** The source at the other end of a link that is in use; another one to the same node has ended by that. */
    Source sourceOf(Link link) {
        Source known = sources.get(link.peer());
        if (known != null && known.link() == link) {
            return known;
        }
        return begin(link, 0);
    }

    private Source begin(Link link, long seen) {
        Source source = new Source(link, seen);
        end(sources.put(link.peer(), source));
        return source;
    }

    private void end(Source source) {
        if (source != null) {
            source.end();
            caches.forEach(cache -> sweep(cache));
        }
    }

    private void sweep(NearCache cache) {
        if (cache.beginSweep()) {
            loop.execute(() -> goOnSweeping(cache));
        }
    }

    private void goOnSweeping(NearCache cache) {
        if (cache.sweep()) {
            loop.execute(() -> goOnSweeping(cache));
        }
    }

    /** A read is about to go out: asks for a lease in front of it if there is none. */
    void wantLease(Source source, NearCache cache) {
        LeaseTime now = now();
        long fresh = Math.min(Source.LEASE_NANOS, cache.freshNanos());
        source.use();
        if (!source.isFresh(fresh, now.nanos(), now.wallMillis())) {
            source.ask(now);
        }
    }

    void add(Fill fill) {
        fills.computeIfAbsent(fill.key(), key -> new LinkedHashSet<>(2)).add(fill);
    }

    void remove(Fill fill) {
        Set<Fill> same = fills.get(fill.key());
        if (same.remove(fill) && same.isEmpty()) {
            fills.remove(fill.key());
        }
    }

    /** True while a change of this node is on its way that concerns a key. */
    boolean isChanging(CacheKey key, int cell) {
        return changing.concerns(key, cell);
    }

    private void dropOwn(CacheKey key) {
        spoil(key);
        caches.of(key.cache(), cache -> cache.remove(key));
    }

    private void clearOwn(CacheId cacheId, int cell) {
        fills.values()
                .forEach(same -> same.forEach(fill -> {
                    if (fill.cell() == cell && fill.key().cache().equals(cacheId)) {
                        fill.spoil();
                    }
                }));
        caches.of(cacheId, cache -> {
            cache.clear(cell, routing.cells());
            sweep(cache);
        });
    }

    private void spoil(CacheKey key) {
        Set<Fill> same = fills.get(key);
        if (same != null) {
            same.forEach(Fill::spoil);
        }
    }

    /** An owner says what changes. It is dropped before that is answered. */
    public void onInvalidate(Link link, Invalidate news) {
        loop.assertInside();
        Source source = sources.get(link.peer());
        if (source != null && source.link() == link) {
            if (news.number() > source.seen() + 1) {
                source = begin(link, news.number());
            }
            source.sees(news.number());
        }
        for (CacheKey key : news.keys()) {
            spoil(key);
            caches.of(key.cache(), cache -> cache.invalidate(key));
        }
        for (Invalidate.Cleared part : news.cleared()) {
            if (part.cell() < routing.cells()) {
                clearOwn(part.cache(), part.cell());
            }
        }
        link.send(new Invalidated(news.number()));
    }

    /** An owner grants a lease. What it has told before stands in front of it, or is missing for good. */
    public void onLease(Link link, Lease lease) {
        loop.assertInside();
        Source source = sources.get(link.peer());
        if (source == null || source.link() != link) {
            return;
        }
        if (lease.told() > source.seen() || source.isOfOtherTerm(lease.term())) {
            begin(link, lease.told());
        } else if (source.take(lease.stamp())) {
            watch(source);
        }
    }

    private void watch(Source source) {
        if (!source.isWatched) {
            source.isWatched = true;
            source.wasUsed();
            loop.schedule(Source.LEASE_NANOS / 2, () -> look(source));
        }
    }

    /** Renews the lease of a source that is in use, until it is over. */
    private void look(Source source) {
        LeaseTime now = now();
        source.isWatched = source.isLeased(now.nanos(), now.wallMillis());
        if (!source.isWatched) {
            return;
        }
        boolean isDue = !source.isFresh(Source.LEASE_NANOS / 2, now.nanos(), now.wallMillis());
        if (isDue && (source.wasUsed() || source.isAsked())) {
            source.ask(now);
        }
        loop.schedule(LOOK_NANOS, () -> look(source));
    }

    /** A link has ended. */
    public void onLinkEnd(Link link) {
        loop.assertInside();
        Source source = sources.get(link.peer());
        if (source != null && source.link() == link) {
            sources.remove(link.peer());
            end(source);
        }
    }

    /** Another config is in force: owners and rights may have changed. */
    public void onRouting() {
        loop.assertInside();
        close();
    }

    /** Nothing that is near may be used any more. */
    public void close() {
        List<Source> all = List.copyOf(sources.values());
        sources.clear();
        all.forEach(this::end);
    }

    static VersionedValue shownOf(EntryImage image) {
        if (image == null) {
            return VersionedValue.ABSENT;
        }
        EntryVersion version = new EntryVersion(
                image.version().cellEpoch(),
                image.version().term(),
                image.version().index());
        boolean isForEver = image.lifeMillis() == EntryImage.FOR_EVER;
        return new VersionedValue(image.value(), version, isForEver ? EntryChange.FOR_EVER : image.lifeMillis());
    }
}
