package io.kvswarm.sim;

import io.kvswarm.internal.base.Disk;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;

/** An open file of a simulated disk; void once its process has ended. */
final class SimDiskFile implements Disk.DiskFile {
    private final SimDisk disk;
    private final SimFile file;
    private final int process;
    private boolean closed;

    SimDiskFile(SimDisk disk, SimFile file, int process) {
        this.disk = disk;
        this.file = file;
        this.process = process;
    }

    @Override
    public long size() throws IOException {
        operation("size");
        return file.size();
    }

    @Override
    public void write(ByteBuffer bytes, long position) throws IOException {
        byte[] content = new byte[bytes.remaining()];
        bytes.duplicate().get(content);
        int at = Math.toIntExact(position);
        // A process that ends during a write leaves a part of it.
        try {
            operation("write");
        } catch (SimCrash crash) {
            file.write(content, 0, content.length / 2, at);
            throw crash;
        }
        disk.requireWritable();
        int fitting = (int) Math.min(content.length, Math.max(0, file.size() + disk.freeBytes() - at));
        int taken = disk.freeBytes() == Long.MAX_VALUE ? content.length : fitting;
        file.write(content, 0, taken, at);
        bytes.position(bytes.position() + taken);
        if (taken < content.length) {
            throw new IOException("No space left on device");
        }
    }

    @Override
    public int read(ByteBuffer into, long position) throws IOException {
        operation("read");
        int length = (int) Math.min(into.remaining(), Math.max(0, file.size() - position));
        byte[] content = new byte[length];
        if (length > 0) {
            file.read(content, 0, length, (int) position);
        }
        into.put(content);
        return length;
    }

    @Override
    public void sync() throws IOException {
        operation("syncFile");
        disk.requireSyncable();
        file.sync();
    }

    @Override
    public void truncate(long size) throws IOException {
        operation("truncate");
        disk.requireWritable();
        file.truncate(Math.toIntExact(size));
    }

    @Override
    public void close() {
        closed = true;
    }

    private void operation(String name) throws IOException {
        if (process != disk.process()) {
            throw new SimCrash();
        }
        if (closed) {
            throw new ClosedChannelException();
        }
        disk.operation(name);
    }
}
