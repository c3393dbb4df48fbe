package io.kvswarm.internal.read;

import io.kvswarm.api.NodeId;
import io.kvswarm.internal.wire.Hello;
import io.kvswarm.internal.wire.Link;
import io.kvswarm.internal.wire.Message;
import java.util.function.Consumer;

/** The reader's end of a link in virtual time. */
final class ReadLink implements Link {
    private final NodeId peer;
    private final Consumer<Message> carry;
    private final Runnable onClose;
    boolean isOpen = true;
    /** False for one that was made before its other end served. */
    boolean stores = true;

    ReadLink(NodeId peer, Consumer<Message> carry, Runnable onClose) {
        this.peer = peer;
        this.carry = carry;
        this.onClose = onClose;
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
        if (isOpen) {
            carry.accept(message);
        }
    }

    @Override
    public long pendingBytes() {
        return 0;
    }

    @Override
    public boolean isOpen() {
        return isOpen;
    }

    @Override
    public void close(String reason) {
        onClose.run();
    }
}
