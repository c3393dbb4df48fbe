package io.kvswarm.internal.node;

import io.kvswarm.api.NodeId;
import io.kvswarm.api.SwarmException;
import io.kvswarm.api.SwarmId;
import io.kvswarm.internal.lease.Leasing;
import io.kvswarm.internal.log.LogPlace;
import io.kvswarm.internal.near.Near;
import io.kvswarm.internal.read.Reader;
import io.kvswarm.internal.watch.Watching;
import io.kvswarm.internal.wire.Entries;
import io.kvswarm.internal.wire.Events;
import io.kvswarm.internal.wire.Invalidate;
import io.kvswarm.internal.wire.KeyLeased;
import io.kvswarm.internal.wire.Lease;
import io.kvswarm.internal.wire.Link;
import io.kvswarm.internal.wire.Message;
import io.kvswarm.internal.wire.Nack;
import io.kvswarm.internal.wire.Owners;
import io.kvswarm.internal.wire.Page;
import io.kvswarm.internal.wire.Pong;
import io.kvswarm.internal.wire.Results;
import io.kvswarm.internal.wire.Routing;
import io.kvswarm.internal.wire.SessionEnded;
import io.kvswarm.internal.wire.Watched;
import io.kvswarm.internal.write.OutboxPlace;
import io.kvswarm.internal.write.Writer;
import io.kvswarm.internal.write.WriterPlace;
import java.util.concurrent.CompletableFuture;

/** Writing, reading, keeping near, watching and leasing, as a client of owners. Confined to the loop. */
record ClientSide(Writer writer, Reader reader, Watching watching, Leasing leasing, Near near) {
    private static final long OUTBOX_BALLAST_BYTES = 0;

    /**
     * Where changes and reads go.
     *
     * @param swarm   the swarm
     * @param routing which cell a key lies in and who owns it
     * @param owners  links to owners
     */
    record Ways(SwarmId swarm, Routing routing, Owners owners) {}

    static CompletableFuture<ClientSide> open(
            NodeEnvironment environment, NodeSettings settings, NodeWorkers workers, Ways ways) {
        OutboxPlace outbox = environment.disk() == null ? null : outboxOf(environment, settings, workers, ways.swarm());
        WriterPlace place =
                new WriterPlace(environment.loop(), environment.random(), ways.owners(), ways.routing(), outbox);
        return Writer.open(place, settings.write())
                .thenApply(writer -> of(writer, environment, settings, ways.routing(), ways.owners()));
    }

    private static ClientSide of(
            Writer writer, NodeEnvironment environment, NodeSettings settings, Routing routing, Owners owners) {
        Reader reader = new Reader(environment.loop(), owners, routing, new WriterView(writer), settings.read());
        return new ClientSide(
                writer,
                reader,
                new Watching(environment.loop(), owners, routing, writer::isOwn),
                new Leasing(environment.loop(), owners, routing),
                new Near(environment.loop(), reader, routing, writer::onOwnChanges));
    }

    /** A client side without an outbox: what it has not delivered is gone with the process. */
    static CompletableFuture<ClientSide> inMemory(
            NodeEnvironment environment, NodeSettings settings, Routing routing, Owners owners) {
        WriterPlace place = new WriterPlace(environment.loop(), environment.random(), owners, routing, null);
        return Writer.open(place, settings.write())
                .thenApply(writer -> of(writer, environment, settings, routing, owners));
    }

    private static OutboxPlace outboxOf(
            NodeEnvironment environment, NodeSettings settings, NodeWorkers workers, SwarmId swarm) {
        LogPlace place =
                new LogPlace(environment.loop(), workers.of("outbox"), workers.of("outbox-reads"), environment.disk());
        return new OutboxPlace(
                place, swarm, environment.key().id(), "outbox", settings.log().withBallastBytes(OUTBOX_BALLAST_BYTES));
    }

    void onLink(Link link) {
        writer.onLink(link);
        reader.onLink(link);
        watching.onLink(link);
        leasing.onLink(link);
    }

    void onLinkEnd(Link link) {
        near.onLinkEnd(link);
        writer.onLinkEnd(link);
        reader.onLinkEnd(link);
        watching.onLinkEnd(link);
        leasing.onLinkEnd(link);
    }

    void onRouting() {
        near.onRouting();
        writer.onRouting();
        reader.onRouting();
        watching.onRouting();
        leasing.onRouting();
    }

    void onRefused(NodeId node, SwarmException refusal) {
        writer.onRefused(node, refusal);
        reader.onRefused(node, refusal);
        watching.onRefused(node);
        leasing.onRefused(node, refusal);
    }

    /** Handles an owner's message. */
    void onMessage(Link link, Message message) {
        if (message instanceof Results results) {
            writer.onResults(link, results);
        } else if (message instanceof Entries entries) {
            reader.onEntries(link, entries);
        } else if (message instanceof Pong pong) {
            writer.onPong(link, pong);
            if (pong.term() > 0) {
                reader.onServing(link);
                watching.onServing(link);
                leasing.onServing(link);
            }
        } else if (message instanceof Nack nack) {
            writer.onNack(link, nack);
        } else if (message instanceof Page page) {
            reader.onPage(link, page);
        } else if (message instanceof Events events) {
            watching.onEvents(link, events);
        } else if (message instanceof Watched watched) {
            watching.onWatched(link, watched);
        } else if (message instanceof KeyLeased answer) {
            leasing.onLeased(link, answer);
        } else if (message instanceof Invalidate news) {
            near.onInvalidate(link, news);
        } else if (message instanceof Lease lease) {
            near.onLease(link, lease);
        } else if (message instanceof SessionEnded ended) {
            writer.onSessionEnded(link, ended);
        } else {
            throw new IllegalArgumentException("a client does not take " + message.type());
        }
    }

    CompletableFuture<Void> close() {
        leasing.close();
        near.close();
        watching.close();
        reader.close();
        return writer.close();
    }
}
