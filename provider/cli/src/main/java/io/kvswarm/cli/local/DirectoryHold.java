package io.kvswarm.cli.local;

import io.kvswarm.api.ErrorCode;
import io.kvswarm.api.SwarmException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * A data directory taken by this process, among the commands of {@code kvswarm}: whoever has it runs their commands.
 *
 * <p>The lock says who holds the directory, the file {@value #SOCKET_FILE} where the holder listens. The lock comes
 * before the node is opened and goes after it is closed, so that others find the holder at once, however long opening
 * takes, and can tell it from a program that is no {@code kvswarm} command.
 */
public final class DirectoryHold implements AutoCloseable {
    static final String LOCK_FILE = "command.lock";
    static final String SOCKET_FILE = "command.socket";

    /** Two users in one process share its file locks, so the process keeps account itself. */
    private static final Set<Path> HELD = new HashSet<>();

    private final Path directory;
    private final FileChannel channel;
    private Path socket;

    private DirectoryHold(Path directory, FileChannel channel) {
        this.directory = directory;
        this.channel = channel;
    }

    /**
     * Takes a directory, which is made, owner-only, if it is not there.
     *
     * @return empty if another process has it
     * @throws SwarmException with {@code DIRECTORY_UNUSABLE} if it cannot be used
     */
    public static Optional<DirectoryHold> tryTake(Path path) {
        try {
            make(path);
            return tryLock(path.toRealPath());
        } catch (IOException e) {
            throw new SwarmException(
                    ErrorCode.DIRECTORY_UNUSABLE,
                    path + " cannot be used as a data directory ("
                            + e.getClass().getSimpleName() + " " + e.getMessage()
                            + "); expected one this user can read and write; nothing was changed in it",
                    e);
        }
    }

    private static Optional<DirectoryHold> tryLock(Path directory) throws IOException {
        synchronized (HELD) {
            if (!HELD.add(directory)) {
                return Optional.empty();
            }
            Optional<DirectoryHold> hold = Optional.empty();
            try {
                hold = Optional.ofNullable(lock(directory));
                return hold;
            } finally {
                if (hold.isEmpty()) {
                    HELD.remove(directory);
                }
            }
        }
    }

    private static DirectoryHold lock(Path directory) throws IOException {
        Set<StandardOpenOption> options = Set.of(StandardOpenOption.WRITE, StandardOpenOption.CREATE);
        FileChannel channel = FileChannel.open(directory.resolve(LOCK_FILE), options, ownerOnly("rw-------"));
        FileLock lock = channel.tryLock();
        if (lock == null) {
            channel.close();
            return null;
        }
        DirectoryHold hold = new DirectoryHold(directory, channel);
        // Whoever had the directory before has ended; if it was killed its socket is still there.
        socketOf(directory).filter(RunDirectory::isSocket).ifPresent(DirectoryHold::deleteQuietly);
        return hold;
    }

    /** Where the holder of a directory listens; empty if it has not said so. */
    public static Optional<Path> socketOf(Path directory) {
        try {
            String text = Files.readString(directory.resolve(SOCKET_FILE), StandardCharsets.UTF_8);
            return text.isBlank() ? Optional.empty() : Optional.of(Path.of(text.strip()));
        } catch (IOException | IllegalArgumentException notThereOrNoPath) {
            return Optional.empty();
        }
    }

    /** Says where this process listens. */
    void publish(Path newSocket) throws IOException {
        Path temporary = directory.resolve(SOCKET_FILE + ".new");
        Files.deleteIfExists(temporary);
        Files.createFile(temporary, ownerOnly("rw-------"));
        Files.writeString(temporary, newSocket + "\n", StandardCharsets.UTF_8);
        Files.move(temporary, directory.resolve(SOCKET_FILE), StandardCopyOption.ATOMIC_MOVE);
        socket = newSocket;
    }

    /** Takes back what {@link #publish} said. */
    void withdraw() {
        if (socket != null) {
            deleteQuietly(directory.resolve(SOCKET_FILE));
            deleteQuietly(socket);
            socket = null;
        }
    }

    /** Gives the directory back. */
    @Override
    public void close() {
        withdraw();
        synchronized (HELD) {
            try {
                channel.close();
            } catch (IOException e) {
                // The lock ends with the descriptor, whatever close says.
                return;
            } finally {
                HELD.remove(directory);
            }
        }
    }

    private static void make(Path path) throws IOException {
        if (Files.isDirectory(path)) {
            return;
        }
        Path parent = path.toAbsolutePath().getParent();
        if (parent != null) {
            Files.createDirectories(parent);
        }
        try {
            Files.createDirectory(path, ownerOnly("rwx------"));
        } catch (FileAlreadyExistsException e) {
            if (!Files.isDirectory(path)) {
                throw e;
            }
        }
    }

    private static void deleteQuietly(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            // A socket nobody listens on does no harm; the next holder tries again.
            return;
        }
    }

    private static FileAttribute<?> ownerOnly(String permissions) {
        return PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions));
    }
}
