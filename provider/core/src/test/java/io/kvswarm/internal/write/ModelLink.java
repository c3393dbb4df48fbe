package io.kvswarm.internal.write;

import io.kvswarm.api.NodeId;
import io.kvswarm.internal.base.ByteSink;
import io.kvswarm.internal.wire.Frames;
import io.kvswarm.internal.wire.Hello;
import io.kvswarm.internal.wire.Link;
import io.kvswarm.internal.wire.Message;
import java.nio.ByteBuffer;
import java.util.function.Consumer;

/** The writer's end of a link in virtual time: what is sent arrives at the owner as the world sees fit. */
final class ModelLink implements Link {
    private final NodeId peer;
    private final Hello hello;
    private final Consumer<Message> carry;
    private final Consumer<ModelLink> onClose;
    boolean isOpen = true;

    ModelLink(NodeId peer, Hello hello, Consumer<Message> carry, Consumer<ModelLink> onClose) {
        this.peer = peer;
        this.hello = hello;
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
        return hello;
    }

    @Override
    public void send(Message message) {
        if (isOpen) {
            carry.accept(copyOf(message));
        }
    }

    /** What the other side reads of it: also shows that it can be sent at all. */
    static Message copyOf(Message message) {
        ByteSink out = new ByteSink(256);
        Frames.write(message, out);
        ByteBuffer frame = ByteBuffer.wrap(out.toBytes());
        // Values in these tests never need more than one frame.
        if (frame.getInt() != frame.remaining()) {
            throw new IllegalArgumentException("message needs more than one frame");
        }
        return Frames.read(frame);
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
        onClose.accept(this);
    }
}
