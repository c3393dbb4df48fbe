package io.kvswarm.internal.peer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kvswarm.api.HostPort;
import io.kvswarm.internal.wire.AskStatus;
import io.kvswarm.internal.wire.ConfigNews;
import io.kvswarm.internal.wire.Ping;
import io.kvswarm.internal.wire.StatusReport;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Goal: real connections carry what is sent, in order, between keys that are proven; what is not as it should be ends that
 * one connection and nothing else.
 */
final class NettyTransportTest {
    private static final TransportSettings IMPATIENT = new TransportSettings(300, 4, 3, 1, 300, 1 << 27);

    private final TransportNode server = new TransportNode(1);
    private final TransportNode client = new TransportNode(2);

    @AfterEach
    void close() {
        server.close();
        client.close();
    }

    private TransportNode.Pipe connect() {
        return TransportNode.await(client.dial(server.listen(), server.id()));
    }

    @Test
    void bothEndsKnowTheOthersKey() {
        TransportNode.Pipe pipe = connect();
        assertEquals(server.id(), pipe.connection.peer());
        assertEquals(client.id(), server.nextAccepted().connection.peer());
    }

    @Test
    void messagesArriveInOrderBothWays() {
        TransportNode.Pipe here = connect();
        TransportNode.Pipe there = server.nextAccepted();
        for (int i = 0; i < 50; i++) {
            here.send(new AskStatus(2 * i), new AskStatus(2 * i + 1));
            there.send(new Ping(i));
        }
        for (int i = 0; i < 100; i++) {
            assertEquals(new AskStatus(i), there.nextMessage());
        }
        for (int i = 0; i < 50; i++) {
            assertEquals(new Ping(i), here.nextMessage());
        }
    }

    @Test
    void longMessageArrivesWhole() {
        TransportNode.Pipe here = connect();
        byte[] json = new byte[ConfigNews.CONFIG_BYTES_MAX];
        new SplittableRandom(7).nextBytes(json);
        here.send(new ConfigNews(json), new Ping(1));
        TransportNode.Pipe there = server.nextAccepted();
        assertArrayEquals(
                json, assertInstanceOf(ConfigNews.class, there.nextMessage()).json());
        assertEquals(new Ping(1), there.nextMessage());
        assertEquals(0L, server.onLoop(() -> server.transport.budget().bytes()));
    }

    @Test
    void unexpectedKeyIsNotConnected() {
        HostPort place = server.listen();
        var failure = assertThrows(
                TransportNode.DialFailure.class,
                () -> TransportNode.await(client.dial(place, PeerNode.key(9).id())));
        assertEquals(
                "is node " + server.id().shortForm() + ", expected "
                        + PeerNode.key(9).id().shortForm(),
                failure.getMessage());
    }

    @Test
    void nobodyListeningIsAFailedDial() throws IOException {
        int free;
        try (var socket = new java.net.ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            free = socket.getLocalPort();
        }
        HostPort nobody = new HostPort("127.0.0.1", free);
        var failure = assertThrows(
                TransportNode.DialFailure.class, () -> TransportNode.await(client.dial(nobody, server.id())));
        assertTrue(failure.getMessage().startsWith("Connection refused"), failure.getMessage());
    }

    @Test
    void closingIsSeenAtBothEndsBehindWhatWasSent() {
        TransportNode.Pipe here = connect();
        client.runOnLoop(() -> {
            here.connection.send(new StatusReport(1, new byte[100_000]));
            here.connection.close("enough");
        });
        TransportNode.Pipe there = server.nextAccepted();
        assertInstanceOf(StatusReport.class, there.nextMessage());
        assertEquals("enough", TransportNode.await(here.closed));
        assertEquals("closed by the other end", TransportNode.await(there.closed));
    }

    @Test
    void silentSocketIsDisconnectedAndGoodOnesAreServed() throws IOException {
        try (TransportNode impatient = new TransportNode(3, IMPATIENT)) {
            HostPort place = impatient.listen();
            try (Socket silent = new Socket(InetAddress.getLoopbackAddress(), place.port())) {
                assertEquals(-1, silent.getInputStream().read());
            }
            TransportNode.await(client.dial(place, impatient.id()));
        }
    }

    @Test
    void whoIsNotTrustedIsDisconnected() {
        try (TransportNode impatient = new TransportNode(3, IMPATIENT)) {
            impatient.trusting = false;
            TransportNode.Pipe pipe = TransportNode.await(client.dial(impatient.listen(), impatient.id()));
            assertEquals("closed by the other end", TransportNode.await(pipe.closed));
            assertEquals("not admitted within 300 ms", TransportNode.await(impatient.nextAccepted().closed));
            assertEquals(0, impatient.onLoop(() -> impatient.transport.gate().untrusted()));
        }
    }

    @Test
    void whoIsNotTrustedCannotSendMuch() {
        server.trusting = false;
        TransportNode.Pipe pipe = connect();
        pipe.send(new ConfigNews(new byte[FrameReader.UNTRUSTED_BYTES_MAX]));
        assertEquals("closed by the other end", TransportNode.await(pipe.closed));
        assertEquals(0, server.nextAccepted().messages.size());
    }

    @Test
    void tooManyStrangersFromOneAddressAreTurnedAway() throws IOException {
        try (TransportNode impatient = new TransportNode(3, IMPATIENT)) {
            HostPort place = impatient.listen();
            Socket[] silent = new Socket[3];
            for (int i = 0; i < silent.length; i++) {
                silent[i] = new Socket(InetAddress.getLoopbackAddress(), place.port());
            }
            try (Socket fourth = new Socket(InetAddress.getLoopbackAddress(), place.port())) {
                assertEquals(-1, fourth.getInputStream().read());
            }
            for (Socket socket : silent) {
                socket.close();
            }
        }
    }

    @Test
    void plainTextIsNoHandshake() throws IOException {
        HostPort place = server.listen();
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), place.port())) {
            socket.getOutputStream()
                    .write("GET / HTTP/1.0\r\n\r\n".getBytes(java.nio.charset.StandardCharsets.US_ASCII));
            socket.getOutputStream().flush();
            while (socket.getInputStream().read() >= 0) {}
        }
        assertTrue(server.accepted.isEmpty());
        TransportNode.await(client.dial(place, server.id()));
    }

    @Test
    void brokenFrameEndsItsConnectionOnly() {
        TransportNode.Pipe bad = connect();
        HostPort place = server.listen();
        TransportNode.Pipe good = TransportNode.await(client.dial(place, server.id()));
        TransportNode.Pipe badThere = server.nextAccepted();
        TransportNode.Pipe goodThere = server.nextAccepted();
        client.runOnLoop(() -> ((NettyConnection) bad.connection).sendRaw(new byte[] {0x7f, 0, 0, 0, 1, 1}));
        assertEquals("frame.length: is 2130706432, expected 2 to 1114112", TransportNode.await(badThere.closed));
        assertEquals("closed by the other end", TransportNode.await(bad.closed));
        good.send(new Ping(5));
        assertEquals(new Ping(5), goodThere.nextMessage());
        assertFalse(good.closed.isDone());
    }
}
