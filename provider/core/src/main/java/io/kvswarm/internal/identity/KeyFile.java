package io.kvswarm.internal.identity;

import io.kvswarm.api.ErrorCode;
import io.kvswarm.api.NodeId;
import io.kvswarm.api.SwarmException;
import io.kvswarm.internal.base.BodyReader;
import io.kvswarm.internal.base.ByteSink;
import io.kvswarm.internal.base.Hex;
import io.kvswarm.internal.base.MalformedBytesException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Optional;
import java.util.Set;
import java.util.zip.CRC32C;

/**
 * The file {@value #NAME} in a data directory, which holds the node's key.
 *
 * <pre>
 * offset  bytes  field
 *      0      8  magic      "kvswarmK"
 *      8      1  layout     1
 *      9     32  seed       the secret
 *     41     32  publicKey  the node id, to notice a damaged seed
 *     73      4  checksum   CRC32C of bytes 0 to 72
 * </pre>
 *
 * <p>Only the owner may read the file or enter the directory; where either is open to others, nothing starts. The file
 * appears whole, synced and with its permissions, or not at all; once there it is never changed.
 */
public final class KeyFile {
    /** Its name in the data directory. */
    public static final String NAME = "identity";

    private static final byte[] MAGIC = {'k', 'v', 's', 'w', 'a', 'r', 'm', 'K'};
    private static final int LAYOUT = 1;
    private static final int CHECKED_BYTES = 73;
    private static final int BYTES = CHECKED_BYTES + Integer.BYTES;
    private static final Set<PosixFilePermission> DIRECTORY_MODE = PosixFilePermissions.fromString("rwx------");
    private static final Set<PosixFilePermission> FILE_MODE = PosixFilePermissions.fromString("rw-------");

    private final Path directory;
    private final Path file;

    private KeyFile(Path directory) {
        this(directory.toAbsolutePath(), directory.toAbsolutePath().resolve(NAME));
    }

    private KeyFile(Path directory, Path file) {
        this.directory = directory;
        this.file = file;
    }

    /**
     * The key in {@code directory}; makes the directory and the key if they are not there.
     *
     * @throws SwarmException with {@link ErrorCode#DIRECTORY_UNUSABLE} if the directory or the file cannot be used or
     *     is open to others, with {@link ErrorCode#CORRUPT} if the file is damaged; nothing was changed then
     */
    public static NodeKey openOrCreate(Path directory, SecureRandom random) {
        KeyFile keyFile = new KeyFile(directory);
        return keyFile.guarded(() -> {
            keyFile.makeDirectory();
            keyFile.requireOwnerOnly(keyFile.directory, DIRECTORY_MODE, "700");
            if (!Files.exists(keyFile.file, LinkOption.NOFOLLOW_LINKS)) {
                keyFile.create(NodeKey.generate(random), random);
            }
            return keyFile.load();
        });
    }

    /** As {@link #openOrCreate}, but makes nothing: empty if there is no directory or no key in it. */
    public static Optional<NodeKey> open(Path directory) {
        KeyFile keyFile = new KeyFile(directory);
        return keyFile.guarded(() -> {
            if (!Files.exists(keyFile.file, LinkOption.NOFOLLOW_LINKS)) {
                return Optional.empty();
            }
            keyFile.requireOwnerOnly(keyFile.directory, DIRECTORY_MODE, "700");
            return Optional.of(keyFile.load());
        });
    }

    /**
     * The key in {@code file}, wherever that lies and whatever its name.
     *
     * @throws SwarmException with {@link ErrorCode#DIRECTORY_UNUSABLE} if it is not there, cannot be read or is open to
     *     others than its owner, with {@link ErrorCode#CORRUPT} if it is damaged
     */
    public static NodeKey read(Path file) {
        if (!Files.isRegularFile(file)) {
            throw new SwarmException(
                    ErrorCode.DIRECTORY_UNUSABLE,
                    file.toAbsolutePath() + " is not there or is no file, expected a writer's key; kvswarm id -d DIR"
                            + " makes one, in DIR/" + NAME);
        }
        try {
            return new KeyFile(file.toAbsolutePath().getParent(), file.toAbsolutePath()).load();
        } catch (IOException e) {
            throw new SwarmException(
                    ErrorCode.DIRECTORY_UNUSABLE,
                    file.toAbsolutePath() + " cannot be read: " + e.getClass().getSimpleName() + " " + e.getMessage()
                            + "; it has to belong to the user that runs this process",
                    e);
        }
    }

    private NodeKey load() throws IOException {
        requireOwnerOnly(file, FILE_MODE, "600");
        try (FileChannel in = FileChannel.open(file, StandardOpenOption.READ)) {
            ByteBuffer bytes = ByteBuffer.allocate(BYTES + 1);
            while (bytes.hasRemaining() && in.read(bytes) >= 0) {}
            return decode(bytes.flip());
        } catch (MalformedBytesException e) {
            throw new SwarmException(
                    ErrorCode.CORRUPT,
                    file + ": " + e.getMessage() + "; the node's key is damaged and cannot be restored from the rest of"
                            + " the directory: put back a copy of this file, or start with an empty directory, which"
                            + " gives a new node id",
                    e);
        }
    }

