package io.kvswarm.internal.peer;

import static org.junit.jupiter.api.Assertions.fail;

import io.kvswarm.api.HostPort;
import io.kvswarm.api.NodeId;
import io.kvswarm.internal.base.Clock;
import io.kvswarm.internal.identity.NodeKey;
import io.kvswarm.internal.wire.Message;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/** A real transport on a loop of its own, for tests that wait for what they expect and never for time to pass. */
final class TransportNode implements AutoCloseable {
    private static final long PATIENCE_SECONDS = 20;

    final NodeKey key;
    final NettyLoop loop;
    final NettyTransport transport;
    final BlockingQueue<Pipe> accepted = new LinkedBlockingQueue<>();
    boolean trusting = true;

    TransportNode(int number) {
        this(number, TransportSettings.DEFAULT);
    }

    TransportNode(int number, TransportSettings settings) {
        this.key = PeerNode.key(number);
        this.loop = new NettyLoop("kvswarm-test-" + number, Clock.system());
        this.transport = onLoop(() -> new NettyTransport(loop, key, settings));
    }

    NodeId id() {
        return key.id();
    }

    HostPort listen() {
        CompletableFuture<HostPort> bound = new CompletableFuture<>();
        loop.execute(() -> transport.listen(new HostPort("127.0.0.1", 0), new Transport.Listener() {
            @Override
            public void onListening(HostPort where, List<HostPort> reachableAt) {
                bound.complete(where);
            }

            @Override
            public void onListenFailed(String reason) {
                bound.completeExceptionally(new AssertionError(reason));
            }

            @Override
            public ConnectionHandler onConnection(Connection connection) {
                Pipe pipe = new Pipe(connection);
                if (trusting) {
                    connection.trust();
                }
                accepted.add(pipe);
                return pipe;
            }
        }));
        return await(bound);
    }

    /** What becomes of a dial: a pipe, or the reason why there is none as a failure. */
    CompletableFuture<Pipe> dial(HostPort to, NodeId expected) {
        CompletableFuture<Pipe> dialed = new CompletableFuture<>();
        loop.execute(() -> transport.dial(to, expected, new Transport.Dialing() {
            @Override
            public ConnectionHandler onConnection(Connection connection) {
                connection.trust();
                Pipe pipe = new Pipe(connection);
                dialed.complete(pipe);
                return pipe;
            }

            @Override
            public void onDialFailed(String reason) {
                dialed.completeExceptionally(new DialFailure(reason));
            }
        }));
        return dialed;
    }

    <T> T onLoop(Supplier<T> work) {
        CompletableFuture<T> done = new CompletableFuture<>();
        loop.execute(() -> {
            try {
                done.complete(work.get());
            } catch (RuntimeException | AssertionError e) {
                done.completeExceptionally(e);
            }
        });
        return await(done);
    }

    void runOnLoop(Runnable work) {
        onLoop(() -> {
            work.run();
            return true;
        });
    }

    /** Done when nobody waits to be admitted. */
    CompletableFuture<Void> nobodyAtTheDoor() {
        CompletableFuture<Void> done = new CompletableFuture<>();
        loop.execute(() -> lookAtTheDoor(done));
        return done;
    }

    private void lookAtTheDoor(CompletableFuture<Void> done) {
        if (transport.gate().untrusted() == 0) {
            done.complete(null);
        } else {
            loop.schedule(1_000_000, () -> lookAtTheDoor(done));
        }
    }

    Pipe nextAccepted() {
        return next(accepted);
    }

    static <T> T next(BlockingQueue<T> queue) {
        try {
            T item = queue.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
            return item != null ? item : fail("nothing came within " + PATIENCE_SECONDS + " s");
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    static <T> T await(CompletableFuture<T> future) {
        try {
            return future.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw new AssertionError(e.getCause());
        } catch (InterruptedException | TimeoutException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() {
        runOnLoop(transport::close);
        loop.close();
    }

    /** Why a dial failed. */
    static final class DialFailure extends RuntimeException {
        private static final long serialVersionUID = 1;

        DialFailure(String reason) {
            super(reason);
        }
    }

    /** One connection and what came on it. */
    final class Pipe implements ConnectionHandler {
        final Connection connection;
        final BlockingQueue<Message> messages = new LinkedBlockingQueue<>();
        final CompletableFuture<String> closed = new CompletableFuture<>();

        Pipe(Connection connection) {
            this.connection = connection;
        }

        void send(Message... some) {
            runOnLoop(() -> {
                for (Message message : some) {
                    connection.send(message);
                }
            });
        }

        Message nextMessage() {
            return next(messages);
        }

        @Override
        public void onMessage(Message message) {
            messages.add(message);
        }

        @Override
        public void onClosed(String reason) {
            if (!closed.complete(reason)) {
                throw new AssertionError("closed twice");
            }
        }
    }
}
