package io.kvswarm.internal.watch;

import io.kvswarm.api.ErrorCode;
import io.kvswarm.api.NodeId;
import io.kvswarm.api.SwarmException;
import io.kvswarm.internal.base.Loop;
import io.kvswarm.internal.wire.Answer;
import io.kvswarm.internal.wire.CacheId;
import io.kvswarm.internal.wire.EntryEvent;
import io.kvswarm.internal.wire.Events;
import io.kvswarm.internal.wire.Link;
import io.kvswarm.internal.wire.Owners;
import io.kvswarm.internal.wire.Routing;
import io.kvswarm.internal.wire.SessionId;
import io.kvswarm.internal.wire.Watched;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** All that this node watches. Confined to its loop: every method is called there, sinks are told there. */
public final class Watching {
    /** Most watches of a node. */
    public static final int WATCHES_MAX = 4096;
    /** How long {@link Registration#ready} waits for owners that do not answer. */
    public static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(5);

    private static final Logger LOG = LoggerFactory.getLogger(Watching.class);
    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(250);

    private final Loop loop;
    private final Owners owners;
    private final Routing routing;
    private final Predicate<SessionId> isOwn;
    private final Map<CacheId, List<Registration>> byCache = new HashMap<>();
    private final Map<NodeId, Source> sources = new HashMap<>();
    /** Links that were made before their other end served: by now it does. */
    private final Set<Link> serving = new HashSet<>();

    private Loop.Timer timer;
    private int count;
    private long gaps;
    private boolean isClosed;

    /**
     * Nothing watched yet.
     *
     * @param isOwn tells the sessions of this process
     */
    public Watching(Loop loop, Owners owners, Routing routing, Predicate<SessionId> isOwn) {
        this.loop = loop;
        this.owners = owners;
        this.routing = routing;
        this.isOwn = isOwn;
    }

    /** Begins to tell {@code sink} of the changes of a cache. */
    public Registration watch(CacheId cache, ChangeSink sink) {
        loop.assertInside();
        Registration registration =
                new Registration(this, cache, sink, loop.clock().nanos() + PATIENCE_NANOS);
        if (isClosed) {
            registration.ready().completeExceptionally(closed());
        } else if (count >= WATCHES_MAX) {
            registration
                    .ready()
                    .completeExceptionally(new SwarmException(
                            ErrorCode.QUEUE_FULL,
                            "this node has " + WATCHES_MAX + " watches, as many as it may; close some"));
        } else {
            count++;
            byCache.computeIfAbsent(cache, missing -> new ArrayList<>(1)).add(registration);
            findSources();
            sources.values().forEach(source -> source.add(registration));
            look();
        }
        return registration;
    }

    void end(Registration registration) {
        loop.assertInside();
        List<Registration> same = byCache.get(registration.cache());
        if (same == null || !same.remove(registration)) {
            return;
        }
        count--;
        boolean isLast = same.isEmpty();
        if (isLast) {
            byCache.remove(registration.cache());
        }
        sources.values().forEach(source -> source.remove(registration, isLast));
        registration.ready().complete(null);
    }

    /** Watches at the moment. */
    public int watchCount() {
        return count;
    }

    /** How often changes may have been missed by a watch since the start. */
    public long gapCount() {
        return gaps;
    }

    /** A link to a node is open. */
    public void onLink(Link link) {
        loop.assertInside();
        Source source = sources.get(link.peer());
        if (source != null && source.link() != link && isServing(link)) {
            linkEnded(source);
            source.linkIs(link);
        }
    }

    /** The node at the other end of a link has said that it serves; it may not have when the link was opened. */
    public void onServing(Link link) {
        loop.assertInside();
        if (!isServing(link)) {
            serving.add(link);
            onLink(link);
        }
    }

    /** A link has ended. */
    public void onLinkEnd(Link link) {
        loop.assertInside();
        serving.remove(link);
        Source source = sources.get(link.peer());
        if (source != null && source.link() == link) {
            linkEnded(source);
            look();
        }
    }

    private void linkEnded(Source source) {
        long told = source.linkEnded();
        if (told > 0 && !isClosed) {
            gaps += told;
            LOG.warn(
                    "the connection to node {} has ended: changes made there are not told to {} watches until it is back",
                    source.node().shortForm(),
                    told);
        }
    }

    /** Another config is in force: owners may have changed. */
    public void onRouting() {
        loop.assertInside();
        if (count > 0) {
            findSources();
            look();
        }
    }

