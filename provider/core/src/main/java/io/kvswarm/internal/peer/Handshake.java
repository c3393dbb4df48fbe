package io.kvswarm.internal.peer;

import io.kvswarm.api.NodeId;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import java.security.cert.CertificateException;

/** A connection on its way through TLS. Confined to the loop. */
final class Handshake extends ChannelInboundHandlerAdapter {
    /** What becomes of it: exactly one of the two. */
    interface Outcome {
        /** The other end proved that key. */
        void onProven(Handshake handshake, NodeId peer);

        /** It failed; the channel is closed. */
        void onFailed(Handshake handshake, String reason);
    }

    private final Channel channel;
    private final boolean accepted;
    private final RawBytes raw = new RawBytes(FrameReader.UNTRUSTED_BYTES_MAX);
    private final Outcome outcome;
    private boolean done;

    Handshake(Channel channel, boolean accepted, Outcome outcome) {
        this.channel = channel;
        this.accepted = accepted;
        this.outcome = outcome;
    }

    Channel channel() {
        return channel;
    }

    boolean isAccepted() {
        return accepted;
    }

    RawBytes raw() {
        return raw;
    }

    void start(SslHandler tls) {
        channel.pipeline().addLast(raw, tls, this);
        channel.config().setAutoRead(true);
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event instanceof SslHandshakeCompletionEvent completion) {
            if (completion.isSuccess()) {
                onSuccess(context);
            } else {
                fail(NettyTransport.reasonOf(completion.cause()));
            }
        }
    }

    private void onSuccess(ChannelHandlerContext context) {
        try {
            NodeId peer = Tls.peerOf(context.pipeline().get(SslHandler.class));
            if (!done) {
                done = true;
                outcome.onProven(this, peer);
            }
        } catch (CertificateException e) {
            fail(e.getMessage());
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        fail(NettyTransport.CLOSED);
        context.fireChannelInactive();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        fail(NettyTransport.reasonOf(cause));
    }

    void fail(String reason) {
        channel.close();
        if (!done) {
            done = true;
            outcome.onFailed(this, reason);
        }
    }
}
