package io.kvswarm.cli.local;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One command of another process, from its request to its answer. Runs on one thread and reads on another. */
final class Conversation implements Runnable, CommandIo {
    private static final Logger LOG = LoggerFactory.getLogger(Conversation.class);

    private final FrameChannel channel;
    private final LocalServer server;
    private final Ending ending = new Ending();
    private final PartQueue input = new PartQueue();
    private final OutputStream output = new Output();
    private final CompletableFuture<Void> done = new CompletableFuture<>();
    private volatile Request request;
    /** Of the thread that runs the command. */
    private boolean inputWanted;

    Conversation(FrameChannel channel, LocalServer server) {
        this.channel = channel;
        this.server = server;
    }

    @Override
    public void run() {
        Thread reader = new Thread(this::readOn, "kvswarm-command-input");
        reader.setDaemon(true);
        try (channel) {
            channel.expectGreeting(FrameType.HELLO);
            channel.greet(FrameType.WELCOME);
            request = RequestReader.read(channel);
            Answer answer = Answer.RETRY;
            if (server.admits(this)) {
                reader.start();
                answer = server.handler().handle(request, this);
            }
            send(answer);
        } catch (IOException e) {
            // The process that asked has gone, or is none of ours: nobody is left to be told.
            LOG.debug("command of another process ended: {}", e.toString());
        } finally {
            ending.end(Ending.Reason.STOPPED);
            reader.interrupt();
            server.onEnd(this);
            done.complete(null);
        }
    }

    private void send(Answer answer) throws IOException {
        switch (answer.kind()) {
            case EXIT -> {
                byte[] code =
                        ByteBuffer.allocate(Integer.BYTES).putInt(answer.code()).array();
                channel.write(FrameType.EXIT, code);
            }
            case RETRY -> channel.write(FrameType.RETRY, "");
            case HANDOVER -> channel.write(FrameType.HANDOVER, "");
            case LOST -> throw new IllegalStateException("a command that ran has an answer");
        }
    }

    private void readOn() {
        try {
            if (readInput()) {
                input.end();
                // Nothing follows but the end of the connection, which ends the command.
                FrameChannel.Frame more = channel.read();
                LOG.debug("behind its input the process that asked sent {}", more == null ? "its end" : more.type());
            } else {
                input.breakOff();
            }
        } catch (IOException e) {
            LOG.debug("the process that asked has gone: {}", e.toString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            ending.end(Ending.Reason.STOPPED);
        }
    }

    /** True if it came to its end. */
    private boolean readInput() throws InterruptedException {
        try {
            FrameChannel.Frame frame = channel.read();
            while (frame != null && frame.type() == FrameType.INPUT) {
                input.add(frame.body());
                frame = channel.read();
            }
            return frame != null && frame.type() == FrameType.INPUT_END;
        } catch (IOException e) {
            LOG.debug("the process that asked has gone: {}", e.toString());
            return false;
        }
    }

    /** Done when the answer is sent. */
    CompletableFuture<Void> done() {
        return done;
    }

    /** Null until it is read. */
    Request request() {
        return request;
    }

    @Override
    public Ending ending() {
        return ending;
    }

    @Override
    public InputStream input() {
        if (!inputWanted) {
            inputWanted = true;
            sendQuietly(FrameType.INPUT_WANTED, new byte[0]);
        }
        return input;
    }

    @Override
    public OutputStream output() {
        return output;
    }

    @Override
    public void error(String line) {
        byte[] bytes = line.getBytes(StandardCharsets.UTF_8);
        sendQuietly(FrameType.ERROR, Arrays.copyOf(bytes, Math.min(bytes.length, FrameChannel.PART_BYTES_MAX)));
    }

    private void sendQuietly(FrameType type, byte[] body) {
        try {
            channel.write(type, body);
        } catch (IOException e) {
            LOG.debug("the process that asked has gone: {}", e.toString());
        }
    }

    @Override
    public boolean isOwn() {
        return false;
    }

    @Override
    public boolean isResumed() {
        return request.resumed();
    }

    /** What the command prints, as frames. */
    private final class Output extends OutputStream {
        @Override
        public void write(int value) throws IOException {
            write(new byte[] {(byte) value}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            channel.writeParts(FrameType.OUTPUT, bytes, offset, length);
        }
    }
}
