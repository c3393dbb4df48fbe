package io.kvswarm.internal.peer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kvswarm.internal.base.ByteSink;
import io.kvswarm.internal.base.MalformedBytesException;
import io.kvswarm.internal.wire.Frames;
import io.kvswarm.internal.wire.Message;
import io.kvswarm.internal.wire.Ping;
import io.kvswarm.internal.wire.WireExamples;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/**
 * Goal: a peer that sends anything at all costs itself its connection and nobody else anything.
 * Method: 100,000 frames with random changes on real connections. As many as can be read are; the first that cannot
 * ends its connection. A good client goes on beside it.
 */
final class RandomFramesTest {
    private static final int FRAMES = 100_000;
    private static final int FRAMES_OF_ONE_CONNECTION = 2_000;
    private static final long SEED = 20_260_101;

    private final SplittableRandom random = new SplittableRandom(SEED);
    private final List<Message> examples = WireExamples.all();

    /** A frame that may be anything, and why it is refused; null if it can be read. */
    private record Sent(byte[] frame, String refusal) {}

    private Sent next() {
        ByteSink out = new ByteSink(256);
        Frames.write(examples.get(random.nextInt(examples.size())), out);
        byte[] frame = out.toBytes();
        for (int changes = random.nextInt(3); changes > 0; changes--) {
            frame[random.nextInt(4, frame.length)] = (byte) random.nextInt(256);
        }
        try {
            new FrameReader(new ReassemblyBudget(1 << 20), message -> {}).onBytes(ByteBuffer.wrap(frame));
            return new Sent(frame, null);
        } catch (MalformedBytesException e) {
            return new Sent(frame, e.getMessage());
        }
    }

    /** As many readable frames as it takes, then one that is not. */
    private int attack(TransportNode server, int port) throws Exception {
        ByteSink all = new ByteSink(1 << 20);
        int readable = 0;
        int refused = 0;
        String refusal = null;
        while (refusal == null) {
            Sent sent = next();
            if (sent.refusal() == null && sent.frame()[5] != (byte) Frames.FRAGMENT) {
                all.bytes(sent.frame());
                readable++;
            } else if (sent.refusal() != null) {
                refused++;
                if (readable + refused >= FRAMES_OF_ONE_CONNECTION) {
                    all.bytes(sent.frame());
                    refusal = sent.refusal();
                }
            }
        }
        try (RawTlsClient client = new RawTlsClient(port, NodeCertificate.of(PeerNode.key(3)))) {
            TransportNode.Pipe pipe = server.nextAccepted();
            client.send(all.toBytes());
            client.awaitEnd();
            assertEquals(refusal, TransportNode.await(pipe.closed), "seed " + SEED);
            assertEquals(readable, pipe.messages.size(), "seed " + SEED);
        }
        return readable + 1;
    }

    @Test
    void randomFramesEndTheirOwnConnectionOnly() throws Exception {
        try (TransportNode server = new TransportNode(1);
                TransportNode client = new TransportNode(2)) {
            int port = server.listen().port();
            TransportNode.Pipe good =
                    TransportNode.await(client.dial(new io.kvswarm.api.HostPort("127.0.0.1", port), server.id()));
            TransportNode.Pipe goodThere = server.nextAccepted();
            long rounds = 0;
            for (int sent = 0; sent < FRAMES; rounds++) {
                sent += attack(server, port);
                good.send(new Ping(rounds));
                assertEquals(new Ping(rounds), goodThere.nextMessage());
            }
            assertTrue(rounds > 20, "connections: " + rounds);
        }
    }

    @Test
    void randomBytesEndTheirOwnConnectionOnly() throws Exception {
        try (TransportNode server = new TransportNode(1)) {
            int port = server.listen().port();
            for (int round = 0; round < 50; round++) {
                byte[] bytes = new byte[1 + random.nextInt(100_000)];
                random.nextBytes(bytes);
                // A negative length, so that the server does not wait for more.
                bytes[0] |= (byte) 0x80;
                try (RawTlsClient client = new RawTlsClient(port, NodeCertificate.of(PeerNode.key(3)))) {
                    TransportNode.Pipe pipe = server.nextAccepted();
                    client.send(bytes.length < 4 ? new byte[] {-1, -1, -1, -1} : bytes);
                    client.awaitEnd();
                    String reason = TransportNode.await(pipe.closed);
                    assertTrue(reason.startsWith("frame.length: is -"), reason);
                }
            }
        }
    }
}
