package io.kvswarm.cli.local;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Sends a request, and puts one together from its frames with every bound held. */
final class RequestReader {
    private final List<String> words = new ArrayList<>();
    private final ByteArrayOutputStream config = new ByteArrayOutputStream();
    private String configName = "";
    private long wordsBytes;

    private RequestReader() {}

    static void send(Request request, FrameChannel channel) throws IOException {
        for (String word : request.words()) {
            channel.write(FrameType.WORD, word);
        }
        channel.write(FrameType.CONFIG_NAME, request.configName());
        channel.writeParts(FrameType.CONFIG, request.config(), 0, request.config().length);
        channel.write(FrameType.RUN, new byte[] {(byte) (request.resumed() ? 1 : 0)});
    }

    static Request read(FrameChannel channel) throws IOException {
        RequestReader reader = new RequestReader();
        FrameChannel.Frame frame = next(channel);
        while (frame.type() != FrameType.RUN) {
            reader.take(frame);
            frame = next(channel);
        }
        if (frame.body().length != 1 || frame.body()[0] < 0 || frame.body()[0] > 1) {
            throw new ProtocolException(
                    "RUN has a body of " + frame.body().length + " bytes, expected one byte, 0 or 1");
        }
        return new Request(reader.words, reader.configName, reader.config.toByteArray(), frame.body()[0] == 1);
    }

    private void take(FrameChannel.Frame frame) throws IOException {
        switch (frame.type()) {
            case WORD -> {
                wordsBytes += frame.body().length;
                if (words.size() >= Request.WORDS_MAX || wordsBytes > Request.WORDS_BYTES_MAX) {
                    throw new ProtocolException("more than " + Request.WORDS_MAX + " words or "
                            + Request.WORDS_BYTES_MAX + " bytes of them");
                }
                words.add(frame.text());
            }
            case CONFIG_NAME -> configName = frame.text();
            case CONFIG -> {
                if (config.size() + frame.body().length > Request.CONFIG_BYTES_MAX) {
                    throw new ProtocolException("config of more than " + Request.CONFIG_BYTES_MAX + " bytes");
                }
                config.write(frame.body());
            }
            default -> throw new ProtocolException("frame " + frame.type() + " within a request");
        }
    }

    private static FrameChannel.Frame next(FrameChannel channel) throws IOException {
        FrameChannel.Frame frame = channel.read();
        if (frame == null) {
            throw new EOFException("the connection ended within a request");
        }
        return frame;
    }
}
