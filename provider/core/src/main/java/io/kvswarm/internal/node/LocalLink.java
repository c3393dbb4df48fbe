package io.kvswarm.internal.node;

import io.kvswarm.api.NodeId;
import io.kvswarm.internal.base.Loop;
import io.kvswarm.internal.wire.Hello;
import io.kvswarm.internal.wire.Link;
import io.kvswarm.internal.wire.Message;
import java.util.ArrayDeque;
import java.util.function.BiConsumer;

/**
 * One end of a connection from a node to itself, so that a storage node's own writes and reads go the way of
 * everybody's. Confined to the loop; what is sent arrives within the same turn or the next one, in order.
 */
final class LocalLink implements Link {
    private final Loop loop;
    private final NodeId self;
    private final NodeId principal;
    private final Hello hello;
    private final BiConsumer<Link, Message> receiver;
    private final ArrayDeque<Message> sent = new ArrayDeque<>();
    private LocalLink other;
    private boolean scheduled;
    private boolean open = true;

    private LocalLink(Loop loop, Ends ends, Hello hello, BiConsumer<Link, Message> receiver) {
        this.loop = loop;
        this.self = ends.self();
        this.principal = ends.principal();
        this.hello = hello;
        this.receiver = receiver;
    }

    /**
     * Who is at both ends.
     *
     * @param self      the node
     * @param principal for whom its client side acts
     */
    record Ends(NodeId self, NodeId principal) {}

    /**
     * Makes both ends.
     *
     * @param atClient takes what the storage role sends
     * @param atOwner  takes what the client side sends
     * @return the client's end
     */
    static LocalLink between(
            Loop loop, Ends ends, Hello hello, BiConsumer<Link, Message> atClient, BiConsumer<Link, Message> atOwner) {
        LocalLink client = new LocalLink(loop, ends, hello, atClient);
        LocalLink owner = new LocalLink(loop, ends, hello, atOwner);
        client.other = owner;
        owner.other = client;
        return client;
    }

    /** The owner's end, of the client's. */
    Link ownerEnd() {
        return other;
    }

    @Override
    public NodeId peer() {
        return self;
    }

    @Override
    public NodeId principal() {
        return principal;
    }

    @Override
    public Hello hello() {
        return hello;
    }

    @Override
    public void send(Message message) {
        if (open) {
            sent.addLast(message);
            if (!scheduled) {
                scheduled = true;
                loop.execute(this::deliver);
            }
        }
    }

    @Override
    public long pendingBytes() {
        return 0;
    }

    @Override
    public boolean isLocal() {
        return true;
    }

    @Override
    public boolean isOpen() {
        return open;
    }

    @Override
    public void close(String reason) {
        open = false;
        other.open = false;
        sent.clear();
        other.sent.clear();
    }

    private void deliver() {
        scheduled = false;
        // Only what was sent before: an answer to an answer waits for the next turn, so that others get theirs.
        for (int left = sent.size(); left > 0 && open; left--) {
            other.receiver.accept(other, sent.removeFirst());
        }
    }
}
