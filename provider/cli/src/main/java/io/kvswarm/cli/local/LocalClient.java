package io.kvswarm.cli.local;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A command that runs in the process that holds its directory. Used by one thread. */
public final class LocalClient implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LocalClient.class);

    private final FrameChannel channel;
    private volatile RuntimeException inputFailure;
    private boolean hasOutput;

    private LocalClient(FrameChannel channel) {
        this.channel = channel;
    }

    /** Connects to the holder of a directory; empty if there is none, or it just begins or ends. */
    public static Optional<LocalClient> connect(Path directory) throws IOException {
        Optional<Path> socket = DirectoryHold.socketOf(directory);
        return socket.isEmpty() ? Optional.empty() : connectTo(socket.get());
    }

    private static Optional<LocalClient> connectTo(Path socket) throws IOException {
        SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
        FrameChannel frames = new FrameChannel(channel);
        try {
            channel.connect(UnixDomainSocketAddress.of(socket));
            frames.greet(FrameType.HELLO);
            frames.expectGreeting(FrameType.WELCOME);
            return Optional.of(new LocalClient(frames));
        } catch (ProtocolException e) {
            frames.close();
            throw e;
        } catch (IOException | UnsupportedOperationException holderHasGone) {
            LOG.debug("nobody takes commands at {}: {}", socket, holderHasGone.toString());
            frames.close();
            return Optional.empty();
        }
    }

    /**
     * Has a command run there.
     *
     * @param io where its input comes from, and its output and errors go to
     * @throws IOException if the output cannot be written; what reading the input throws is thrown too
     */
    public Answer run(Request request, CommandIo io) throws IOException {
        try {
            RequestReader.send(request, channel);
        } catch (IOException holderHasGone) {
            return Answer.RETRY;
        }
        Answer answer = null;
        while (answer == null) {
            answer = take(next(), io);
        }
        if (inputFailure != null) {
            throw inputFailure;
        }
        return answer;
    }

    /** True if the command has printed something. */
    public boolean hasOutput() {
        return hasOutput;
    }

    /** Ends the connection, and so the command, from any thread. */
    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            LOG.debug("closing the local socket: {}", e.toString());
        }
    }

    private FrameChannel.Frame next() throws ProtocolException {
        try {
            return channel.read();
        } catch (ProtocolException e) {
            throw e;
        } catch (IOException holderHasGone) {
            return null;
        }
    }

    private Answer take(FrameChannel.Frame frame, CommandIo io) throws IOException {
        if (frame == null) {
            return Answer.LOST;
        }
        switch (frame.type()) {
            case OUTPUT -> {
                hasOutput = true;
                io.output().write(frame.body());
                io.output().flush();
                return null;
            }
            case ERROR -> {
                io.error(frame.text());
                return null;
            }
            case INPUT_WANTED -> {
                startSending(io.input());
                return null;
            }
            case EXIT -> {
                if (frame.body().length != Integer.BYTES) {
                    throw new ProtocolException("exit code of " + frame.body().length + " bytes, expected 4");
                }
                return Answer.exit(ByteBuffer.wrap(frame.body()).getInt());
            }
            case RETRY -> {
                return Answer.RETRY;
            }
            case HANDOVER -> {
                return Answer.HANDOVER;
            }
            default -> throw new ProtocolException("frame " + frame.type() + " as an answer");
        }
    }

    private void startSending(InputStream input) {
        Thread sending = new Thread(() -> sendInput(input), "kvswarm-command-input");
        sending.setDaemon(true);
        sending.start();
    }

    /** Hands in all there is; a failure to read it ends the command and is thrown by {@link #run}. */
    private void sendInput(InputStream input) {
        byte[] part = new byte[FrameChannel.PART_BYTES_MAX];
        try {
            int count = readPart(input, part);
            while (count >= 0) {
                channel.write(FrameType.INPUT, part, 0, count);
                count = readPart(input, part);
            }
            if (inputFailure == null) {
                channel.write(FrameType.INPUT_END, "");
            } else {
                close();
            }
        } catch (IOException commandHasEnded) {
            LOG.debug("the command reads no more: {}", commandHasEnded.toString());
        }
    }

    private int readPart(InputStream input, byte[] part) {
        try {
            return input.read(part);
        } catch (IOException e) {
            inputFailure = new UncheckedIOException(e);
        } catch (RuntimeException e) {
            inputFailure = e;
        }
        return -1;
    }
}
