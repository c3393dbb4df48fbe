package io.kvswarm.internal.base;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/** An open file of the machine's file system. Not shared between threads. */
final class ChannelFile implements Disk.DiskFile {
    /** Most bytes given to the channel at once: it keeps a direct copy of that size for each thread for ever. */
    private static final int SLICE_BYTES = Limits.MIB;

    private final FileChannel channel;

    ChannelFile(FileChannel channel) {
        this.channel = channel;
    }

    static void writeAll(FileChannel channel, ByteBuffer bytes, long position) throws IOException {
        int start = bytes.position();
        int limit = bytes.limit();
        while (bytes.position() < limit) {
            bytes.limit(bytes.isDirect() ? limit : Math.min(limit, bytes.position() + SLICE_BYTES));
            channel.write(bytes, position + bytes.position() - start);
        }
    }

    @Override
    public long size() throws IOException {
        return channel.size();
    }

    @Override
    public void write(ByteBuffer bytes, long position) throws IOException {
        writeAll(channel, bytes, position);
    }

    @Override
    public int read(ByteBuffer into, long position) throws IOException {
        int start = into.position();
        int limit = into.limit();
        int read = 0;
        while (read >= 0 && into.position() < limit) {
            into.limit(into.isDirect() ? limit : Math.min(limit, into.position() + SLICE_BYTES));
            read = channel.read(into, position + into.position() - start);
        }
        into.limit(limit);
        return into.position() - start;
    }

    @Override
    public void sync() throws IOException {
        channel.force(false);
    }

    @Override
    public void truncate(long size) throws IOException {
        channel.truncate(size);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
