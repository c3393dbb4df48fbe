package io.kvswarm.internal.peer;

import io.kvswarm.internal.base.ByteSink;
import io.kvswarm.internal.base.MalformedBytesException;
import io.kvswarm.internal.wire.Frames;
import io.kvswarm.internal.wire.Message;
import java.nio.ByteBuffer;
import java.util.function.Consumer;

/**
 * Turns what arrives on one connection into messages, however it was cut up on the way. Confined to the loop.
 *
 * <p>A frame that lies whole in what arrived is read where it lies. What has to be kept grows only as bytes arrive.
 * Until the peer is trusted it may send {@value #UNTRUSTED_BYTES_MAX} bytes in all.
 */
public final class FrameReader {
    /** Most bytes taken from a peer that is not admitted. */
    public static final int UNTRUSTED_BYTES_MAX = 64 << 10;

    private static final int SINK_BYTES_KEPT = 64 << 10;

    private final ReassemblyBudget budget;
    private final Consumer<Message> messages;
    private ByteSink frame = new ByteSink(16);
    private ByteSink whole;
    private boolean trusted;
    private boolean stopped;
    private long received;

    /**
     * Nothing has arrived.
     *
     * @param budget for messages that come in fragments
     * @param messages takes each message in order; may {@link #stop}
     */
    public FrameReader(ReassemblyBudget budget, Consumer<Message> messages) {
        this.budget = budget;
        this.messages = messages;
    }

    /** The peer is admitted: it may send messages of any allowed size. */
    public void trust() {
        trusted = true;
    }

    /** No message is given out any more, and what was kept is forgotten. */
    public void stop() {
        stopped = true;
        forgetWhole();
        frame = new ByteSink(16);
    }

    /** Bytes that arrived so far. */
    public long received() {
        return received;
    }

    /**
     * Takes what arrived, all of it.
     *
     * @throws MalformedBytesException if it breaks the rules of frames or of a message; the connection cannot go on
     */
    public void onBytes(ByteBuffer bytes) {
        received += bytes.remaining();
        if (!trusted && received > UNTRUSTED_BYTES_MAX) {
            throw new MalformedBytesException("more than " + UNTRUSTED_BYTES_MAX + " bytes before it is admitted");
        }
        while (bytes.hasRemaining() && !stopped) {
            if (frame.length() > 0) {
                complete(bytes);
            } else {
                readInPlace(bytes);
            }
        }
    }

    private void readInPlace(ByteBuffer bytes) {
        if (bytes.remaining() < Frames.LENGTH_BYTES) {
            keep(bytes, bytes.remaining());
            return;
        }
        int length = checked(bytes.getInt(bytes.position()));
        if (bytes.remaining() < Frames.LENGTH_BYTES + length) {
            keep(bytes, bytes.remaining());
            return;
        }
        int end = bytes.position() + Frames.LENGTH_BYTES + length;
        ByteBuffer one = bytes.slice(bytes.position() + Frames.LENGTH_BYTES, length);
        bytes.position(end);
        onFrame(one);
    }

    /** Goes on with a frame of which a part arrived before. */
    private void complete(ByteBuffer bytes) {
        if (frame.length() < Frames.LENGTH_BYTES) {
            keep(bytes, Frames.LENGTH_BYTES - frame.length());
        }
        if (frame.length() < Frames.LENGTH_BYTES) {
            return;
        }
        int length = checked(frame.view().getInt());
        keep(bytes, Frames.LENGTH_BYTES + length - frame.length());
        if (frame.length() == Frames.LENGTH_BYTES + length) {
            ByteSink done = frame;
            frame = new ByteSink(16);
            onFrame(ByteBuffer.wrap(done.array(), Frames.LENGTH_BYTES, length).slice());
            reuse(done);
        }
    }

    private void reuse(ByteSink done) {
        if (frame.length() == 0 && done.array().length <= SINK_BYTES_KEPT) {
            done.clear();
            frame = done;
        }
    }

    private void keep(ByteBuffer bytes, int wanted) {
        int count = Math.min(wanted, bytes.remaining());
        if (bytes.hasArray()) {
            frame.bytes(bytes.array(), bytes.arrayOffset() + bytes.position(), count);
            bytes.position(bytes.position() + count);
        } else {
            byte[] copy = new byte[count];
            bytes.get(copy);
            frame.bytes(copy);
        }
    }

    private static int checked(int length) {
        if (length < Frames.LENGTH_MIN || length > Frames.LENGTH_MAX) {
            throw new MalformedBytesException(
                    "frame.length: is " + length + ", expected " + Frames.LENGTH_MIN + " to " + Frames.LENGTH_MAX);
        }
        return length;
    }

    private void onFrame(ByteBuffer one) {
        int type = one.get(1) & 0xff;
        if (type == Frames.FRAGMENT || type == Frames.LAST_FRAGMENT) {
            onFragment(one, type == Frames.LAST_FRAGMENT);
        } else if (whole != null) {
            throw new MalformedBytesException("frame.type: is " + type + ", expected the next fragment");
        } else {
            messages.accept(Frames.read(one));
        }
    }

    private void onFragment(ByteBuffer one, boolean last) {
        if (one.get() != Frames.VERSION) {
            throw new MalformedBytesException("frame.version: of a fragment is not " + Frames.VERSION);
        }
        one.get();
        take(one);
        if (last) {
            ByteBuffer message = whole.view();
            forgetWhole();
            messages.accept(Frames.read(message));
        }
    }

    private void take(ByteBuffer part) {
        if (whole == null) {
            whole = new ByteSink(part.remaining());
        }
        if (part.remaining() > Frames.MESSAGE_BYTES_MAX - whole.length()) {
            throw new MalformedBytesException("message has more than " + Frames.MESSAGE_BYTES_MAX + " bytes");
        }
        if (!budget.tryTake(part.remaining())) {
            throw new MalformedBytesException("message of more than " + whole.length()
                    + " bytes while unfinished messages take up all memory set aside for them");
        }
        byte[] bytes = new byte[part.remaining()];
        part.get(bytes);
        whole.bytes(bytes);
    }

    private void forgetWhole() {
        if (whole != null) {
            budget.giveBack(whole.length());
            whole = null;
        }
    }
}
