package io.kvswarm.internal.storage;

import io.kvswarm.api.NodeId;
import io.kvswarm.internal.wire.Hello;
import io.kvswarm.internal.wire.Link;
import io.kvswarm.internal.wire.Message;
import io.kvswarm.internal.wire.ProcessId;
import java.util.ArrayList;
import java.util.List;

/** A link that keeps what it is sent. */
final class FakeLink implements Link {
    private final NodeId peer;
    private final List<Message> sent = new ArrayList<>();
    long pendingBytes;
    ProcessId process = ProcessId.NONE;
    private boolean open = true;

    FakeLink(NodeId peer) {
        this.peer = peer;
    }

    /** Takes away what was sent of that type since the last call. */
    <T extends Message> List<T> take(Class<T> type) {
        List<T> taken = sent.stream().filter(type::isInstance).map(type::cast).toList();
        sent.removeAll(taken);
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
        return Hello.of("", 1, 0, false, new byte[Hello.CONFIG_HASH_BYTES], new byte[0])
                .saidBy(process, 1, new byte[0]);
    }

    @Override
    public void send(Message message) {
        if (open) {
            sent.add(message);
        }
    }

    @Override
    public long pendingBytes() {
        return pendingBytes;
    }

    @Override
    public boolean isOpen() {
        return open;
    }

    @Override
    public void close(String reason) {
        open = false;
    }
}
