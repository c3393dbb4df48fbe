package io.kvswarm;

import io.kvswarm.api.HostPort;
import io.kvswarm.api.ListenOptions;
import io.kvswarm.api.NodeId;
import io.kvswarm.api.QueuedMessage;
import io.kvswarm.internal.base.Limits;
import io.kvswarm.internal.node.QueueNode;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.function.LongConsumer;

/**
 * Messages between nodes that need not be there at the same time: what is sent waits in an outbox and is delivered
 * once, in the order of its sender; what is received waits until it is cleared. On the swarm's own log and delivery.
 * Safe from any thread.
 *
 * <pre>{@code
 * MessageQueue a = KvSwarm.builder().directory(Path.of("a")).openQueue();
 * a.addPeer(b);                                  // b may send to a
 * a.listen(ListenOptions.LOOPBACK).join();
 * a.next(QueuedMessage.Box.UNREAD, Optional.empty(), 100).join().forEach(message -> a.archive(message.id()));
 * a.stream(QueuedMessage.Box.UNREAD, true).subscribe(subscriber);    // those, and what comes from now on
 * }</pre>
 */
public final class MessageQueue implements AutoCloseable {
    private final NodeThreads threads;
    private final QueueNode node;
    private final QueueStream.Waiting streams = new QueueStream.Waiting();

    MessageQueue(NodeThreads threads, QueueNode node) {
        this.threads = threads;
        this.node = node;
        threads.loop().execute(() -> node.onReceived(streams::onNews));
        threads.onClose(streams::onClose);
    }

    /** Who this queue is: the id others send to. */
    public NodeId id() {
        return node.id();
    }

    /** Lets a node send to this queue; done when that outlives a restart. */
    public CompletableFuture<Void> addPeer(NodeId peer) {
        return addPeers(Set.of(peer));
    }

    /** Lets nodes send to this queue. */
    public CompletableFuture<Void> addPeers(Collection<NodeId> peers) {
        return threads.call(() -> node.changeSenders(Set.copyOf(peers), Set.of()));
    }

    /** Takes the right to send from a node; an open connection of its ends. */
    public CompletableFuture<Void> removePeer(NodeId peer) {
        return removePeers(Set.of(peer));
    }

    /** Takes the right to send from nodes. */
    public CompletableFuture<Void> removePeers(Collection<NodeId> peers) {
        return threads.call(() -> node.changeSenders(Set.of(), Set.copyOf(peers)));
    }

    /** Who may send to this queue, in the order of ids. */
    public CompletableFuture<Set<NodeId>> peers() {
        return threads.call(() -> CompletableFuture.completedFuture(node.senders()));
    }

    /** Takes connections of peers; done, with the address, when it listens. */
    public CompletableFuture<HostPort> listen(ListenOptions options) {
        return threads.call(() -> node.listen(options.at(), options.advertised()));
    }

    /** Keeps a connection to a receiver and delivers what is for it; fails if that does not let this node send. */
    public CompletableFuture<Void> connect(NodeId receiver) {
        return threads.call(() -> node.connect(receiver));
    }

    /** Ends the connection to a receiver; what is undelivered stays in the outbox. */
    public CompletableFuture<Void> disconnect(NodeId receiver) {
        return threads.call(() -> {
            node.disconnect(receiver);
            return CompletableFuture.completedFuture(null);
        });
    }

    /**
     * Sends a message of at most 64 MiB: done when it is in this node's outbox. Delivered once the receiver is
     * connected, see {@link #connect}.
     */
    public CompletableFuture<Void> send(NodeId receiver, byte[] data) {
        Limits.between("data.length", data.length, 0, Limits.VALUE_BYTES_MAX);
        byte[] copy = data.clone();
        return threads.call(() -> node.send(receiver, copy));
    }

    /** Calls {@code listener} with the number of messages delivered since the start, each time it has risen. */
    public void onDelivered(LongConsumer listener) {
        threads.loop()
                .execute(() -> node.onDelivered(() -> {
                    long count = node.deliveredCount();
                    threads.run(() -> listener.accept(count));
                }));
    }

    /** Messages that wait in the outbox, or are not confirmed yet. */
    public CompletableFuture<Long> pending() {
        return threads.call(() -> CompletableFuture.completedFuture(node.pendingCount()));
    }

    /**
     * The next messages of a box, in the order they came.
     *
     * @param after the last one of the page before; empty for the start
     * @param limit most messages, 1 to 4,096
     */
    public CompletableFuture<List<QueuedMessage>> next(
            QueuedMessage.Box box, Optional<QueuedMessage.Id> after, int limit) {
        Limits.between("limit", limit, 1, 4096);
        return threads.call(() -> node.next(box, after.orElse(null), limit));
    }

    /**
     * The messages of a box, in the order they came, as fast as each subscriber asks for them; on an executor, one
     * after the other. Fails as {@link #next} does.
     *
     * @param isLive whether it goes on with what comes into the box behind the last one given, until it is cancelled or
     *     the queue closes; otherwise it is complete at the end of the box
     */
    public Flow.Publisher<QueuedMessage> stream(QueuedMessage.Box box, boolean isLive) {
        return new QueueStream(this::next, threads::run, streams, box, isLive);
    }

    /** Marks a message as read. */
    public CompletableFuture<Void> markRead(QueuedMessage.Id id) {
        return threads.call(() -> node.markRead(id));
    }

    /** Moves a message to the archive; it counts as read. */
    public CompletableFuture<Void> archive(QueuedMessage.Id id) {
        return threads.call(() -> node.archive(id));
    }

    /** Removes a message for good. */
    public CompletableFuture<Void> clear(QueuedMessage.Id id) {
        return threads.call(() -> node.clear(id));
    }

    /** Stops; what was sent and not delivered stays in the outbox. */
    @Override
    public void close() {
        threads.close(node::close);
    }
}
