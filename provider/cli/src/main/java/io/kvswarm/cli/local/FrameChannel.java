package io.kvswarm.cli.local;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;
import java.nio.charset.StandardCharsets;

/**
 * Frames over a byte channel.
 *
 * <pre>
 * offset  bytes  field
 *      0      4  length   of the body, 0 to {@value #BODY_BYTES_MAX}
 *      4      1  type     see {@link FrameType}
 *      5      n  body
 * </pre>
 *
 * <p>One thread may read while others write; each frame goes out whole.
 */
final class FrameChannel implements AutoCloseable {
    /** Longest body. */
    static final int BODY_BYTES_MAX = 256 << 10;

    /** Longest part of a stream in one frame. */
    static final int PART_BYTES_MAX = 64 << 10;

    /** First 8 bytes of HELLO and WELCOME. */
    static final String MAGIC = "kvswarmL";

    /** Version of the frames; the 2 bytes behind the magic. */
    static final int VERSION = 1;

    private static final int HEADER_BYTES = 5;

    private final ByteChannel channel;
    private final Object writing = new Object();
    private final ByteBuffer header = ByteBuffer.allocate(HEADER_BYTES);

    /** Takes a blocking channel, and closes it in the end. */
    FrameChannel(ByteChannel channel) {
        this.channel = channel;
    }

    /** A frame that was read. */
    record Frame(FrameType type, byte[] body) {
        String text() {
            return new String(body, StandardCharsets.UTF_8);
        }
    }

    /**
     * Waits for the next frame.
     *
     * @return null if the other side has closed the connection between two frames
     * @throws ProtocolException if there is no such frame
     */
    Frame read() throws IOException {
        header.clear();
        if (!fill(header)) {
            return null;
        }
        header.flip();
        int length = header.getInt();
        FrameType type = FrameType.of(header.get());
        if (type == null || length < 0 || length > BODY_BYTES_MAX) {
            throw new ProtocolException("frame of type " + header.get(HEADER_BYTES - 1) + " and length "
                    + Integer.toUnsignedString(length) + ", expected a known type and 0 to " + BODY_BYTES_MAX);
        }
        ByteBuffer body = ByteBuffer.allocate(length);
        if (length > 0 && !fill(body)) {
            throw new EOFException("the connection ended within a frame");
        }
        return new Frame(type, body.array());
    }

    /** Sends a frame. */
    void write(FrameType type, byte[] body) throws IOException {
        write(type, body, 0, body.length);
    }

    /** Sends a text as a frame. */
    void write(FrameType type, String text) throws IOException {
        write(type, text.getBytes(StandardCharsets.UTF_8));
    }

    /** Sends a part of an array as a frame. */
    void write(FrameType type, byte[] bytes, int offset, int length) throws IOException {
        if (length > BODY_BYTES_MAX) {
            throw new IllegalArgumentException("body has " + length + " bytes, expected at most " + BODY_BYTES_MAX);
        }
        ByteBuffer frame = ByteBuffer.allocate(HEADER_BYTES + length);
        frame.putInt(length).put(type.code()).put(bytes, offset, length).flip();
        synchronized (writing) {
            while (frame.hasRemaining()) {
                channel.write(frame);
            }
        }
    }

    /** Sends any number of bytes as frames of one type. */
    void writeParts(FrameType type, byte[] bytes, int offset, int length) throws IOException {
        for (int done = 0; done < length; done += PART_BYTES_MAX) {
            write(type, bytes, offset + done, Math.min(PART_BYTES_MAX, length - done));
        }
    }

    /** Sends magic and version. */
    void greet(FrameType type) throws IOException {
        ByteBuffer body = ByteBuffer.allocate(MAGIC.length() + Short.BYTES);
        body.put(MAGIC.getBytes(StandardCharsets.US_ASCII)).putShort((short) VERSION);
        write(type, body.array());
    }

    /** Reads magic and version. */
    void expectGreeting(FrameType type) throws IOException {
        Frame frame = read();
        if (frame == null) {
            throw new EOFException("the connection ended before its first frame");
        }
        ByteBuffer body = ByteBuffer.wrap(frame.body());
        byte[] magic = new byte[MAGIC.length()];
        if (frame.type() != type || body.remaining() != magic.length + Short.BYTES) {
            throw new ProtocolException("first frame is " + frame.type() + ", expected " + type);
        }
        body.get(magic);
        int version = Short.toUnsignedInt(body.getShort());
        if (!MAGIC.equals(new String(magic, StandardCharsets.US_ASCII)) || version != VERSION) {
            throw new ProtocolException("the process that holds the directory is of another version of kvswarm ("
                    + version + ", expected " + VERSION + "); stop it, or use the command it was started with");
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }

    /** False if there was nothing at all. */
    private boolean fill(ByteBuffer buffer) throws IOException {
        while (buffer.hasRemaining()) {
            if (channel.read(buffer) < 0) {
                if (buffer.position() == 0) {
                    return false;
                }
                throw new EOFException("the connection ended within a frame");
            }
        }
        return true;
    }
}