    /** {@code node} will not let this one in: nobody waits for it. */
    public void onRefused(NodeId node) {
        loop.assertInside();
        Source source = sources.get(node);
        if (source != null && source.link() == null) {
            source.isRefusing = true;
            completeReady();
        }
    }

    /** An owner's answer. */
    public void onWatched(Link link, Watched answer) {
        loop.assertInside();
        Source source = sourceOf(link);
        Registration registration =
                source == null ? null : source.answered(answer.requestId(), answer.status() == Answer.Status.PRESENT);
        if (registration == null) {
            return;
        }
        if (answer.status() == Answer.Status.NOT_AUTHORISED) {
            registration
                    .ready()
                    .completeExceptionally(new SwarmException(
                            ErrorCode.NOT_AUTHORISED,
                            "node " + link.peer().shortForm() + " does not let this node read, so it tells no changes;"
                                    + " it is asked again until the watch is closed"));
        } else if (answer.status() == Answer.Status.NO_SUCH_CACHE) {
            registration
                    .ready()
                    .completeExceptionally(new SwarmException(
                            ErrorCode.NO_SUCH_CACHE, "the cache was destroyed; there is nothing to watch any more"));
            registration.sink().onEnd();
            end(registration);
        }
        completeReady();
        lookLater();
    }

    /** Changes that an owner tells. */
    public void onEvents(Link link, Events events) {
        loop.assertInside();
        Source source = sourceOf(link);
        List<Registration> watching = byCache.get(events.cache());
        if (source == null || watching == null) {
            return;
        }
        for (EntryEvent event : events.events()) {
            boolean own = isOwn.test(event.session());
            for (Registration registration : watching) {
                if (source.tells(registration)) {
                    registration.sink().onChange(event, own);
                }
            }
        }
        if (events.isOver()) {
            onOver(source, watching);
        }
    }

    private void onOver(Source source, List<Registration> watching) {
        gaps += watching.stream().filter(source::tells).count();
        LOG.warn(
                "node {} has ended the watch of a cache: it is destroyed, or this node was too slow and has lost"
                        + " changes; it watches anew",
                source.node().shortForm());
        source.lost(watching.get(0).cache());
        source.ask();
    }

    /** Null for a link that is not, or no longer, the one changes come from. */
    private Source sourceOf(Link link) {
        Source source = sources.get(link.peer());
        return source == null || source.link() != link ? null : source;
    }

    /** Nothing is told any more. */
    public void close() {
        loop.assertInside();
        isClosed = true;
        byCache.values()
                .forEach(watching ->
                        watching.forEach(registration -> registration.ready().completeExceptionally(closed())));
        byCache.clear();
        sources.clear();
        count = 0;
        if (timer != null) {
            timer.cancel();
        }
    }

    private static SwarmException closed() {
        return new SwarmException(ErrorCode.CLOSED, "this node is closed");
    }

    /** One source for each owner of a cell. */
    private void findSources() {
        Set<NodeId> found = new HashSet<>();
        for (int cell = 0; cell < routing.cells(); cell++) {
            found.add(routing.ownerOf(cell));
        }
        sources.keySet().retainAll(found);
        for (NodeId node : found) {
            if (!sources.containsKey(node)) {
                Source source = new Source(node);
                byCache.values().forEach(watching -> watching.forEach(source::add));
                sources.put(node, source);
            }
        }
    }

    private boolean isServing(Link link) {
        return link.hello().stores() || serving.contains(link);
    }

    /** Dials and asks where something is wanted; looks again until nothing is. */
    private void look() {
        for (Source source : sources.values()) {
            if (source.link() == null) {
                Link link = owners.linkOf(source.node());
                if (link != null && link.isOpen() && isServing(link)) {
                    source.linkIs(link);
                }
            } else {
                source.ask();
            }
        }
        completeReady();
        lookLater();
    }

    private void lookLater() {
        boolean isSettled = count == 0 || sources.values().stream().allMatch(Source::isSettled);
        if (timer == null && !isSettled && !isClosed) {
            timer = loop.schedule(LOOK_NANOS, () -> {
                timer = null;
                sources.values().forEach(Source::again);
                look();
            });
        }
    }

    private void completeReady() {
        long now = loop.clock().nanos();
        for (List<Registration> watching : byCache.values()) {
            for (Registration registration : watching) {
                if (!registration.ready().isDone() && isReady(registration, now)) {
                    registration.ready().complete(null);
                }
            }
        }
    }

    private boolean isReady(Registration registration, long now) {
        boolean isPatient = now - registration.patientUntilNanos() < 0;
        return sources.values().stream()
                .allMatch(source -> source.tells(registration) || source.isRefusing || !isPatient);
    }
}
