package io.kvswarm.internal.wire;

import io.kvswarm.internal.base.BodyReader;
import io.kvswarm.internal.base.ByteSink;
import io.kvswarm.internal.base.MalformedBytesException;
import java.nio.ByteBuffer;

/**
 * The frame around a message.
 *
 * <pre>
 * offset  bytes  field
 *      0      4  length   of what follows, {@value #LENGTH_MIN} to {@value #LENGTH_MAX}
 *      4      1  version  {@value #VERSION}
 *      5      1  type     see {@link MessageType}; {@value #FRAGMENT} and {@value #LAST_FRAGMENT} for parts
 *      6      n  body
 * </pre>
 *
 * <p>A message longer than one frame travels as fragments, in order and without another frame between them: each body
 * is the next part of the bytes {@code version, type, body} of the whole.
 */
public final class Frames {
    /** Version of the frame layout. */
    public static final int VERSION = 1;
    /** Bytes of the length field. */
    public static final int LENGTH_BYTES = Integer.BYTES;
    /** Fewest bytes behind the length. */
    public static final int LENGTH_MIN = 2;
    /** Most bytes behind the length: 1 MiB and 64 KiB. */
    public static final int LENGTH_MAX = (1 << 20) + (64 << 10);
    /** Most bytes of a whole message made of fragments: a value, a key and an old value of the largest size. */
    public static final int MESSAGE_BYTES_MAX = (128 << 20) + (1 << 20);
    /** Type of a part that others follow. */
    public static final int FRAGMENT = 254;
    /** Type of the last part. */
    public static final int LAST_FRAGMENT = 255;

    private Frames() {}

    /** Appends {@code message} in as many frames as it takes. */
    public static void write(Message message, ByteSink out) {
        int start = out.length();
        out.int32(0).int8(VERSION).int8(message.type().number());
        message.writeTo(out);
        int length = out.length() - start - LENGTH_BYTES;
        if (length <= LENGTH_MAX) {
            out.setInt32(start, length);
        } else {
            split(start, length, out);
        }
    }

    /** Reads the message in {@code version, type, body}: a frame without its length. */
    public static Message read(ByteBuffer frame) {
        BodyReader head = new BodyReader("frame", frame);
        head.int8("version", VERSION, VERSION);
        int number = head.int8("type", 0, 255);
        MessageType type = MessageType.of(number);
        if (type == null) {
            throw new MalformedBytesException("frame.type: is " + number + ", which no message has");
        }
        BodyReader body = new BodyReader(type.toString(), frame);
        Message message = type.read(body);
        body.end();
        return message;
    }

    private static void split(int start, int length, ByteSink out) {
        if (length > MESSAGE_BYTES_MAX) {
            throw new IllegalArgumentException("message has " + length + " bytes, at most " + MESSAGE_BYTES_MAX);
        }
        ByteBuffer whole = ByteBuffer.wrap(out.toBytes(), start + LENGTH_BYTES, length);
        out.truncate(start);
        while (whole.hasRemaining()) {
            int part = Math.min(whole.remaining(), LENGTH_MAX - LENGTH_MIN);
            boolean last = part == whole.remaining();
            out.int32(part + LENGTH_MIN).int8(VERSION).int8(last ? LAST_FRAGMENT : FRAGMENT);
            out.bytes(whole.array(), whole.position(), part);
            whole.position(whole.position() + part);
        }
    }
}
