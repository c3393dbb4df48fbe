package io.kvswarm.internal.base;

import io.kvswarm.api.ErrorCode;
import io.kvswarm.api.SwarmException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * A directory of the machine's file system, locked for this process as long as the disk is open.
 *
 * <p>Directory and files are made readable by their owner only. Safe from any thread, but every call may block, and a
 * thread that is interrupted closes the file under it: use it on a {@link Worker}.
 */
public final class FileDisk implements Disk, AutoCloseable {
    /** Largest file {@link #read} takes. */
    public static final int SMALL_FILE_BYTES_MAX = 64 * Limits.MIB;

    private static final Set<PosixFilePermission> WRITABLE_BY_OTHERS =
            Set.of(PosixFilePermission.GROUP_WRITE, PosixFilePermission.OTHERS_WRITE);

    private final Path directory;
    private final boolean posix;
    private final DirectoryLock lock;

    /**
     * Opens a directory; makes it, owner-only, if it is not there.
     *
     * @throws SwarmException with {@code DIRECTORY_IN_USE} if another disk, of this process or another, has it open;
     *     {@code DIRECTORY_UNUSABLE} if it cannot be made, read or written, or others may write to it
     */
    public FileDisk(Path path) {
        try {
            posix = path.getFileSystem().supportedFileAttributeViews().contains("posix");
            if (!Files.isDirectory(path)) {
                Files.createDirectories(path, ownerOnly("rwx------"));
            }
            directory = path.toRealPath();
            requireUsable();
            lock = DirectoryLock.take(directory, ownerOnly("rw-------"));
        } catch (IOException e) {
            throw new SwarmException(
                    ErrorCode.DIRECTORY_UNUSABLE,
                    path + ": cannot be used as a directory to keep data in (" + reason(e)
                            + "); expected one this user can read and write; nothing was changed in it",
                    e);
        }
    }

    /** Where it is, with all links resolved. */
    public Path path() {
        return directory;
    }

    @Override
    public List<String> list() throws IOException {
        List<String> names = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
            for (Path entry : entries) {
                String name = String.valueOf(entry.getFileName());
                if (!name.equals(DirectoryLock.FILE) && Files.isRegularFile(entry, LinkOption.NOFOLLOW_LINKS)) {
                    names.add(name);
                }
            }
        }
        return names;
    }

    @Override
    public boolean exists(String name) {
        return Files.exists(file(name), LinkOption.NOFOLLOW_LINKS);
    }

    @Override
    public DiskFile open(String name) throws IOException {
        return new ChannelFile(FileChannel.open(
                file(name),
                Set.of(StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.CREATE),
                ownerOnly("rw-------")));
    }

    @Override
    public byte[] read(String name) throws IOException {
        Path file = file(name);
        long size = Files.size(file);
        if (size > SMALL_FILE_BYTES_MAX) {
            throw new IOException(file + " has " + size + " bytes, expected at most " + SMALL_FILE_BYTES_MAX);
        }
        return Files.readAllBytes(file);
    }

    @Override
    public void replace(String name, byte[] content) throws IOException {
        Path temporary = file(name + ".tmp");
        // Made anew, so that what a crash has left under this name lends it neither bytes nor permissions.
        Files.deleteIfExists(temporary);
        Set<StandardOpenOption> asNew = Set.of(StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW);
        try (FileChannel channel = FileChannel.open(temporary, asNew, ownerOnly("rw-------"))) {
            ChannelFile.writeAll(channel, ByteBuffer.wrap(content), 0);
            channel.force(true);
        }
        Files.move(temporary, file(name), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        sync();
    }

    @Override
    public void delete(String name) throws IOException {
        Files.deleteIfExists(file(name));
    }

    @Override
    public void sync() throws IOException {
        // Elsewhere a directory cannot be opened as a file, and its changes are durable by themselves.
        if (posix) {
            try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
                channel.force(true);
            }
        }
    }

    @Override
    public long freeBytes() throws IOException {
        return Files.getFileStore(directory).getUsableSpace();
    }

    /** Gives the directory free for others. Files that are still open stay usable. */
    @Override
    public void close() {
        lock.release();
    }

    @Override
    public String toString() {
        return directory.toString();
    }

    private Path file(String name) {
        if (!name.matches("[A-Za-z0-9._-]{1,200}") || name.startsWith("..") || name.equals(DirectoryLock.FILE)) {
            throw new IllegalArgumentException("file name is \"" + name + "\", expected 1 to 200 of A-Z a-z 0-9 . _ -");
        }
        return directory.resolve(name);
    }

    private void requireUsable() throws IOException {
        if (!Files.isReadable(directory) || !Files.isWritable(directory)) {
            throw new IOException("not readable and writable");
        }
        if (posix) {
            Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(directory);
            if (permissions.stream().anyMatch(WRITABLE_BY_OTHERS::contains)) {
                throw new IOException("its permissions are " + PosixFilePermissions.toString(permissions)
                        + ", so that others could write to it; run chmod 700");
            }
        }
    }

    private FileAttribute<?>[] ownerOnly(String permissions) {
        return posix
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
                }
                : new FileAttribute<?>[0];
    }

    private static String reason(IOException e) {
        if (e instanceof NoSuchFileException) {
            return "no such file or directory";
        }
        if (e instanceof FileSystemException known && known.getReason() != null) {
            return known.getReason();
        }
        return e instanceof FileSystemException ? e.getClass().getSimpleName() : e.getMessage();
    }
}
