package io.kvswarm.internal.peer;

import io.kvswarm.api.HostPort;
import io.kvswarm.api.NodeId;
import io.kvswarm.internal.base.ThreadWorker;
import io.kvswarm.internal.base.Worker;
import io.kvswarm.internal.identity.NodeKey;
import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.channels.ClosedChannelException;
import java.util.List;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Connections over TCP and TLS 1.3, both ends proving their keys. Confined to the loop. */
public final class NettyTransport implements Transport {
    private static final Logger LOG = LoggerFactory.getLogger(NettyTransport.class);
    private static final WriteBufferWaterMark WATER_MARKS = new WriteBufferWaterMark(512 << 10, 1 << 20);
    private static final int CONNECT_MILLIS_MAX = 5000;
    private static final int BACKLOG = 1024;
    static final String CLOSED = "closed by the other end";
    private static final String PLAIN_ALERT = "Insufficient buffer remaining for AEAD cipher fragment (2)";

    private final NettyLoop loop;
    private final TransportSettings settings;
    private final Worker handshakeWorker = new ThreadWorker("kvswarm-handshake");
    private final Tls tls;
    private final Names names;
    private final Gate gate;
    private final ReassemblyBudget budget;
    private final QuietLog quietLog;
    private final ChannelGroup channels;
    private boolean closed;

    /** For a node with that key. */
    public NettyTransport(NettyLoop loop, NodeKey key, TransportSettings settings) {
        this.loop = loop;
        this.settings = settings;
        this.tls = new Tls(key, handshakeWorker);
        this.names = new Names(loop);
        this.gate = new Gate(settings);
        this.budget = new ReassemblyBudget(settings.reassemblyBytesMax());
        this.quietLog = new QuietLog(LOG, loop.clock());
        this.channels = new DefaultChannelGroup(loop.eventLoop());
    }

    @Override
    public void listen(HostPort at, Listener listener) {
        resolve(at, found -> {
            if (found.isEmpty()) {
                listener.onListenFailed("the name " + at.host() + " is unknown");
            } else {
                bind(found.get(0), listener);
            }
        });
    }

