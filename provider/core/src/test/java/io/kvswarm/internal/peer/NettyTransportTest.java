package io.kvswarm.internal.peer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kvswarm.api.HostPort;
import io.kvswarm.internal.base.Limits;
import io.kvswarm.internal.wire.Answer;
import io.kvswarm.internal.wire.AskStatus;
import io.kvswarm.internal.wire.ConfigNews;
import io.kvswarm.internal.wire.Entries;
import io.kvswarm.internal.wire.EntryImage;
import io.kvswarm.internal.wire.Ping;
import io.kvswarm.internal.wire.StatusReport;
import io.kvswarm.internal.wire.Version;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.List;
import java.util.SplittableRandom;
import javax.crypto.BadPaddingException;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Goal: real connections carry what is sent, in order, between keys that are proven; what is not as it should be ends
 * that one connection and nothing else.
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
        TransportNode.Pipe there = server.nextAccepted();
        byte[] json = new byte[ConfigNews.CONFIG_BYTES_MAX];
        new SplittableRandom(7).nextBytes(json);
        here.send(new ConfigNews(json), new Ping(1));
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

    /** Java tells it from a broken record by its words alone. */
    @Test
    void anAlertInPlainTextIsTheEndOfTheOther() {
        Exception alert = new BadPaddingException(
                "Insufficient buffer remaining for AEAD cipher fragment (2). Needs to be more than tag size (16)");
        assertEquals("closed by the other end", NettyTransport.reasonOf(new SSLException("wrapped", alert)));
        Exception broken = new BadPaddingException("Tag mismatch");
        assertEquals("Tag mismatch", NettyTransport.reasonOf(new SSLException("wrapped", broken)));
    }

    @Test
    void closingIsSeenAtBothEndsBehindWhatWasSent() {
        TransportNode.Pipe here = connect();
        TransportNode.Pipe there = server.nextAccepted();
        client.runOnLoop(() -> {
            here.connection.send(new StatusReport(1, new byte[100_000]));
            here.connection.close("enough");
        });
        assertInstanceOf(StatusReport.class, there.nextMessage());
        assertEquals("enough", TransportNode.await(here.closed));
        assertEquals("closed by the other end", TransportNode.await(there.closed));
    }

    /** A socket that is closed with something unread in it is reset; nobody may lose what was said before by that. */
    @Test
    void whatWasSentBeforeClosingArrivesThoughNotAllWasRead() {
        TransportNode.Pipe here = connect();
        TransportNode.Pipe there = server.nextAccepted();
        client.runOnLoop(() -> {
            // While this loop is busy, so that it reads nothing of it.
            there.send(new StatusReport(1, new byte[10_000]));
            server.runOnLoop(() -> {});
            here.connection.send(new ConfigNews(new byte[ConfigNews.CONFIG_BYTES_MAX]));
            here.connection.close("enough");
        });
        assertInstanceOf(ConfigNews.class, there.nextMessage());
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
            TransportNode.await(impatient.nobodyAtTheDoor());
        }
    }

    @Test
    void whoIsNotTrustedCannotSendMuch() {
        server.trusting = false;
        TransportNode.Pipe pipe = connect();
        TransportNode.Pipe there = server.nextAccepted();
        pipe.send(new ConfigNews(new byte[FrameReader.UNTRUSTED_BYTES_MAX]));
        assertEquals("closed by the other end", TransportNode.await(pipe.closed));
        TransportNode.await(there.closed);
        assertEquals(0, there.messages.size());
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
    void certificateOfAnotherKindIsRefused() throws Exception {
        assertRefused(NodeCertificateTest.ofOtherKind());
    }

    @Test
    void wronglySignedCertificateIsRefused() throws Exception {
        assertRefused(NodeCertificateTest.wronglySigned());
    }

    @Test
    void noCertificateIsRefused() throws Exception {
        assertRefused(null);
    }

    private void assertRefused(NodeCertificate shown) throws Exception {
        HostPort place = server.listen();
        try (RawTlsClient bad = new RawTlsClient(place.port(), shown)) {
            bad.awaitEnd();
        } catch (IOException refusedAtOnce) {
            // In TLS 1.3 the client may be done before the server has looked at its certificate, or not.
        }
        TransportNode.await(client.dial(place, server.id()));
        assertEquals(client.id(), server.nextAccepted().connection.peer());
        assertTrue(server.accepted.isEmpty());
    }

    @Test
    void cutShortFrameEndsWithItsConnection() throws Exception {
        HostPort place = server.listen();
        try (RawTlsClient bad = new RawTlsClient(place.port(), NodeCertificate.of(PeerNode.key(3)))) {
            TransportNode.Pipe there = server.nextAccepted();
            bad.send(new byte[] {0, 0, 0, 10, 1, 3, 0, 0});
            bad.close();
            TransportNode.await(there.closed);
            assertTrue(there.messages.isEmpty());
        }
    }

    @Test
    void largestValueTravelsInFragments() {
        byte[] value = new byte[Limits.VALUE_BYTES_MAX];
        new SplittableRandom(7).nextBytes(value);
        TransportNode.Pipe here = connect();
        TransportNode.Pipe there = server.nextAccepted();
        here.send(new Entries(1, 1, List.of(Answer.present(new EntryImage(Version.NONE, 0, value)))), new Ping(1));
        Entries entries = assertInstanceOf(Entries.class, there.nextMessage());
        assertArrayEquals(value, entries.answers().get(0).entry().value());
        assertEquals(new Ping(1), there.nextMessage());
        assertEquals(0L, server.onLoop(() -> server.transport.budget().bytes()));
    }

    @Test
    void whatOneTurnSaysIsOneBuffer() {
        TransportNode.Pipe here = connect();
        TransportNode.Pipe there = server.nextAccepted();
        client.runOnLoop(() -> {
            for (int i = 0; i < 100; i++) {
                here.connection.send(new Ping(i));
            }
            assertEquals(100 * 14, here.connection.pendingBytes());
        });
        for (int i = 0; i < 100; i++) {
            assertEquals(new Ping(i), there.nextMessage());
        }
    }

    @Test
    void whoTakesNothingIsDisconnected() throws Exception {
        try (TransportNode impatient = new TransportNode(3, IMPATIENT)) {
            HostPort place = impatient.listen();
            try (RawTlsClient deaf = new RawTlsClient(place.port(), NodeCertificate.of(PeerNode.key(4)))) {
                TransportNode.Pipe there = impatient.nextAccepted();
                there.send(new ConfigNews(new byte[ConfigNews.CONFIG_BYTES_MAX]));
                there.send(new ConfigNews(new byte[ConfigNews.CONFIG_BYTES_MAX]));
                there.send(new ConfigNews(new byte[ConfigNews.CONFIG_BYTES_MAX]));
                String reason = TransportNode.await(there.closed);
                assertTrue(reason.matches("took nothing for 300 ms while [0-9]+ bytes wait"), reason);
                deaf.awaitEnd();
            }
        }
    }

    @Test
    void brokenFrameEndsItsConnectionOnly() throws Exception {
        HostPort place = server.listen();
        TransportNode.Pipe good = TransportNode.await(client.dial(place, server.id()));
        TransportNode.Pipe goodThere = server.nextAccepted();
        try (RawTlsClient bad = new RawTlsClient(place.port(), NodeCertificate.of(PeerNode.key(3)))) {
            TransportNode.Pipe badThere = server.nextAccepted();
            bad.send(new byte[] {0x7f, 0, 0, 0, 1, 1});
            assertEquals("frame.length: is 2130706432, expected 2 to 1114112", TransportNode.await(badThere.closed));
            bad.awaitEnd();
        }
        good.send(new Ping(5));
        assertEquals(new Ping(5), goodThere.nextMessage());
        assertFalse(good.closed.isDone());
    }
}
