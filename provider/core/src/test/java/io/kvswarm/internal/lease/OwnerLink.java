package io.kvswarm.internal.lease;

import io.kvswarm.api.NodeId;
import io.kvswarm.internal.wire.Hello;
import io.kvswarm.internal.wire.Link;
import io.kvswarm.internal.wire.Message;
import java.util.ArrayList;
import java.util.List;

/** A link to an owner that keeps what it is sent. */
final class OwnerLink implements Link {
    private final NodeId peer;
    private final boolean stores;
    private final List<Message> sent = new ArrayList<>();

    OwnerLink(NodeId peer, boolean stores) {
        this.peer = peer;
        this.stores = stores;
    }

    /** Takes away what was sent since the last call. */
    List<Message> take() {
        List<Message> taken = List.copyOf(sent);
        sent.clear();
        return taken;
    }

    @Override
    public NodeId peer() {
        return peer;
    }

    @Override
    public NodeId principal() {
        return peer;
    }

    @Override
    public Hello hello() {
        return Hello.of("", 1, 1, stores, new byte[Hello.CONFIG_HASH_BYTES], new byte[0]);
    }

    @Override
    public void send(Message message) {
        sent.add(message);
    }

    @Override
    public long pendingBytes() {
        return 0;
    }

    @Override
    public boolean isOpen() {
        return true;
    }

    @Override
    public void close(String reason) {
        throw new IllegalStateException("nobody closes this link");
    }
}
