package io.kvswarm.cli.local;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;

/** What a client hands in, on its way from the thread that reads frames to the command that reads a stream. Bounded. */
final class PartQueue extends InputStream {
    /** Parts that may wait; then the client has to. */
    static final int PARTS_MAX = 16;

    private static final byte[] END = new byte[0];
    private static final byte[] BROKEN = new byte[0];

    private final BlockingQueue<byte[]> parts = new ArrayBlockingQueue<>(PARTS_MAX);
    private byte[] current = {};
    private int position;
    private boolean ended;

    /** Hands in a part; waits while the queue is full. Parts without bytes say nothing. */
    void add(byte[] part) throws InterruptedException {
        if (part.length > 0) {
            parts.put(part);
        }
    }

    /** Hands in the end; waits while the queue is full. */
    void end() throws InterruptedException {
        parts.put(END);
    }

    /** Hands in the news that the rest will not come; waits while the queue is full. */
    void breakOff() throws InterruptedException {
        parts.put(BROKEN);
    }

    @Override
    public int read() throws IOException {
        return refill() ? current[position++] & 0xff : -1;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        if (!refill()) {
            return -1;
        }
        int count = Math.min(length, current.length - position);
        System.arraycopy(current, position, into, offset, count);
        position += count;
        return count;
    }

    private boolean refill() throws IOException {
        if (position == current.length && !ended) {
            current = take();
            position = 0;
            ended = current.length == 0;
        }
        if (current == BROKEN) {
            throw new EOFException("the process that asked for the command has gone in the middle of its input");
        }
        return !ended;
    }

    private byte[] take() throws IOException {
        try {
            return parts.take();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while it waited for input");
        }
    }
}
