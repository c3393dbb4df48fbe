package io.kvswarm.internal.peer;

import io.kvswarm.api.HostPort;
import io.kvswarm.internal.base.Clock;
import io.kvswarm.internal.wire.Message;
import io.kvswarm.internal.wire.StatusReport;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;

/**
 * Requests and responses over one real connection: what the transport alone can do.
 *
 * <p>{@code EchoBench serve PORT} in one process, {@code EchoBench ask PORT OUTSTANDING SECONDS} in another.
 */
public final class EchoBench {
    private static final byte[] REQUEST = new byte[10];
    private static final byte[] RESPONSE = new byte[94];

    private EchoBench() {}

    /** See the class. */
    public static void main(String[] args) throws Exception {
        NettyLoop loop = new NettyLoop("kvswarm-bench", Clock.system());
        int port = Integer.parseInt(args[1]);
        if (args[0].equals("serve")) {
            serve(loop, port);
        } else {
            new Asker(loop, Integer.parseInt(args[2]), Integer.parseInt(args[3])).run(port);
        }
    }

    private static void serve(NettyLoop loop, int port) throws InterruptedException {
        loop.execute(() -> {
            var transport = new NettyTransport(loop, PeerNode.key(1), TransportSettings.DEFAULT);
            transport.listen(new HostPort("127.0.0.1", port), new Transport.Listener() {
                @Override
                public void onListening(HostPort bound, List<HostPort> reachableAt) {}

                @Override
                public void onListenFailed(String reason) {
                    throw new IllegalStateException(reason);
                }

                @Override
                public ConnectionHandler onConnection(Connection connection) {
                    connection.trust();
                    return new ConnectionHandler() {
                        @Override
                        public void onMessage(Message message) {
                            connection.send(new StatusReport(((StatusReport) message).requestId(), RESPONSE));
                        }

                        @Override
                        public void onClosed(String reason) {}
                    };
                }
            });
        });
        new CountDownLatch(1).await();
    }

    /** Keeps so many requests outstanding and measures. */
    private static final class Asker implements Transport.Dialing, ConnectionHandler {
        private static final int SAMPLES = 1 << 20;

        private final NettyLoop loop;
        private final int outstanding;
        private final long endNanos;
        private final long warmNanos;
        private final long[] sentAt;
        private final long[] micros = new long[SAMPLES];
        private final CompletableFuture<Void> done = new CompletableFuture<>();
        private Connection connection;
        private long answers;
        private long countFrom = -1;
        private long countedFrom;
        private long cpuFrom;

        Asker(NettyLoop loop, int outstanding, int seconds) {
            this.loop = loop;
            this.outstanding = outstanding;
            this.sentAt = new long[outstanding];
            this.warmNanos = loop.clock().nanos() + seconds * 1_000_000_000L;
            this.endNanos = warmNanos + seconds * 1_000_000_000L;
        }

        void run(int port) throws Exception {
            loop.execute(() -> new NettyTransport(loop, PeerNode.key(2), TransportSettings.DEFAULT)
                    .dial(new HostPort("127.0.0.1", port), PeerNode.key(1).id(), this));
            done.get();
            long[] sorted = Arrays.copyOf(micros, (int) Math.min(SAMPLES, answers - countFrom));
            Arrays.sort(sorted);
            double seconds = (loop.clock().nanos() - countedFrom) / 1e9;
            System.out.printf(
                    "W=%d: %,.0f requests/s, %.2f us CPU each here, p50 %.1f us, p99 %.1f us%n",
                    outstanding,
                    (answers - countFrom) / seconds,
                    (cpuNanos() - cpuFrom) / 1e3 / (answers - countFrom),
                    sorted[sorted.length / 2] / 1e3,
                    sorted[sorted.length * 99 / 100] / 1e3);
            System.exit(0);
        }

        private static long cpuNanos() {
            return ProcessHandle.current()
                    .info()
                    .totalCpuDuration()
                    .orElse(Duration.ZERO)
                    .toNanos();
        }

        @Override
        public ConnectionHandler onConnection(Connection newConnection) {
            connection = newConnection;
            connection.trust();
            loop.execute(() -> {
                for (int i = 0; i < outstanding; i++) {
                    ask(i);
                }
            });
            return this;
        }

        private void ask(long id) {
            sentAt[(int) id] = loop.clock().nanos();
            connection.send(new StatusReport(id, REQUEST));
        }

        @Override
        public void onMessage(Message message) {
            long id = ((StatusReport) message).requestId();
            long now = loop.clock().nanos();
            answers++;
            if (countFrom < 0 && now > warmNanos) {
                countFrom = answers;
                countedFrom = now;
                cpuFrom = cpuNanos();
            } else if (countFrom >= 0) {
                micros[(int) (answers & (SAMPLES - 1))] = now - sentAt[(int) id];
            }
            if (now > endNanos) {
                done.complete(null);
            } else {
                ask(id);
            }
        }

        @Override
        public void onDialFailed(String reason) {
            done.completeExceptionally(new IllegalStateException(reason));
        }

        @Override
        public void onClosed(String reason) {
            done.completeExceptionally(new IllegalStateException(reason));
        }
    }
}
