package io.kvswarm.internal.base;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * One directory of files, as a node sees its disk. Files have plain names without separators.
 *
 * <p>Every call may block and belongs on a {@link Worker}, never on a loop or an application thread. The simulator's
 * disk forgets what was not synced when its power is cut, fails and fills up on demand.
 */
public interface Disk {
    /** Names of all files, in no particular order. */
    List<String> list() throws IOException;

    /** True if there is a file of that name. */
    boolean exists(String name) throws IOException;

    /** Opens a file for reading and writing at any position; makes it, owner-only, if it is not there. */
    DiskFile open(String name) throws IOException;

    /** Reads a whole small file. */
    byte[] read(String name) throws IOException;

    /** Replaces a small file as a whole, owner-only, synced: after a crash it has either the old or the new content. */
    void replace(String name, byte[] content) throws IOException;

    /** Removes a file; does nothing if it is not there. */
    void delete(String name) throws IOException;

    /** Makes files that were made, renamed or deleted stay so over a power cut. */
    void sync() throws IOException;

    /** Bytes this directory's file system can still take; {@code Long.MAX_VALUE} if unknown. */
    long freeBytes() throws IOException;

    /** An open file. Not shared between threads. */
    interface DiskFile extends AutoCloseable {
        /** Its length in bytes. */
        long size() throws IOException;

        /** Writes all that remains in {@code bytes} at {@code position}. */
        void write(ByteBuffer bytes, long position) throws IOException;

        /** Reads into {@code into} from {@code position} until it is full or the file ends; says how many bytes. */
        int read(ByteBuffer into, long position) throws IOException;

        /** Makes what was written survive a power cut. Never retried after it failed once. */
        void sync() throws IOException;

        /** Cuts the file to {@code size}. */
        void truncate(long size) throws IOException;

        @Override
        void close() throws IOException;
    }
}
