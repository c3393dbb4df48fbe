package io.kvswarm.samples.bench;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import java.net.InetSocketAddress;
import java.nio.file.Path;

/** The yardstick's other end: one event loop, one buffer for all answers of a turn. Ends with its standard input. */
public final class EchoServer {
    private EchoServer() {}

    /** Argument: the key store. Prints {@code ready PORT}. */
    @SuppressWarnings("deprecation") // the same kind of loop that kvswarm uses
    public static void main(String[] arguments) throws Exception {
        EchoTls tls = new EchoTls(Path.of(arguments[0]));
        EventLoopGroup loop = new NioEventLoopGroup(1);
        Channel listening = new ServerBootstrap()
                .group(loop)
                .channel(NioServerSocketChannel.class)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childOption(ChannelOption.ALLOCATOR, PooledByteBufAllocator.DEFAULT)
                .childHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        channel.pipeline().addLast(tls.newServer(channel.alloc()), new Answering());
                    }
                })
                .bind("127.0.0.1", 0)
                .sync()
                .channel();
        Commands.answer("ready " + ((InetSocketAddress) listening.localAddress()).getPort());
        Commands.awaitEnd();
        loop.shutdownGracefully();
    }

    /** Answers of one read, which go out together. */
    private static final class Answering extends EchoFrames {
        private ByteBuf out;

        @Override
        void onFrame(ChannelHandlerContext context, long number, int answerBytes) {
            if (out == null) {
                out = context.alloc().buffer(4 << 10);
            }
            write(out, number, 0, answerBytes);
        }

        @Override
        public void channelReadComplete(ChannelHandlerContext context) {
            if (out != null) {
                context.writeAndFlush(out, context.voidPromise());
                out = null;
            }
        }
    }
}
