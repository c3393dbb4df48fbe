package io.kvswarm.cli.local;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Goal: frames keep their bytes, and nothing a peer can send gets past the bounds. */
final class FrameChannelTest {
    private static final int RANDOM_STREAMS = 100_000;

    /** A channel over bytes: reads what it is made with, keeps what is written. */
    private static final class BytesChannel implements ByteChannel {
        private final ByteBuffer in;
        private final java.io.ByteArrayOutputStream out = new java.io.ByteArrayOutputStream();

        BytesChannel(byte[] in) {
            this.in = ByteBuffer.wrap(in);
        }

        @Override
        public int read(ByteBuffer into) {
            if (!in.hasRemaining()) {
                return -1;
            }
            // One byte at a time: frames may come in any pieces.
            into.put(in.get());
            return 1;
        }

        @Override
        public int write(ByteBuffer from) {
            byte[] bytes = new byte[from.remaining()];
            from.get(bytes);
            out.writeBytes(bytes);
            return bytes.length;
        }

        @Override
        public boolean isOpen() {
            return true;
        }

        @Override
        public void close() {}
    }

    private static FrameChannel reading(byte[] bytes) {
        return new FrameChannel(new BytesChannel(bytes));
    }

    private static byte[] sent(Request request) throws IOException {
        BytesChannel channel = new BytesChannel(new byte[0]);
        RequestReader.send(request, new FrameChannel(channel));
        return channel.out.toByteArray();
    }

    @Test
    void encodingIsFixed() throws IOException {
        BytesChannel channel = new BytesChannel(new byte[0]);
        FrameChannel frames = new FrameChannel(channel);
        frames.greet(FrameType.HELLO);
        frames.write(FrameType.WORD, "é");
        assertEquals(
                "0000000a01" + "6b76737761726d4c" + "0001" + "0000000202" + "c3a9",
                HexFormat.of().formatHex(channel.out.toByteArray()));
    }

    @Test
    void requestsComeBackAsTheyWereSent() throws IOException {
        Request request = new Request(List.of("get", "", "ключ\n"), "c.json", new byte[200_000], true);
        Request read = RequestReader.read(reading(sent(request)));
        assertEquals(request.words(), read.words());
        assertEquals("c.json", read.configName());
        assertArrayEquals(request.config(), read.config());
        assertEquals(true, read.resumed());
    }

    @Test
    void everyTruncatedRequestIsRefused() throws IOException {
        byte[] whole = sent(new Request(List.of("get", "k"), "c", new byte[] {1, 2}, false));
        for (int length = 0; length < whole.length; length++) {
            byte[] shorter = java.util.Arrays.copyOf(whole, length);
            assertThrows(EOFException.class, () -> RequestReader.read(reading(shorter)), () -> "" + shorter.length);
        }
    }

    @Test
    void lengthsBeyondTheBoundAreRefusedBeforeAnythingIsAllocated() {
        for (String header : List.of("0004000102", "7fffffff02", "ffffffff02", "0000000000", "00000000ff")) {
            assertThrows(
                    ProtocolException.class,
                    () -> reading(HexFormat.of().parseHex(header)).read(),
                    header);
        }
    }

    @Test
    void tooManyWordsOrTooMuchConfigAreRefused() throws IOException {
        Request words = new Request(java.util.Collections.nCopies(Request.WORDS_MAX + 1, "w"), "", new byte[0], false);
        byte[] tooManyWords = sent(words);
        assertThrows(ProtocolException.class, () -> RequestReader.read(reading(tooManyWords)));
        Request config = new Request(List.of(), "", new byte[Request.CONFIG_BYTES_MAX + 1], false);
        byte[] tooMuchConfig = sent(config);
        assertThrows(ProtocolException.class, () -> RequestReader.read(reading(tooMuchConfig)));
    }

    @Test
    void randomBytesEndInAnErrorOrARequestAndNothingElse() {
        long seed = Long.getLong("seed", 20_261_123L);
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < RANDOM_STREAMS; i++) {
            byte[] bytes = new byte[random.nextInt(64)];
            random.nextBytes(bytes);
            // Half of them begin like a frame, so that they get beyond the first check.
            if (bytes.length > 5 && random.nextBoolean()) {
                ByteBuffer.wrap(bytes).putInt(random.nextInt(8)).put((byte) random.nextInt(1, 8));
            }
            try {
                RequestReader.read(reading(bytes));
            } catch (IOException refused) {
                continue;
            } catch (RuntimeException e) {
                throw new AssertionError("seed " + seed + ", stream " + i, e);
            }
        }
    }

    @Test
    void aClosedConnectionBetweenFramesIsTheEnd() throws IOException {
        assertNull(reading(new byte[0]).read());
    }

    @Test
    void anotherVersionIsNamed() {
        byte[] greeting = HexFormat.of().parseHex("0000000a10" + "6b76737761726d4c" + "0002");
        assertEquals(
                "the process that holds the directory is of another version of kvswarm (2, expected 1); stop it, or use"
                        + " the command it was started with",
                assertThrows(ProtocolException.class, () -> reading(greeting).expectGreeting(FrameType.WELCOME))
                        .getMessage());
    }
}
