package io.kvswarm.internal.base;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.kvswarm.api.ErrorCode;
import io.kvswarm.api.SwarmException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Goal: a directory has one user, its files one reader, and what cannot be used says why. */
final class FileDiskTest {
    @TempDir
    Path parent;

    @Test
    void filesAreReadAndWrittenAtAnyPosition() throws IOException {
        try (FileDisk disk = new FileDisk(parent.resolve("d"))) {
            try (Disk.DiskFile file = disk.open("log")) {
                file.write(bytes("world"), 6);
                file.write(bytes("hello "), 0);
                file.sync();
                assertEquals(11, file.size());
                ByteBuffer into = ByteBuffer.allocate(20);
                assertEquals(5, file.read(into, 6));
                assertEquals("world", new String(into.array(), 0, 5, UTF_8));
                assertEquals(0, file.read(into, 100));
                file.truncate(5);
            }
            disk.sync();
            assertEquals("hello", new String(disk.read("log"), UTF_8));
            assertEquals(List.of("log"), disk.list());
            assertTrue(disk.freeBytes() > 0);
            disk.delete("log");
            disk.delete("log");
            assertFalse(disk.exists("log"));
            assertThrows(NoSuchFileException.class, () -> disk.read("log"));
        }
    }

    @Test
    void largeBuffersArriveWhole() throws IOException {
        byte[] content = new byte[3 * Limits.MIB + 17];
        new java.util.SplittableRandom(1).nextBytes(content);
        try (FileDisk disk = new FileDisk(parent.resolve("d"));
                Disk.DiskFile file = disk.open("large")) {
            file.write(ByteBuffer.wrap(content), 5);
            ByteBuffer back = ByteBuffer.allocate(content.length);
            assertEquals(content.length, file.read(back, 5));
            assertArrayEquals(content, back.array());
        }
    }

    @Test
    void replaceLeavesNothingElseBehind() throws IOException {
        try (FileDisk disk = new FileDisk(parent.resolve("d"))) {
            Files.writeString(disk.path().resolve("config.tmp"), "left by a crash");
            disk.replace("config", "one".getBytes(UTF_8));
            disk.replace("config", "two".getBytes(UTF_8));
            assertEquals("two", new String(disk.read("config"), UTF_8));
            assertEquals(List.of("config"), disk.list());
        }
    }

    @Test
    void directoryAndFilesAreOwnerOnly() throws IOException {
        try (FileDisk disk = new FileDisk(parent.resolve("a/b"))) {
            disk.open("log").close();
            disk.replace("config", new byte[1]);
            assertEquals("rwx------", permissions(disk.path()));
            for (String file : List.of("log", "config", "lock")) {
                assertEquals("rw-------", permissions(disk.path().resolve(file)), file);
            }
        }
    }

    @Test
    void secondOpenInThisProcessIsRefusedUntilTheFirstIsClosed() throws IOException {
        Path path = parent.resolve("d");
        FileDisk first = new FileDisk(path);
        Path link = Files.createSymbolicLink(parent.resolve("link"), path);
        String expected = path.toRealPath() + " is used by this process ("
                + ProcessHandle.current().pid()
                + "); a directory belongs to one process at a time; nothing was changed in it";
        for (Path again : List.of(path, link)) {
            SwarmException e = assertThrows(SwarmException.class, () -> new FileDisk(again));
            assertEquals(ErrorCode.DIRECTORY_IN_USE, e.code());
            assertEquals(expected, e.getMessage());
        }
        first.close();
        first.close();
        new FileDisk(path).close();
    }

