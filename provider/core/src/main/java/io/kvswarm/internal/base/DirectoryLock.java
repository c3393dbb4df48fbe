package io.kvswarm.internal.base;

import io.kvswarm.api.ErrorCode;
import io.kvswarm.api.SwarmException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.util.HashSet;
import java.util.Set;

/**
 * A directory taken by this process, for one user of it.
 *
 * <p>The operating system drops the lock as soon as the process closes any channel of the lock file. So the file is
 * opened once and never again while it is held: a second user in the same process is turned away before.
 */
final class DirectoryLock {
    /** Name of the lock file; it holds the process id of its owner. */
    static final String FILE = "lock";

    private static final int PID_DIGITS_MAX = 20;
    private static final Set<Path> HELD = new HashSet<>();

    private final Path directory;
    private final FileChannel channel;

    private DirectoryLock(Path directory, FileChannel channel) {
        this.directory = directory;
        this.channel = channel;
    }

    /** Takes {@code directory}, whose links are resolved. */
    static DirectoryLock take(Path directory, FileAttribute<?>... attributes) throws IOException {
        synchronized (HELD) {
            if (!HELD.add(directory)) {
                throw inUse(
                        directory, "this process (" + ProcessHandle.current().pid() + ")");
            }
            try {
                return new DirectoryLock(directory, lockedChannel(directory, attributes));
            } catch (IOException | RuntimeException e) {
                HELD.remove(directory);
                throw e;
            }
        }
    }

    /** Gives it back; does nothing the second time. */
    void release() {
        synchronized (HELD) {
            if (channel.isOpen()) {
                closeQuietly(channel);
                HELD.remove(directory);
            }
        }
    }

    private static FileChannel lockedChannel(Path directory, FileAttribute<?>... attributes) throws IOException {
        Path file = directory.resolve(FILE);
        FileChannel channel = FileChannel.open(
                file, Set.of(StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.CREATE), attributes);
        try {
            FileLock lock = channel.tryLock();
            if (lock == null) {
                throw inUse(directory, owner(file));
            }
            byte[] pid = Long.toString(ProcessHandle.current().pid()).getBytes(StandardCharsets.US_ASCII);
            channel.truncate(0);
            channel.write(ByteBuffer.wrap(pid), 0);
            return channel;
        } catch (IOException | RuntimeException e) {
            closeQuietly(channel);
            throw e;
        }
    }

    private static String owner(Path file) throws IOException {
        String text = Files.size(file) <= PID_DIGITS_MAX ? Files.readString(file, StandardCharsets.US_ASCII) : "";
        return text.matches("[0-9]+") ? "process " + text : "another process";
    }

    private static SwarmException inUse(Path directory, String owner) {
        return new SwarmException(
                ErrorCode.DIRECTORY_IN_USE,
                directory + " is used by " + owner
                        + "; a directory belongs to one process at a time; nothing was changed" + " in it");
    }

    private static void closeQuietly(FileChannel channel) {
        try {
            channel.close();
        } catch (IOException e) {
            // The lock ends with the descriptor whatever close says, and there is nothing else to lose.
            return;
        }
    }
}