    private static NodeKey decode(ByteBuffer bytes) {
        ByteBuffer whole = bytes.duplicate();
        BodyReader in = new BodyReader(NAME, bytes);
        String magic = Hex.of(in.bytes("magic", MAGIC.length));
        if (!magic.equals(Hex.of(MAGIC))) {
            throw in.malformed("magic: is not that of a key file");
        }
        in.int8("layout", LAYOUT, LAYOUT);
        byte[] seed = in.bytes("seed", NodeKey.SEED_BYTES);
        NodeId id = NodeId.of(in.bytes("publicKey", NodeId.BYTES));
        int checksum = in.int32("checksum", Integer.MIN_VALUE, Integer.MAX_VALUE);
        in.end();
        if (checksum != checksum(whole.limit(CHECKED_BYTES))) {
            throw in.malformed("checksum: does not match");
        }
        NodeKey key = NodeKey.ofSeed(seed);
        if (!key.id().equals(id)) {
            throw in.malformed("publicKey: does not belong to the seed");
        }
        return key;
    }

    private static byte[] encode(NodeKey key) {
        ByteSink out = new ByteSink(BYTES);
        out.bytes(MAGIC).int8(LAYOUT).bytes(key.seed()).bytes(key.id().toBytes());
        return out.int32(checksum(out.view())).toBytes();
    }

    private static int checksum(ByteBuffer bytes) {
        CRC32C crc = new CRC32C();
        crc.update(bytes);
        return (int) crc.getValue();
    }

    private void create(NodeKey key, SecureRandom random) throws IOException {
        byte[] suffix = new byte[8];
        random.nextBytes(suffix);
        Path temporary = directory.resolve(NAME + "." + Hex.of(suffix) + ".new");
        Set<StandardOpenOption> asNew = Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        try (FileChannel out = FileChannel.open(temporary, asNew, attributes(FILE_MODE))) {
            ByteBuffer bytes = ByteBuffer.wrap(encode(key));
            while (bytes.hasRemaining()) {
                out.write(bytes);
            }
            out.force(true);
        }
        publish(temporary);
        syncDirectory(directory);
    }

    /** A link, unlike a rename, never replaces the key that another process made in the same moment. */
    private void publish(Path temporary) throws IOException {
        try {
            Files.createLink(file, temporary);
        } catch (FileAlreadyExistsException theOtherWins) {
            // Both processes go on to load the one that was first.
        } catch (UnsupportedOperationException noLinksHere) {
            Files.move(temporary, file);
        }
        Files.deleteIfExists(temporary);
    }

    private void makeDirectory() throws IOException {
        if (Files.isDirectory(directory)) {
            return;
        }
        if (directory.getParent() != null) {
            Files.createDirectories(directory.getParent());
        }
        try {
            Files.createDirectory(directory, attributes(DIRECTORY_MODE));
        } catch (FileAlreadyExistsException e) {
            if (!Files.isDirectory(directory)) {
                throw new SwarmException(
                        ErrorCode.DIRECTORY_UNUSABLE,
                        directory + " is a file, expected a directory; nothing was changed");
            }
        }
        if (directory.getParent() != null) {
            syncDirectory(directory.getParent());
        }
    }

    private void requireOwnerOnly(Path path, Set<PosixFilePermission> allowed, String mode) throws IOException {
        if (!hasPermissions()) {
            return;
        }
        Set<PosixFilePermission> found = Files.getPosixFilePermissions(path);
        if (!allowed.containsAll(found)) {
            throw new SwarmException(
                    ErrorCode.DIRECTORY_UNUSABLE,
                    path + " has permissions " + PosixFilePermissions.toString(found) + ", expected at most "
                            + PosixFilePermissions.toString(allowed) + ", because it keeps the node's secret key: run"
                            + " chmod " + mode + " " + path);
        }
    }

    private FileAttribute<?>[] attributes(Set<PosixFilePermission> mode) throws IOException {
        return hasPermissions()
                ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(mode)}
                : new FileAttribute<?>[0];
    }

    /** False on file systems without owner, group and others; there the directory is the operator's to protect. */
    private boolean hasPermissions() {
        return directory.getFileSystem().supportedFileAttributeViews().contains("posix");
    }

    private void syncDirectory(Path path) throws IOException {
        if (hasPermissions()) {
            try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
                channel.force(true);
            }
        }
    }

    private <T> T guarded(Work<T> work) {
        try {
            return work.run();
        } catch (IOException e) {
            throw new SwarmException(
                    ErrorCode.DIRECTORY_UNUSABLE,
                    directory + " cannot be used as a data directory: "
                            + e.getClass().getSimpleName() + " " + e.getMessage()
                            + "; check that it is on a writable disk and belongs to the user that runs the node",
                    e);
        }
    }

    /**
     * Something that reads or writes files.
     *
     * @param <T> what comes of it
     */
    private interface Work<T> {
        T run() throws IOException;
    }
}
