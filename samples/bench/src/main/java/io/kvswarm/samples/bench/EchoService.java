package io.kvswarm.samples.bench;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;

/** The yardstick: requests go to one of three servers, which answer with as many bytes as a store would. */
final class EchoService implements Service {
    private static final int KEY_BYTES = 12;
    private static final int VALUE_BYTES = 100;

    private final EventLoopGroup group;
    private final List<Server> servers = new ArrayList<>();
    private final Queue<Request> requests = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean sending = new AtomicBoolean();

    /** One request on its way to the loop. */
    private record Request(Server server, int bytes, int answerBytes, CompletableFuture<Void> answer) {}

    /** Connects to each port on loopback. */
    @SuppressWarnings("deprecation") // the same kind of loop that kvswarm uses
    EchoService(EchoTls tls, List<Integer> ports) throws InterruptedException {
        group = new NioEventLoopGroup(1);
        for (int port : ports) {
            Server server = new Server();
            server.channel = new Bootstrap()
                    .group(group)
                    .channel(NioSocketChannel.class)
                    .option(ChannelOption.TCP_NODELAY, true)
                    .option(ChannelOption.ALLOCATOR, PooledByteBufAllocator.DEFAULT)
                    .handler(new ChannelInitializer<>() {
                        @Override
                        protected void initChannel(Channel channel) {
                            channel.pipeline().addLast(tls.newClient(channel.alloc()), server);
                        }
                    })
                    .connect("127.0.0.1", port)
                    .sync()
                    .channel();
            servers.add(server);
        }
    }

    @Override
    public CompletableFuture<?> get(int key) {
        return send(key, EchoFrames.HEADER_BYTES + KEY_BYTES, EchoFrames.HEADER_BYTES + VALUE_BYTES);
    }

    @Override
    public CompletableFuture<?> put(int key) {
        return send(key, EchoFrames.HEADER_BYTES + KEY_BYTES + VALUE_BYTES, EchoFrames.HEADER_BYTES + KEY_BYTES);
    }

    @Override
    public CompletableFuture<?> putAll(int first, int count) {
        CompletableFuture<?>[] answers = new CompletableFuture<?>[count];
        for (int key = 0; key < count; key++) {
            answers[key] = put(first + key);
        }
        return CompletableFuture.allOf(answers);
    }

    @Override
    public void close() {
        group.shutdownGracefully();
    }

    private CompletableFuture<Void> send(int key, int bytes, int answerBytes) {
        CompletableFuture<Void> answer = new CompletableFuture<>();
        requests.add(new Request(servers.get(key % servers.size()), bytes, answerBytes, answer));
        if (sending.compareAndSet(false, true)) {
            group.execute(this::sendAll);
        }
        return answer;
    }

    private void sendAll() {
        sending.set(false);
        for (Request request = requests.poll(); request != null; request = requests.poll()) {
            request.server.add(request);
        }
        servers.forEach(Server::flush);
    }

    /** One connection. On the loop. */
    private static final class Server extends EchoFrames {
        private final Map<Long, CompletableFuture<Void>> waiting = new HashMap<>();
        private Channel channel;
        private ByteBuf out;
        private long last;

        void add(Request request) {
            if (out == null) {
                out = channel.alloc().buffer(4 << 10);
            }
            last++;
            waiting.put(last, request.answer);
            write(out, last, request.answerBytes, request.bytes);
        }

        void flush() {
            if (out != null) {
                channel.writeAndFlush(out, channel.voidPromise());
                out = null;
            }
        }

        @Override
        void onFrame(ChannelHandlerContext context, long number, int answerBytes) {
            waiting.remove(number).complete(null);
        }
    }
}
