package io.kvswarm.internal.peer;

import io.kvswarm.api.ErrorCode;
import io.kvswarm.api.NodeId;
import io.kvswarm.api.SwarmException;
import io.kvswarm.internal.base.Loop;
import io.kvswarm.internal.base.MalformedBytesException;
import io.kvswarm.internal.base.Worker;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A short directory of one user on one machine, where each node that listens leaves its signed address record in a file
 * named after its id. What a node that ended badly left behind does no harm: dialing it fails.
 *
 * <p>Calls on the loop, file work on a worker. Where the directory cannot be used nodes run without it, and say so
 * once.
 */
public final class RunDirectory implements LocalRecords {
    private static final Logger LOG = LoggerFactory.getLogger(RunDirectory.class);
    private static final Set<PosixFilePermission> MODE = PosixFilePermissions.fromString("rwx------");
    private static final String SUFFIX = ".address";

    private final Path directory;
    private final Worker files;
    private final Loop loop;
    private boolean checked;
    private boolean warned;

    /** The records in {@code directory}, which is made when the first one is left. */
    public RunDirectory(Path directory, Worker files, Loop loop) {
        this.directory = directory;
        this.files = files;
        this.loop = loop;
    }

    /**
     * Where the directory is: {@code KVSWARM_RUN_DIR}, else {@code kvswarm} in {@code XDG_RUNTIME_DIR}, else
     * {@code kvswarm-USER} in the directory for temporary files.
     *
     * @param environment the process's environment
     * @param temporary directory for temporary files
     * @param user name of the user
     */
    public static Path locate(Map<String, String> environment, String temporary, String user) {
        String own = environment.getOrDefault("KVSWARM_RUN_DIR", "");
        if (!own.isEmpty()) {
            return Path.of(own);
        }
        String runtime = environment.getOrDefault("XDG_RUNTIME_DIR", "");
        if (!runtime.isEmpty()) {
            return Path.of(runtime, "kvswarm");
        }
        return Path.of(temporary, "kvswarm-" + user.replaceAll("[^0-9A-Za-z_-]", "_"));
    }

    /**
     * Makes the directory if it is not there. Blocks.
     *
     * @throws SwarmException with {@link ErrorCode#DIRECTORY_UNUSABLE} if it is not a directory of this user that
     * nobody
     *     else can enter; nothing was changed then
     */
    public static void prepare(Path directory) {
        try {
            make(directory);
            check(directory);
        } catch (IOException | UnsupportedOperationException e) {
            throw new SwarmException(
                    ErrorCode.DIRECTORY_UNUSABLE,
                    "run directory " + directory + " cannot be used: " + e.getMessage()
                            + "; nodes on this machine are not found without an address; name another directory in"
                            + " KVSWARM_RUN_DIR",
                    e);
        }
    }

    private static void make(Path directory) throws IOException {
        if (Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        FileAttribute<?> mode = PosixFilePermissions.asFileAttribute(MODE);
        try {
            Files.createDirectory(directory, mode);
        } catch (FileAlreadyExistsException e) {
            if (!Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)) {
                throw new IOException("it is a file or a link, expected a directory", e);
            }
        }
    }

    /** What this process makes belongs to its user: so must the directory. */
    private static void check(Path directory) throws IOException {
        Set<PosixFilePermission> mode = Files.getPosixFilePermissions(directory, LinkOption.NOFOLLOW_LINKS);
        if (!mode.equals(MODE)) {
            throw new IOException(
                    "its permissions are " + PosixFilePermissions.toString(mode) + ", expected rwx------");
        }
        Path probe = Files.createTempFile(directory, "probe", ".tmp");
        try {
            if (!Files.getOwner(directory, LinkOption.NOFOLLOW_LINKS).equals(Files.getOwner(probe))) {
                throw new IOException("it belongs to another user");
            }
        } finally {
            Files.delete(probe);
        }
    }

    @Override
    public void publish(AddressRecord record) {
        onWorker(
                () -> {
                    try {
                        prepare(directory);
                        write(record);
                    } catch (IOException | SwarmException e) {
                        warnOnce(e.getMessage());
                    }
                },
                () -> {});
    }

    @Override
    public void withdraw(AddressRecord record, Runnable then) {
        onWorker(
                () -> {
                    try {
                        delete(record);
                    } catch (IOException e) {
                        warnOnce(e.getMessage());
                    }
                    onLoop(then);
                },
                then);
    }

    @Override
    public void find(NodeId node, Consumer<AddressRecord> then) {
        onWorker(
                () -> {
                    AddressRecord found = read(node);
                    onLoop(() -> then.accept(found));
                },
                () -> then.accept(null));
    }

    /** A worker that is closed belongs to a node that is. */
    private void onWorker(Runnable task, Runnable otherwise) {
        try {
            files.execute(task);
        } catch (RejectedExecutionException closing) {
            otherwise.run();
        }
    }

    /** A loop that is closed belongs to a node that is: nobody waits any more. */
    private void onLoop(Runnable task) {
        try {
            loop.execute(task);
        } catch (RejectedExecutionException closed) {
            LOG.debug("the node was closed meanwhile");
        }
    }

    private Path fileOf(NodeId node) {
        return directory.resolve(node + SUFFIX);
    }

    private void write(AddressRecord record) throws IOException {
        // Readable by its owner only, as temporary files are.
        Path temporary = Files.createTempFile(directory, "record", ".tmp");
        Files.write(temporary, record.toBytes());
        Files.move(temporary, fileOf(record.node()), StandardCopyOption.ATOMIC_MOVE);
    }

    /** Another process with the same key may have left its own by now: that one stays. */
    private void delete(AddressRecord record) throws IOException {
        Path file = fileOf(record.node());
        try {
            if (Arrays.equals(Files.readAllBytes(file), record.toBytes())) {
                Files.delete(file);
            }
        } catch (NoSuchFileException e) {
            LOG.debug("{} is gone already", file);
        }
    }

    private AddressRecord read(NodeId node) {
        Path file = fileOf(node);
        try {
            if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
                return null;
            }
            if (!checked) {
                check(directory);
                checked = true;
            }
            if (Files.size(file) > AddressRecord.BYTES_MAX) {
                throw new IOException("it has more than " + AddressRecord.BYTES_MAX + " bytes");
            }
            AddressRecord record = AddressRecord.read(Files.readAllBytes(file));
            return record.node().equals(node) ? record : null;
        } catch (IOException | MalformedBytesException e) {
            warnOnce(file + " is not used: " + e.getMessage());
            return null;
        }
    }

    private void warnOnce(String line) {
        if (!warned) {
            warned = true;
            LOG.warn("{}", line);
        }
    }
}
