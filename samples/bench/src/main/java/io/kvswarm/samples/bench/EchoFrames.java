package io.kvswarm.samples.bench;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;

/**
 * Cuts what arrives into frames, and gathers what is to be sent until the turn is over.
 *
 * <pre>
 * bytes  field
 *     4  length of what follows
 *     8  number of the request
 *     4  bytes the answer is to have; 0 in an answer
 *     …  filling
 * </pre>
 */
abstract class EchoFrames extends ChannelInboundHandlerAdapter {
    /** Length, number and wanted answer. */
    static final int HEADER_BYTES = 4 + 8 + 4;

    private static final byte[] FILLING = new byte[1 << 10];

    private ByteBuf rest;

    /** A frame arrived; {@code answerBytes} is 0 in an answer. */
    abstract void onFrame(ChannelHandlerContext context, long number, int answerBytes);

    /** Adds a frame of that many bytes in all. */
    static void write(ByteBuf out, long number, int answerBytes, int frameBytes) {
        out.writeInt(frameBytes - 4).writeLong(number).writeInt(answerBytes);
        out.writeBytes(FILLING, 0, frameBytes - HEADER_BYTES);
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        ByteBuf bytes = (ByteBuf) message;
        if (rest != null) {
            rest.writeBytes(bytes);
            bytes.release();
            bytes = rest;
            rest = null;
        }
        while (bytes.readableBytes() >= 4 && bytes.readableBytes() >= 4 + bytes.getInt(bytes.readerIndex())) {
            int next = bytes.readerIndex() + 4 + bytes.readInt();
            onFrame(context, bytes.readLong(), bytes.readInt());
            bytes.readerIndex(next);
        }
        if (bytes.isReadable()) {
            rest = context.alloc().buffer(bytes.readableBytes() + HEADER_BYTES).writeBytes(bytes);
        }
        bytes.release();
    }
}
