package io.kvswarm.cli.local;

import io.kvswarm.api.ErrorCode;
import io.kvswarm.api.SwarmException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The directory that holds the sockets of one user: short, and open to nobody else. */
final class RunDirectory {
    /** What a Unix socket's path may have, in bytes. */
    static final int SOCKET_PATH_BYTES_MAX = 107;

    private static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rwx------");
    private static final int NAME_BYTES = 8;
    private static final String SUFFIX = ".sock";

    private final List<Path> candidates = new ArrayList<>();

    /**
     * Looks at {@code KVSWARM_RUN_DIR}, then at {@code XDG_RUNTIME_DIR}, then in {@code /tmp}.
     *
     * @param environment of the process
     * @param user        its name, for the last
     */
    RunDirectory(Map<String, String> environment, String user) {
        String own = environment.getOrDefault("KVSWARM_RUN_DIR", "");
        String session = environment.getOrDefault("XDG_RUNTIME_DIR", "");
        if (!own.isEmpty()) {
            candidates.add(Path.of(own).toAbsolutePath());
        }
        if (!session.isEmpty()) {
            candidates.add(Path.of(session, "kvswarm").toAbsolutePath());
        }
        candidates.add(Path.of("/tmp", "kvswarm-" + user));
    }

    static RunDirectory ofThisProcess() {
        return new RunDirectory(System.getenv(), System.getProperty("user.name"));
    }

    /**
     * A path for a new socket; its directory is there and safe.
     *
     * @throws SwarmException with {@code DIRECTORY_UNUSABLE} if there is no directory to be had
     */
    Path newSocket(SecureRandom random) {
        byte[] name = new byte[NAME_BYTES];
        random.nextBytes(name);
        String trouble = "";
        for (Path candidate : candidates) {
            Path socket = candidate.resolve(HexFormat.of().formatHex(name) + SUFFIX);
            String reason = unfit(candidate, socket);
            if (reason.isEmpty()) {
                return socket;
            }
            trouble = trouble.isEmpty() ? reason : trouble + "; " + reason;
        }
        throw new SwarmException(
                ErrorCode.DIRECTORY_UNUSABLE,
                "there is no directory for the local socket: " + trouble
                        + "; set KVSWARM_RUN_DIR to a short path that only this user may enter");
    }

    /** True if a path has the form of the sockets made here: what a process left behind may be removed. */
    static boolean isSocket(Path path) {
        String name = String.valueOf(path.getFileName());
        return name.matches("[0-9a-f]{" + 2 * NAME_BYTES + "}" + SUFFIX.replace(".", "\\."));
    }

    private static String unfit(Path directory, Path socket) {
        int length = socket.toString().getBytes(StandardCharsets.UTF_8).length;
        if (length > SOCKET_PATH_BYTES_MAX) {
            return directory + " is too long for a socket";
        }
        try {
            make(directory);
            PosixFileAttributes found =
                    Files.readAttributes(directory, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            if (!found.isDirectory()) {
                return directory + " is no directory";
            }
            if (!OWNER_ONLY.containsAll(found.permissions())) {
                return directory + " has permissions " + PosixFilePermissions.toString(found.permissions())
                        + ", expected rwx------";
            }
            return Files.isWritable(directory) ? "" : directory + " belongs to " + found.owner();
        } catch (IOException | UnsupportedOperationException e) {
            return directory + " cannot be used (" + e.getClass().getSimpleName() + ")";
        }
    }

    private static void make(Path directory) throws IOException {
        if (Files.isDirectory(directory)) {
            return;
        }
        if (directory.getParent() != null) {
            Files.createDirectories(directory.getParent());
        }
        try {
            Files.createDirectory(directory, PosixFilePermissions.asFileAttribute(OWNER_ONLY));
        } catch (FileAlreadyExistsException e) {
            // Another process was quicker; what it made is looked at like any other.
            return;
        }
    }
}
