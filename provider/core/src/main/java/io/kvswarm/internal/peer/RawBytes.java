package io.kvswarm.internal.peer;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.ChannelPromise;

/** Counts bytes as they are on the network, and lets no more than a few in from who is not admitted. On the loop. */
final class RawBytes extends ChannelDuplexHandler {
    private final long untrustedMax;
    private long received;
    private long written;
    private boolean trusted;

    /** Lets in at most {@code untrustedMax} bytes until {@link #trust}. */
    RawBytes(long untrustedMax) {
        this.untrustedMax = untrustedMax;
    }

    void trust() {
        trusted = true;
    }

    long received() {
        return received;
    }

    /** Bytes the network has taken. */
    long taken(ChannelOutboundBuffer outbound) {
        return outbound == null ? written : written - outbound.totalPendingWriteBytes();
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (message instanceof ByteBuf bytes) {
            received += bytes.readableBytes();
            if (!trusted && received > untrustedMax) {
                bytes.release();
                context.close();
                return;
            }
        }
        context.fireChannelRead(message);
    }

    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
        if (message instanceof ByteBuf bytes) {
            written += bytes.readableBytes();
        }
        context.write(message, promise);
    }
}
