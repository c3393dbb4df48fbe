package io.kvswarm.internal.peer;

import io.kvswarm.api.NodeId;
import io.kvswarm.internal.base.ByteSink;
import io.kvswarm.internal.base.Loop;
import io.kvswarm.internal.base.MalformedBytesException;
import io.kvswarm.internal.wire.Frames;
import io.kvswarm.internal.wire.Message;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.nio.ByteBuffer;

/** A connection whose handshake is done. Confined to the loop, which is its channel's. */
final class NettyConnection extends ChannelInboundHandlerAdapter implements Connection {
    /** What is said in one turn goes out before its end only if it is this much. */
    private static final int TURN_BYTES_MAX = 1 << 20;

    private static final int SINK_BYTES = 4 << 10;
    private static final int SINK_BYTES_KEPT = 256 << 10;

    private final NettyTransport transport;
    private final Channel channel;
    private final RawBytes raw;
    private final NodeId peer;
    private final boolean accepted;
    private final Runnable onTrust;
    private final FrameReader reader;
    private ByteSink out = new ByteSink(SINK_BYTES);
    private ConnectionHandler handler;
    private Loop.Timer writeTimer;
    private long takenBefore;
    private boolean flushIsDue;
    private boolean closed;

    NettyConnection(NettyTransport transport, Handshake handshake, NodeId peer, Runnable onTrust) {
        this.transport = transport;
        this.channel = handshake.channel();
        this.raw = handshake.raw();
        this.accepted = handshake.isAccepted();
        this.peer = peer;
        this.onTrust = onTrust;
        this.reader = new FrameReader(transport.budget(), message -> handler.onMessage(message));
    }

    void handledBy(ConnectionHandler newHandler) {
        handler = newHandler;
        if (closed) {
            handler.onClosed("closed");
        }
    }

    @Override
    public NodeId peer() {
        return peer;
    }

    @Override
    public String remoteAddress() {
        return NettyTransport.text(channel.remoteAddress());
    }

    @Override
    public void send(Message message) {
        if (closed) {
            return;
        }
        Frames.write(message, out);
        if (out.length() > TURN_BYTES_MAX) {
            flush();
        } else if (!flushIsDue) {
            flushIsDue = true;
            transport.loop().flushAtEndOfTurn(this::onEndOfTurn);
        }
    }

    private void onEndOfTurn() {
        flushIsDue = false;
        flush();
    }

    /** Everything said so far as one buffer. */
    private void flush() {
        if (out.length() == 0 || !channel.isActive()) {
            return;
        }
        ByteBuf buffer = Unpooled.wrappedBuffer(out.array(), 0, out.length());
        channel.writeAndFlush(buffer, channel.voidPromise());
        if (buffer.refCnt() == 0 && out.array().length <= SINK_BYTES_KEPT) {
            // Encrypted already: its bytes can be overwritten.
            out.clear();
        } else {
            out = new ByteSink(SINK_BYTES);
        }
        if (writeTimer == null && channel.unsafe().outboundBuffer() != null && pendingBytes() > 0) {
            watchWrites();
        }
    }

    /** Looks again later whether the peer has taken anything. */
    private void watchWrites() {
        takenBefore = raw.taken(channel.unsafe().outboundBuffer());
        writeTimer = transport.loop().schedule(transport.settings().writeMillis() * 1_000_000L, () -> {
            writeTimer = null;
            if (closed || pendingBytes() == 0) {
                return;
            }
            if (raw.taken(channel.unsafe().outboundBuffer()) == takenBefore) {
                abort("took nothing for " + transport.settings().writeMillis() + " ms while " + pendingBytes()
                        + " bytes wait");
            } else {
                watchWrites();
            }
        });
    }

    @Override
    public long pendingBytes() {
        var outbound = channel.unsafe().outboundBuffer();
        return out.length() + (outbound == null ? 0 : outbound.totalPendingWriteBytes());
    }

    @Override
    public long receivedBytes() {
        // While this side does not read, a peer that takes what it is sent is alive.
        boolean reading = channel.config().isAutoRead();
        return raw.received() + (reading ? 0 : raw.taken(channel.unsafe().outboundBuffer()));
    }

    @Override
    public void trust() {
        raw.trust();
        reader.trust();
        onTrust.run();
    }

    @Override
    public void close(String reason) {
        if (!closed) {
            flush();
            // Through TLS, which lets what was written go first.
            channel.close();
            ended(reason);
        }
    }

    /** Closes without a word: what waits is not going to be taken. */
    private void abort(String reason) {
        if (!closed) {
            channel.pipeline().firstContext().close();
            ended(reason);
        }
    }

    private void ended(String reason) {
        closed = true;
        reader.stop();
        if (writeTimer != null) {
            writeTimer.cancel();
        }
        if (handler != null) {
            handler.onClosed(reason);
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        ByteBuf bytes = (ByteBuf) message;
        try {
            if (!closed) {
                read(bytes);
            }
        } catch (MalformedBytesException e) {
            transport.warn("closing the connection to node " + peer.shortForm() + " at " + remoteAddress() + ": "
                    + e.getMessage());
            close(e.getMessage());
        } finally {
            bytes.release();
        }
    }

    private void read(ByteBuf bytes) {
        if (bytes.nioBufferCount() == 1) {
            reader.onBytes(bytes.nioBuffer());
            return;
        }
        for (ByteBuffer part : bytes.nioBuffers()) {
            reader.onBytes(part);
        }
    }

    /**
     * Who is asked and not listened to takes no more questions. Only who accepted does that: if both sides did, each could
     * wait for the other to read.
     */
    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        if (accepted) {
            channel.config().setAutoRead(channel.isWritable());
        }
        context.fireChannelWritabilityChanged();
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        if (!closed) {
            ended("closed by the other end");
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        if (!closed) {
            String reason = NettyTransport.reasonOf(cause);
            channel.close();
            ended(reason);
        }
    }
}
