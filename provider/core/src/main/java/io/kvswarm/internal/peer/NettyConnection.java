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
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.ssl.SslHandler;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;

/** A connection whose handshake is done. Confined to the loop, which is its channel's. */
final class NettyConnection extends ChannelInboundHandlerAdapter implements Connection {
    /** Most bytes encrypted in one turn, so that a large value does not keep other peers waiting. */
    private static final int TURN_BYTES_MAX = 1 << 20;

    /** How long the other end may take to hear that the connection is over. */
    private static final long GOODBYE_NANOS_MAX = 3_000_000_000L;

    private static final int SINK_BYTES = 4 << 10;
    private static final int SINK_BYTES_KEPT = 256 << 10;

    private final NettyTransport transport;
    private final Channel channel;
    private final RawBytes raw;
    private final NodeId peer;
    private final boolean accepted;
    private final Runnable onTrust;
    private final FrameReader reader;
    private final Deque<ByteBuf> backlog = new ArrayDeque<>();
    private ByteSink out = new ByteSink(SINK_BYTES);
    private long backlogBytes;
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
        flushSoon();
    }

    private void flushSoon() {
        if (!flushIsDue) {
            flushIsDue = true;
            transport.loop().flushAtEndOfTurn(this::onEndOfTurn);
        }
    }

    private void onEndOfTurn() {
        flushIsDue = false;
        if (closed) {
            return;
        }
        if (backlog.isEmpty() && out.length() <= TURN_BYTES_MAX && channel.isWritable()) {
            flush();
        } else {
            queue();
            drain();
        }
        if (writeTimer == null && pendingBytes() > 0) {
            watchWrites();
        }
    }

    /** Everything said in this turn as one buffer. */
    private void flush() {
        if (out.length() == 0) {
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
    }

    private void queue() {
        if (out.length() > 0) {
            backlog.add(Unpooled.wrappedBuffer(out.array(), 0, out.length()));
            backlogBytes += out.length();
            out = new ByteSink(SINK_BYTES);
        }
    }

    /** Gives the network as much as it takes, but only so much in one turn. */
    private void drain() {
        int left = TURN_BYTES_MAX;
        while (left > 0 && !backlog.isEmpty() && channel.isWritable()) {
            left -= writeSome(left);
        }
        if (!backlog.isEmpty() && channel.isWritable()) {
            transport.loop().execute(this::flushSoon);
        }
    }

    private int writeSome(int bytesMax) {
        ByteBuf first = backlog.peek();
        int bytes = Math.min(bytesMax, first.readableBytes());
        ByteBuf part = first.readRetainedSlice(bytes);
        backlogBytes -= bytes;
        if (!first.isReadable()) {
            backlog.poll().release();
        }
        // Last, because a failure ends the connection from within.
        channel.writeAndFlush(part, channel.voidPromise());
        return bytes;
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
        return out.length() + backlogBytes + (outbound == null ? 0 : outbound.totalPendingWriteBytes());
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
            queue();
            while (!backlog.isEmpty()) {
                writeSome(Integer.MAX_VALUE);
            }
            ended(reason);
            sayGoodbye();
        }
    }

    /**
     * Ends the sending side through TLS, which lets what was written go first, and then the socket when the other end
     * has seen it: a socket closed with something unread in it is reset, and the other end would lose what was sent.
     */
    private void sayGoodbye() {
        Loop.Timer late = transport.loop().schedule(GOODBYE_NANOS_MAX, channel::close);
        channel.closeFuture().addListener(gone -> late.cancel());
        channel.config().setAutoRead(true);
        channel.pipeline().get(SslHandler.class).closeOutbound().addListener(sent -> {
            if (sent.isSuccess()) {
                ((SocketChannel) channel).shutdownOutput();
            } else {
                channel.close();
            }
        });
    }

    /** Closes without a word: what waits is not going to be taken. */
    private void abort(String reason) {
        if (!closed) {
            channel.pipeline().firstContext().close();
            ended(reason);
        }
    }

    private void ended(String reason) {
        if (closed) {
            return;
        }
        closed = true;
        reader.stop();
        backlog.forEach(ByteBuf::release);
        backlog.clear();
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
     * Who is asked and not listened to takes no more questions. Only who accepted does that: if both sides did, each
     * could wait for the other to read.
     */
    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        if (!closed && !backlog.isEmpty() && channel.isWritable()) {
            flushSoon();
        }
        if (accepted && !closed) {
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