    private void bind(HostPort at, Listener listener) {
        ServerBootstrap bootstrap = new ServerBootstrap()
                .group(loop.eventLoop())
                .channel(NioServerSocketChannel.class)
                .option(ChannelOption.SO_BACKLOG, BACKLOG)
                .option(ChannelOption.SO_REUSEADDR, true)
                .childOption(ChannelOption.AUTO_READ, false)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childOption(ChannelOption.ALLOCATOR, PooledByteBufAllocator.DEFAULT)
                .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, WATER_MARKS)
                .childHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        onAccept(channel, listener);
                    }
                });
        ChannelFuture bound = bootstrap.bind(Names.socketAddress(at));
        channels.add(bound.channel());
        bound.addListener(done -> loop.execute(() -> onBound(bound, listener)));
    }

    private void onBound(ChannelFuture bound, Listener listener) {
        if (bound.isSuccess()) {
            InetSocketAddress address = (InetSocketAddress) bound.channel().localAddress();
            listener.onListening(Names.of(address), Names.reachableAt(address));
        } else {
            listener.onListenFailed(reasonOf(bound.cause()));
        }
    }

    private void onAccept(Channel channel, Listener listener) {
        Accepted accepted = new Accepted(channel, listener);
        if (closed || !accepted.enters()) {
            warn("turning away a connection from " + text(channel.remoteAddress())
                    + ": too many that are not admitted yet");
            channel.close();
        }
    }

    @Override
    public void dial(HostPort to, NodeId expected, Dialing dialing) {
        loop.assertInside();
        Bootstrap bootstrap = new Bootstrap()
                .group(loop.eventLoop())
                .channel(NioSocketChannel.class)
                .option(ChannelOption.AUTO_READ, false)
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, CONNECT_MILLIS_MAX)
                .option(ChannelOption.ALLOCATOR, PooledByteBufAllocator.DEFAULT)
                .option(ChannelOption.WRITE_BUFFER_WATER_MARK, WATER_MARKS)
                .handler(new ChannelInboundHandlerAdapter());
        ChannelFuture connecting = bootstrap.connect(Names.socketAddress(to));
        connecting.addListener(done -> loop.execute(() -> onConnected(connecting, expected, dialing)));
    }

    private void onConnected(ChannelFuture connecting, NodeId expected, Dialing dialing) {
        if (!connecting.isSuccess()) {
            dialing.onDialFailed(reasonOf(connecting.cause()));
            return;
        }
        Channel channel = connecting.channel();
        channels.add(channel);
        Handshake handshake = new Handshake(channel, false, new Dialed(expected, dialing));
        if (closed) {
            handshake.fail("the transport is closed");
        } else {
            handshake.start(tls.newClient(channel.alloc(), settings.untrustedMillis()));
        }
    }

    @Override
    public void resolve(HostPort name, Consumer<List<HostPort>> then) {
        loop.assertInside();
        names.resolve(name, then);
    }

    @Override
    public void close() {
        loop.assertInside();
        if (closed) {
            return;
        }
        closed = true;
        names.close();
        // Its handlers are told by the end of each channel.
        channels.close().addListener(done -> closeHandshakeWorker());
    }

    /** On a thread of its own: closing waits for the last signature, and the loop waits for nothing. */
    private void closeHandshakeWorker() {
        Thread closer = new Thread(handshakeWorker::close, "kvswarm-handshake-closer");
        closer.setDaemon(true);
        closer.start();
    }

    NettyLoop loop() {
        return loop;
    }

    TransportSettings settings() {
        return settings;
    }

    ReassemblyBudget budget() {
        return budget;
    }

    Gate gate() {
        return gate;
    }

    void warn(String line) {
        quietLog.warn(line);
    }

    /** Shows an address without looking up its name. */
    static String text(SocketAddress address) {
        return address instanceof InetSocketAddress internet && !internet.isUnresolved()
                ? Names.of(internet).toString()
                : "an unknown address";
    }

    /** The innermost reason has the words that say most. */
    static String reasonOf(Throwable cause) {
        Throwable reason = cause;
        while (reason.getCause() != null && reason.getCause() != reason) {
            reason = reason.getCause();
        }
        if (reason instanceof ClosedChannelException || isPlainAlert(reason)) {
            return CLOSED;
        }
        return reason.getMessage() == null ? reason.getClass().getSimpleName() : reason.getMessage();
    }

    /**
     * Who ends a connection before its handshake is over says so in plain text, an alert of 2 bytes; by then Java's TLS
     * takes every record for an encrypted one.
     */
    private static boolean isPlainAlert(Throwable reason) {
        return String.valueOf(reason.getMessage()).startsWith(PLAIN_ALERT);
    }

    private static void open(NettyConnection connection, ConnectionHandler handler) {
        connection.handledBy(handler);
    }

    /** A connection this node made. */
    private final class Dialed implements Handshake.Outcome {
        private final NodeId expected;
        private final Dialing dialing;

        Dialed(NodeId expected, Dialing dialing) {
            this.expected = expected;
            this.dialing = dialing;
        }

        @Override
        public void onProven(Handshake handshake, NodeId peer) {
            if (expected != null && !expected.equals(peer)) {
                handshake.channel().close();
                dialing.onDialFailed("is node " + peer.shortForm() + ", expected " + expected.shortForm());
                return;
            }
            NettyConnection connection = new NettyConnection(NettyTransport.this, handshake, peer, () -> {});
            handshake.channel().pipeline().replace(handshake, null, connection);
            open(connection, dialing.onConnection(connection));
        }

        @Override
        public void onFailed(Handshake handshake, String reason) {
            dialing.onDialFailed("no TLS connection: " + reason);
        }
    }

    /** A connection somebody made to this node. */
    private final class Accepted implements Handshake.Outcome {
        private final Channel channel;
        private final Listener listener;
        private Gate.Visit visit;

        Accepted(Channel channel, Listener listener) {
            this.channel = channel;
            this.listener = listener;
        }

        /** False if there are too many strangers. */
        boolean enters() {
            Object from = ((InetSocketAddress) channel.remoteAddress()).getAddress();
            Handshake handshake = new Handshake(channel, true, this);
            visit = gate.enter(from, () -> handshake.start(tls.newServer(channel.alloc(), settings.untrustedMillis())));
            if (visit == null) {
                return false;
            }
            channels.add(channel);
            var late = loop.schedule(settings.untrustedMillis() * 1_000_000L, () -> onLate(handshake));
            channel.closeFuture().addListener(closing -> {
                late.cancel();
                visit.over();
            });
            visit.start();
            return true;
        }

        private void onLate(Handshake handshake) {
            if (!visit.isOver()) {
                String reason = "not admitted within " + settings.untrustedMillis() + " ms";
                NettyConnection connection = channel.pipeline().get(NettyConnection.class);
                if (connection != null) {
                    connection.close(reason);
                } else {
                    handshake.fail(reason);
                }
            }
        }

        @Override
        public void onProven(Handshake handshake, NodeId peer) {
            visit.handshakeDone();
            NettyConnection connection = new NettyConnection(NettyTransport.this, handshake, peer, visit::over);
            channel.pipeline().replace(handshake, null, connection);
            open(connection, listener.onConnection(connection));
        }

        @Override
        public void onFailed(Handshake handshake, String reason) {
            String line = "no TLS connection with " + text(channel.remoteAddress()) + ": " + reason;
            if (reason.equals(CLOSED)) {
                // A process that ends while it still connects, as short ones do, or looks whether the port is open.
                LOG.debug("{}", line);
            } else {
                warn(line);
            }
        }
    }
}
