package io.kvswarm.internal.peer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kvswarm.api.ErrorCode;
import io.kvswarm.api.HostPort;
import io.kvswarm.api.NodeId;
import io.kvswarm.api.SwarmException;
import io.kvswarm.internal.base.Clock;
import io.kvswarm.internal.base.ThreadWorker;
import io.kvswarm.internal.identity.NodeKey;
import io.kvswarm.internal.wire.AskStatus;
import io.kvswarm.internal.wire.Hello;
import io.kvswarm.internal.wire.Link;
import io.kvswarm.internal.wire.Message;
import io.kvswarm.internal.wire.Pong;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Goal: what holds in the simulator holds over real sockets, with real keys and a real run directory. */
final class PeersOverTlsTest {
    @TempDir
    private Path temporary;

    private final Node a = new Node(1);
    private final Node b = new Node(2);

    @AfterEach
    void close() {
        a.close();
        b.close();
    }

    /** A node with everything but storage. */
    private final class Node implements Admission, PeerHandler, AutoCloseable {
        final NodeKey key;
        final NettyLoop loop;
        final ThreadWorker files;
        final Set<NodeId> barred = ConcurrentHashMap.newKeySet();
        final BlockingQueue<Link> links = new LinkedBlockingQueue<>();
        final BlockingQueue<String> ends = new LinkedBlockingQueue<>();
        final BlockingQueue<Message> messages = new LinkedBlockingQueue<>();
        final BlockingQueue<String> refusals = new LinkedBlockingQueue<>();
        private Peers peers;

        Node(int number) {
            key = PeerNode.key(number);
            loop = new NettyLoop("kvswarm-test-" + number, Clock.system());
            files = new ThreadWorker("kvswarm-test-files-" + number);
        }

        void start() {
            onLoop(() -> {
                var transport = new NettyTransport(loop, key, TransportSettings.DEFAULT);
                var neighbours = new RunDirectory(temporary.resolve("run"), files, loop);
                var environment =
                        new PeerEnvironment(PeerSettings.DEFAULT, loop, new SplittableRandom(7), transport, neighbours);
                peers = new Peers(environment, key, this, this);
                return true;
            });
        }

        HostPort listen(HostPort at) {
            return TransportNode.await(onLoop(() -> peers.listen(at, List.of())));
        }

        void keepConnected(Node other) {
            onLoop(() -> {
                peers.keepConnected(other.key.id());
                return true;
            });
        }

        <T> T onLoop(java.util.function.Supplier<T> work) {
            CompletableFuture<T> done = new CompletableFuture<>();
            loop.execute(() -> done.complete(work.get()));
            return TransportNode.await(done);
        }

        void stop() {
            TransportNode.await(onLoop(() -> peers.close()));
        }

        @Override
        public void close() {
            if (peers != null) {
                stop();
            }
            loop.close();
            files.close();
        }

        @Override
        public Verdict admit(NodeId principal, NodeId peer, Hello hello) {
            return barred.contains(principal) ? Verdict.notAuthorised(principal) : Verdict.ADMITTED;
        }

        @Override
        public Set<Right> rights(NodeId principal) {
            return EnumSet.allOf(Right.class);
        }

        @Override
        public Hello hello() {
            return Hello.of(PeerNode.SWARM, 1, 1, true, new byte[Hello.CONFIG_HASH_BYTES], new byte[0]);
        }

        @Override
        public Pong pong(long stamp) {
            return new Pong(stamp, 1, 0);
        }

        @Override
        public void onLink(Link link) {
            links.add(link);
        }

        @Override
        public void onMessage(Link link, Message message) {
            if (!(message instanceof Pong)) {
                messages.add(message);
            }
        }

        @Override
        public void onForbidden(Link link, Message message) {}

        @Override
        public void onLinkEnd(Link link, String reason) {
            ends.add(reason);
        }

        @Override
        public void onRefused(NodeId peer, ErrorCode code, String reason) {
            refusals.add(code + " " + reason);
        }
    }

    private static HostPort anyPort() {
        return new HostPort("localhost", 0);
    }

    @Test
    void nodesOfOneMachineNeedNoAddress() {
        a.start();
        b.start();
        // Asked for before it is there: the run directory is read again with every attempt.
        a.keepConnected(b);
        b.listen(anyPort());
        Link link = TransportNode.next(a.links);
        assertEquals(b.key.id(), link.peer());
        a.onLoop(() -> {
            link.send(new AskStatus(3));
            return true;
        });
        assertEquals(new AskStatus(3), TransportNode.next(b.messages));
    }

    @Test
    void listenerThatComesBackIsFoundAgain() {
        a.start();
        b.start();
        b.listen(anyPort());
        a.keepConnected(b);
        TransportNode.next(a.links);
        b.stop();
        assertEquals("closed by the other end", TransportNode.next(a.ends));
        b.start();
        b.listen(anyPort());
        assertEquals(b.key.id(), TransportNode.next(a.links).peer());
    }

    @Test
    void refusalIsInBothLogsWithIdAndCommand() {
        ByteArrayOutputStream log = new ByteArrayOutputStream();
        PrintStream before = System.err;
        System.setErr(new PrintStream(log, true, StandardCharsets.UTF_8));
        try {
            a.start();
            b.start();
            b.barred.add(a.key.id());
            b.listen(anyPort());
            a.keepConnected(b);
            TransportNode.next(a.refusals);
        } finally {
            System.setErr(before);
        }
        String id = a.key.id().toString();
        String reason = "node " + id + " is neither a writer nor a reader of this swarm; to authorise it:"
                + " kvswarm config set -c FILE --writer=" + id + " (or --reader=" + id + ")";
        String text = log.toString(StandardCharsets.UTF_8);
        assertTrue(text.contains("refused node " + id + " at 127.0.0.1:"), text);
        assertTrue(text.contains(": " + reason + "\n"), text);
        assertTrue(
                text.contains("node " + b.key.id().shortForm() + " refused this node, " + id + ": " + reason
                        + "; nothing was sent to it, what waits for it stays queued"),
                text);
        SwarmException refusal = a.onLoop(() -> a.peers.refusalBy(b.key.id())).orElseThrow();
        assertEquals(ErrorCode.NOT_AUTHORISED, refusal.code());
        assertTrue(a.links.isEmpty() && b.links.isEmpty());
    }

    @Test
    void portInUseIsAnErrorThatSaysWhere() {
        a.start();
        b.start();
        HostPort bound = a.listen(anyPort());
        CompletableFuture<HostPort> failing = b.onLoop(() -> b.peers.listen(bound, List.of()));
        try {
            TransportNode.await(failing);
        } catch (SwarmException e) {
            assertEquals(ErrorCode.UNREACHABLE, e.code());
            assertEquals(
                    "cannot listen on " + bound + ": Address already in use; the node does not serve there",
                    e.getMessage());
            return;
        }
        throw new AssertionError("two nodes listen on " + bound);
    }

    @Test
    void bootstrapAddressIsEnough() {
        a.start();
        b.start();
        HostPort bound = b.listen(anyPort());
        a.onLoop(() -> {
            a.peers.setBootstrap(List.of(new HostPort("localhost", bound.port())));
            return true;
        });
        assertEquals(b.key.id(), TransportNode.next(a.links).peer());
    }
}
