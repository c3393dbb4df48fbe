package io.kvswarm.internal.base;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * Reads the fields of one message, record or file, each checked before anything is allocated for it.
 *
 * <p>Whatever is wrong is a {@link MalformedBytesException} that names the field. Big-endian. Not shared between
 * threads.
 */
public final class BodyReader {
    private static final String WHOLE = "";
    private static final String LENGTH = ".length";

    private final String what;
    private final ByteBuffer body;

    /**
     * Reads {@code body} from its position to its limit.
     *
     * @param what what is read, for messages: {@code "WantBlocks"}
     */
    public BodyReader(String what, ByteBuffer body) {
        this.what = what;
        this.body = body;
    }

    /** One byte, 0 to 255, checked to lie in {@code min} to {@code max}. */
    public int int8(String field, int min, int max) {
        need(field, WHOLE, 1);
        return (int) checked(field, WHOLE, body.get() & 0xff, min, max);
    }

    /** Two bytes, unsigned. */
    public int int16(String field, int min, int max) {
        need(field, WHOLE, Short.BYTES);
        return (int) checked(field, WHOLE, body.getShort() & 0xffff, min, max);
    }

    /** Four bytes, signed. */
    public int int32(String field, int min, int max) {
        need(field, WHOLE, Integer.BYTES);
        return (int) checked(field, WHOLE, body.getInt(), min, max);
    }

    /** Eight bytes, signed. */
    public long int64(String field, long min, long max) {
        need(field, WHOLE, Long.BYTES);
        return checked(field, WHOLE, body.getLong(), min, max);
    }

    /** One byte that is 0 or 1. */
    public boolean flag(String field) {
        return int8(field, 0, 1) == 1;
    }

    /** Exactly {@code length} bytes. */
    public byte[] bytes(String field, int length) {
        need(field, WHOLE, length);
        byte[] bytes = new byte[length];
        body.get(bytes);
        return bytes;
    }

    /** Bytes behind a four-byte length of at most {@code max}. */
    public byte[] bytes32(String field, int max) {
        need(field, LENGTH, Integer.BYTES);
        return bytes(field, (int) checked(field, LENGTH, body.getInt(), 0, max));
    }

    /** UTF-8 text behind a two-byte length of at most {@code maxBytes}. */
    public String text(String field, int maxBytes) {
        need(field, LENGTH, Short.BYTES);
        byte[] bytes = bytes(field, (int) checked(field, LENGTH, body.getShort() & 0xffff, 0, maxBytes));
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            throw malformed(field + ": is not UTF-8");
        }
    }

    /** A number of items of at least {@code itemBytes} bytes each: one that the rest cannot hold is refused at once. */
    public int count(String field, int max, int itemBytes) {
        int count = int32(field, 0, max);
        if ((long) count * itemBytes > body.remaining()) {
            throw malformed(field + ": is " + count + ", but only " + body.remaining() + " bytes follow");
        }
        return count;
    }

    /** Bytes not read yet. */
    public int remaining() {
        return body.remaining();
    }

    /** The end of the body: anything left over is an error. */
    public void end() {
        if (body.hasRemaining()) {
            throw malformed(body.remaining() + " bytes left over");
        }
    }

    /** An error that names what is read. */
    public MalformedBytesException malformed(String problem) {
        return new MalformedBytesException(what + "." + problem);
    }

    /** Fields are named in two parts, put together only for an error: this runs for every key and value. */
    private void need(String field, String part, int bytes) {
        if (bytes > body.remaining()) {
            throw malformed(field + part + ": needs " + bytes + " bytes, " + body.remaining() + " left");
        }
    }

    private long checked(String field, String part, long value, long min, long max) {
        if (value < min || value > max) {
            throw malformed(field + part + ": is " + value + ", expected " + min + " to " + max);
        }
        return value;
    }
}