    /** Refused opens in this process must not have dropped the lock, which any close of the lock file would do. */
    @Test
    void otherProcessIsRefusedAndToldWhoHasIt() throws IOException, InterruptedException {
        Path path = parent.resolve("d");
        try (FileDisk disk = new FileDisk(path)) {
            assertThrows(SwarmException.class, () -> new FileDisk(path));
            disk.list();
            assertEquals(
                    "DIRECTORY_IN_USE " + disk.path() + " is used by process "
                            + ProcessHandle.current().pid()
                            + "; a directory belongs to one process at a time; nothing was changed in it",
                    openInAnotherProcess(path));
        }
        assertEquals("opened", openInAnotherProcess(path));
    }

    @Test
    void fileInPlaceOfADirectoryIsRefused() throws IOException {
        Path file = Files.writeString(parent.resolve("file"), "data");
        SwarmException e = assertThrows(SwarmException.class, () -> new FileDisk(file));
        assertEquals(ErrorCode.DIRECTORY_UNUSABLE, e.code());
        assertEquals(
                file + ": cannot be used as a directory to keep data in (FileAlreadyExistsException); expected one this"
                        + " user can read and write; nothing was changed in it",
                e.getMessage());
        assertEquals("data", Files.readString(file));
    }

    /** Not even the superuser can make files there, so the test shows something for everybody. */
    @Test
    void directoryThatTakesNoFilesIsRefused() {
        Path unwritable = Path.of("/proc/self");
        assumeTrue(Files.isDirectory(unwritable), "needs /proc");
        SwarmException e = assertThrows(SwarmException.class, () -> new FileDisk(unwritable));
        assertEquals(ErrorCode.DIRECTORY_UNUSABLE, e.code());
    }

    @Test
    void directoryThatOthersCanWriteToIsRefused() throws IOException {
        Path shared = Files.createDirectory(parent.resolve("shared"));
        Files.setPosixFilePermissions(shared, PosixFilePermissions.fromString("rwxrwxr-x"));
        SwarmException e = assertThrows(SwarmException.class, () -> new FileDisk(shared));
        assertEquals(
                shared
                        + ": cannot be used as a directory to keep data in (its permissions are rwxrwxr-x, so that"
                        + " others could write to it; run chmod 700); expected one this user can read and write; "
                        + "nothing was"
                        + " changed in it",
                e.getMessage());
        assertFalse(Files.exists(shared.resolve("lock")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a/b", "..", "../up", "lock", "a b", "a\\b", "a\u0000"})
    void namesThatAreNotPlainAreRefused(String name) {
        try (FileDisk disk = new FileDisk(parent.resolve("d"))) {
            assertThrows(IllegalArgumentException.class, () -> disk.open(name));
            assertThrows(IllegalArgumentException.class, () -> disk.delete(name));
            assertThrows(IllegalArgumentException.class, () -> disk.replace(name, new byte[0]));
        }
    }

    @Test
    void subdirectoriesAndLinksAreNotFilesOfTheDisk() throws IOException {
        try (FileDisk disk = new FileDisk(parent.resolve("d"))) {
            Files.createDirectory(disk.path().resolve("index"));
            Files.createSymbolicLink(disk.path().resolve("link"), disk.path().resolve("real"));
            disk.open("real").close();
            assertEquals(Set.of("real"), new TreeSet<>(disk.list()));
        }
    }

    /** Opens the directory given and says how it went; for another process. */
    static final class Opener {
        private Opener() {}

        /** Prints {@code opened}, or code and message of the refusal. */
        public static void main(String[] arguments) {
            try {
                new FileDisk(Path.of(arguments[0])).close();
                System.out.println("opened");
            } catch (SwarmException e) {
                System.out.println(e.code() + " " + e.getMessage());
            }
        }
    }

    private static String openInAnotherProcess(Path path) throws IOException, InterruptedException {
        Path java = Path.of(System.getProperty("java.home"), "bin", "java");
        Process process = new ProcessBuilder(
                        java.toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Opener.class.getName(),
                        path.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (BufferedReader out = new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8))) {
            String said = out.readLine();
            assertEquals(0, process.waitFor());
            return said;
        }
    }

    private static String permissions(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(UTF_8));
    }
}
